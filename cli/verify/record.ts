import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, VerificationError } from '../../core/cube/errors.js';
import { emitRecordName, readEmitRecord } from '../emit/record.js';
import { isIntact, isRecordedFile, type RecordedFile, type UsedFile } from '../provenance/index.js';
import { readingFailure } from '../reason.js';
import { readRegularText } from '../regular.js';

/** What run.json says that a run needs to be done again and compared. */
export interface RunRecordRead {
  readonly path: string;
  /** The folder of the result. */
  readonly dir: string;
  /** Not a byte of the record has changed since it was written. */
  readonly intact: boolean;
  readonly software: string;
  readonly engine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly UsedFile[];
  /** Its products, then those that `cloisonne emit` left below them, and their record. */
  readonly files: readonly (RecordedFile | { readonly path: string; readonly sha256?: undefined })[];
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const isUsed = (value: unknown): value is UsedFile =>
  isObject(value) && typeof value.role === 'string' && typeof value.path === 'string';

/** Reads the record of a run, by its path or its folder. Throws InputError where there is none, VerificationError for a damaged one. */
export async function readRunRecord(name: string): Promise<RunRecordRead> {
  const folder = await stat(name).then(
    found => found.isDirectory(),
    () => false,
  );
  const path = folder ? join(name, 'run.json') : name;
  const text = await readRegularText(path).catch(err => {
    throw new InputError('no record to verify', {
      where: path,
      why: readingFailure(err),
      remedy: 'Name a folder that segment left, or its run.json.',
      cause: err,
    });
  });
  const damaged = (why: string) => new VerificationError('the record of the run is damaged', { where: path, why });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (err) {
    throw damaged((err as Error).message);
  }
  if (!isObject(json) || json.format !== 'cloisonne-run') throw new InputError('not the record of a run', { where: path });
  const { options, inputs, files, software, engine } = json;
  if (!Array.isArray(inputs) || !Array.isArray(files) || !isObject(options))
    throw new InputError('this record does not say how to do the run again', {
      where: path,
      why: 'inputs, options or files are missing',
      remedy: 'Edited results and those of other versions cannot be verified.',
    });
  if (!inputs.every(isUsed) || !files.every(isRecordedFile))
    throw damaged('an input or a product is not described as it should be');
  const dir = dirname(path);
  const later = await readEmitRecord(join(dir, 'emit'));
  const emitted = later ? [...later.files, { path: emitRecordName }] : [];
  // Products that were emitted later may stand where the run had left its own.
  const all = [...files, ...emitted.map(file => ({ ...file, path: `emit/${file.path}` }))];
  return {
    ...{ path, dir, intact: isIntact(text), software: String(software), engine: String(engine) },
    ...{ options, inputs },
    files: [...new Map(all.map(file => [file.path, file])).values()],
  };
}
