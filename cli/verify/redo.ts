import { stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UsageError, VerificationError } from '../../core/cube/errors.js';
import type { SampleSource } from '../../core/cube/types.js';
import { parseCubeName } from '../../formats/index.js';
import { segmentCommand, segmentInto } from '../commands/segment.js';
import { openSegmented } from '../edit/cube.js';
import { readResult } from '../edit/result.js';
import { emitRecordName, readEmitRecord, recordText } from '../emit/record.js';
import { inputFiles } from '../inputs.js';
import { writeWhole } from '../output/files.js';
import { cubeFacts, fileFacts, type UsedFile, usedFile } from '../provenance/index.js';
import type { RunRecordRead } from './record.js';

/** What is said anew when a run is done again. */
export interface RedoOptions {
  /** Where the cube is now. */
  readonly cube?: string;
  /** Another engine than the recorded one. */
  readonly engine?: string;
  readonly threads?: unknown;
  readonly maxMemory?: unknown;
  readonly quiet: boolean;
}

/** Bytes for blocks of the cube while products are written again. */
const EMIT_MEMORY = 2 ** 30;

/** The inputs where they are now. Throws VerificationError for one that is not what it was, InputError for one that is not there. */
async function present(
  record: RunRecordRead,
  scratch: string,
  options: RedoOptions,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const input of record.inputs) {
    const path = input.role === 'cube' ? (options.cube ?? input.path) : input.path;
    const found = await factsNow(input, path, signal);
    if (input.sha256 !== undefined && found !== input.sha256)
      throw new VerificationError(`the ${input.role} is not the one of the run`, {
        where: path,
        why: `its SHA-256 is ${found?.slice(0, 12) ?? 'not known'}..., then it was ${input.sha256.slice(0, 12)}...`,
        remedy: input.role === 'cube' ? 'Say where it is with --cube.' : undefined,
      });
    const moved = input.role === 'cube' && options.cube !== undefined;
    places.set(input.role, moved ? await underItsName(input.path, path, scratch) : path);
  }
  return places;
}

async function factsNow({ role, sha256 }: UsedFile, path: string, signal: AbortSignal): Promise<string | undefined> {
  if (sha256 === undefined) return undefined;
  // What has no facts is no file: reading it as one says why.
  if (role === 'cube')
    return (await cubeFacts(path, undefined, signal)).sha256 ?? (await fileFacts(parseCubeName(path).path, signal)).sha256;
  await stat(parseCubeName(path).path).catch(() => {
    throw new VerificationError(`the ${role} of the run is gone`, { where: path });
  });
  return (await usedFile(role, path, signal)).sha256;
}

/** Does a recorded run again, in a folder below `scratch`, which it returns. Throws what `segment` throws, and VerificationError for inputs that have changed. */
export async function redo(record: RunRecordRead, scratch: string, options: RedoOptions, signal: AbortSignal): Promise<string> {
  const out = join(scratch, 'again');
  const places = await present(record, scratch, options, signal);
  const defaults = Object.entries(segmentCommand.options).map(([name, option]) => [name, option.default]);
  const recorded = Object.entries(record.options).filter(
    ([name, value]) => value !== null && Object.hasOwn(segmentCommand.options, name) && !places.has(name),
  );
  const { threads, maxMemory, engine, quiet } = options;
  const argv: Record<string, unknown> = {
    ...Object.fromEntries([...defaults, ...recorded]),
    ...Object.fromEntries(places),
    ...{ out, quiet, threads, 'max-memory': maxMemory, overwrite: false, json: false },
    ...(engine !== undefined && { engine }),
  };
  await segmentInto(argv, signal);
  await emitAgain(record, out, String(argv.cube), places.get('encoder'), signal);
  return out;
}

/** Writes the products again that `cloisonne emit` left below the result. */
async function emitAgain(
  { dir }: RunRecordRead,
  out: string,
  cube: string,
  encoder: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const later = await readEmitRecord(join(dir, 'emit'));
  if (!later) return;
  const partial = join(out, 'emit');
  const sink = {
    partial,
    place: async (path: string) => join(partial, path),
    write: (path: string, contents: Uint8Array | string) =>
      writeWhole(join(partial, path), typeof contents === 'string' ? Buffer.from(contents) : contents),
  };
  // Loaded only now: it brings the plotting library.
  const { emitInto } = await import('../emit/emit.js');
  let source: SampleSource | undefined;
  try {
    for (const { as, source: named } of later.products)
      await emitInto(out, [as], sink, {
        ...{ encoder, source: named, signal, maxMemory: EMIT_MEMORY, warn: () => undefined },
        cube: async () => (source ??= await openSegmented(await readResult(out), cube, signal)),
      });
    await sink.write(emitRecordName, recordText(later));
  } finally {
    await source?.close();
  }
}

/** The cube under the name it had, which stands in the products. */
async function underItsName(then: string, now: string, scratch: string): Promise<string> {
  const [was, is] = [parseCubeName(then).path, parseCubeName(now).path];
  if (basename(was) === basename(is)) return now;
  if ((await inputFiles(now)).length > 1)
    throw new UsageError('a cube of several files cannot be verified under another name', {
      where: now,
      why: `it was ${basename(was)}, which stands in the products`,
      remedy: 'Give its files their names again.',
    });
  const link = join(scratch, basename(was));
  await symlink(resolve(is), link);
  return link + then.slice(was.length);
}
