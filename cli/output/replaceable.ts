import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputExistsError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import { readRegularText } from '../regular.js';
import { type Contents, contentsOf } from './contents.js';
import { exists } from './files.js';
import { readList } from './list.js';
import { refuseInputsIn } from './target.js';

/** What decides whether a folder may be replaced. */
export interface Replacement {
  readonly overwrite: boolean;
  /** Also a result that holds work of a person: an edit log, or a registration. */
  readonly discardEdits: boolean;
  /** The command that writes. */
  readonly command: string;
  /** Every file or folder that the command reads. */
  readonly inputs: readonly string[];
}

/** Names of at most three paths, for a message. */
export const some = (paths: readonly string[]): string =>
  `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`;

const identity = JSON.stringify([1, 0, 0, 1, 0, 0]);

/** The work of a person that a result holds, in words; undefined for none. */
async function editsIn(dir: string): Promise<string | undefined> {
  const path = join(dir, 'segmentation.json');
  if (!(await exists(path))) return undefined;
  try {
    const document: unknown = JSON.parse(await readRegularText(path));
    if (!isObject(document)) return undefined;
    const { edits, registration } = document;
    if (Array.isArray(edits) && edits.length > 0)
      return `its edit log has ${edits.length} ${edits.length === 1 ? 'edit' : 'edits'}`;
    const moved = isObject(registration) && JSON.stringify(registration.matrix) !== identity;
    return moved ? 'it was registered to a picture' : undefined;
  } catch {
    return 'its segmentation.json cannot be read, and edits may stand in it';
  }
}

/**
 * Throws OutputExistsError when there is something at `dir` that may not be replaced: anything without --overwrite; then what is no folder, holds an
 * input, belongs to another command, holds files that this program did not write into it, or edits. Returns what may be removed; undefined when
 * nothing is there.
 */
export async function replaceable(dir: string, options: Replacement): Promise<Contents | undefined> {
  if (!(await exists(dir))) return undefined;
  const refuse = (what: string, why: string | undefined, remedy: string) =>
    new OutputExistsError(what, { where: dir, why, remedy });
  if (!options.overwrite) throw refuse('the output exists', undefined, 'Choose another --out, or add --overwrite.');
  const other = 'Choose another --out; --overwrite replaces only what this command wrote.';
  const notOurs = 'the output exists and is not a result of cloisonne';
  if (!(await stat(dir)).isDirectory()) throw refuse(notOurs, 'it is a file', other);
  await refuseInputsIn(dir, options.inputs);
  const names = (await readdir(dir)).sort();
  if (names.length === 0) return { own: [], folders: [], foreign: [] };
  const list = await readList(dir);
  if (!list) throw refuse(notOurs, `it holds ${some(names)}`, other);
  if (list.command !== options.command)
    throw refuse('the output belongs to another command', `cloisonne ${list.command} wrote it`, other);
  const contents = await contentsOf(dir, list);
  if (contents.foreign.length > 0)
    throw refuse(
      'the output holds files that cloisonne did not write',
      some(contents.foreign),
      'Move them elsewhere, or choose another --out.',
    );
  const edits = options.discardEdits ? undefined : await editsIn(dir);
  if (edits)
    throw refuse(
      'the output holds edits',
      edits,
      'Choose another --out, write the edited result first (edit DIR --replay --out EDITED), or add --discard-edits.',
    );
  return contents;
}
