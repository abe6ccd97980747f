import { segmentCommand } from '../commands/segment.js';
import { recipeHash } from '../recipe.js';
import { findEncoder } from '../shipped.js';
import { type CubeColumns, withColumns } from './columns.js';

/** Options of `segment` that are each run's own. */
const OWN = ['out', 'overwrite', 'quiet', 'json', 'events'];

/** The hash of all that decides results besides the cubes, and of the products for other programs that are to lie beside them. */
export async function recipeOf(argv: Record<string, unknown>): Promise<string> {
  const encoder = argv.encoder === undefined ? null : (await findEncoder(String(argv.encoder))).card.weights.sha256;
  return recipeHash(argv, [encoder, argv.emit ?? null]);
}

/** The recipe of each input of a batch: `recipeOf` with the options of its own. */
export function recipesOf(argv: Record<string, unknown>, columns: CubeColumns): (input: string) => Promise<string> {
  const found = new Map<string, Promise<string>>();
  return input => {
    const key = JSON.stringify(columns.get(input) ?? {});
    const known = found.get(key) ?? recipeOf(withColumns(argv, columns, input));
    found.set(key, known);
    return known;
  };
}

/** The arguments that hand the options of `segment` on to a run of it, `more` last. */
export function segmentArgs(argv: Record<string, unknown>, more: Readonly<Record<string, unknown>> = {}): string[] {
  const all: Record<string, unknown> = { ...argv, ...more };
  return Object.keys(segmentCommand.options)
    .filter(key => all[key] !== undefined && (!OWN.includes(key) || key in more))
    .map(key => `--${key}=${all[key]}`);
}
