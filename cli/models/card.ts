import { InputError, isCloisonneError } from '../../core/cube/errors.js';
import type { ImportedCard } from '../../core/encoder/index.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { readAxisSidecar } from '../../formats/index.js';

/** What is on the card of an encoder that was trained elsewhere; `recipe` and what is not said come from the import. */
export type GivenCard = Omit<ImportedCard, 'name' | 'training'> & {
  readonly name?: string;
  readonly training: Omit<ImportedCard['training'], 'recipe'>;
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const EXAMPLE =
  'It is JSON like {"input": {"axis": {"kind": "energy", "unit": "keV", "start": 0.5, "step": 0.01}, "bands": 1000}, "steps": "sqrt,max"}.';

/**
 * Reads the card of an encoder to import: `input.axis` as an axis file has it (or as our own cards), `input.unit`, `steps` as --steps or as a
 * list, and where they are known `name`, `description`, `licence`, `training` (`data`, `spectra`, `seed`, `software`), `output` and
 * `decoderOutput`, and `golden` spectra with latents. Throws InputError saying which field is wrong.
 */
export function readGivenCard(text: string, where: string): GivenCard {
  const fail = (why: string): InputError => new InputError('cannot use the card', { where, why, remedy: EXAMPLE });
  const json = parsed(text, fail);
  const textAt = (of: Fields, key: string): string | undefined => {
    if (of[key] !== undefined && typeof of[key] !== 'string') throw fail(`"${key}" is not a text`);
    return of[key] as string | undefined;
  };
  const countAt = (of: Fields, key: string): number => {
    if (of[key] !== undefined && !(Number.isSafeInteger(of[key]) && (of[key] as number) >= 0))
      throw fail(`"${key}" is not a whole number`);
    return (of[key] as number | undefined) ?? 0;
  };
  const partAt = (key: string): Fields => {
    const part = json[key] ?? {};
    if (!isFields(part)) throw fail(`"${key}" is not an object`);
    return part;
  };
  const [input, training] = [partAt('input'), partAt('training')];
  const { axis } = input;
  if (!isFields(axis)) throw fail('"input.axis" is missing');
  const long = (list: unknown, more: number) => (Array.isArray(list) ? list.length - more : undefined);
  const bands = long(axis.values, 0) ?? long(axis.edges, 1) ?? countAt(input, 'bands');
  if (!(bands >= 1 && bands <= 2 ** 20)) throw fail('"input.bands" does not say how many bands the axis has');
  return {
    name: textAt(json, 'name'),
    description: textAt(json, 'description') ?? '',
    licence: textAt(json, 'licence') ?? '',
    axis: readAxisSidecar(new TextEncoder().encode(JSON.stringify(axis)), `${where}, input.axis`, bands),
    unit: textAt(input, 'unit') ?? '',
    steps: stepsOf(json.steps, fail),
    training: {
      data: textAt(training, 'data') ?? 'not stated',
      spectra: countAt(training, 'spectra'),
      seed: countAt(training, 'seed'),
      software: textAt(training, 'software') ?? '',
    },
    output: textAt(json, 'output'),
    decoderOutput: textAt(json, 'decoderOutput'),
    golden: goldenOf(json.golden, bands, fail),
  };
}

type Fail = (why: string) => InputError;

function parsed(text: string, fail: Fail): Fields {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (err) {
    throw fail(`not JSON: ${(err as Error).message}`);
  }
  if (!isFields(json)) throw fail('it is not a JSON object');
  return json;
}

function stepsOf(steps: unknown, fail: Fail): ImportedCard['steps'] {
  if (steps === undefined) return [];
  if (typeof steps !== 'string' && !Array.isArray(steps)) throw fail('"steps" is neither a text nor a list');
  try {
    return parseSteps(typeof steps === 'string' ? steps : JSON.stringify(steps));
  } catch (err) {
    throw isCloisonneError(err) ? fail(`"steps": ${err.message}`) : err;
  }
}

function goldenOf(golden: unknown, bands: number, fail: Fail): ImportedCard['golden'] {
  if (golden === undefined) return [];
  const finite = (list: unknown): boolean => Array.isArray(list) && list.every(Number.isFinite);
  const good =
    Array.isArray(golden) &&
    golden.every(
      vector =>
        isFields(vector) &&
        finite(vector.spectrum) &&
        (vector.spectrum as number[]).length === bands &&
        (vector.latent === undefined || finite(vector.latent)),
    );
  if (!good) throw fail(`"golden" is not a list of {"spectrum": ${bands} numbers, "latent"?: numbers}`);
  return golden as ImportedCard['golden'];
}
