import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VerificationError } from '../../core/cube/errors.js';
import { isRecordedFile, type RecordedFile } from '../provenance/index.js';
import { emitters } from './kinds.js';

/** The record of products that were written later than their result. */
export const emitRecordName = 'emit.json';

/** What the record says that is needed to write them again. */
export interface EmitRecord {
  readonly kinds: readonly string[];
  readonly source?: string;
  readonly files: readonly RecordedFile[];
}

/** Reads the record of a folder of products; undefined where there is none. Throws VerificationError for a damaged one. */
export async function readEmitRecord(folder: string): Promise<EmitRecord | undefined> {
  const path = join(folder, emitRecordName);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { as: kinds, source, files } = JSON.parse(text) as { as: string[]; source?: string; files: unknown[] };
    if (!kinds.every(kind => kind in emitters)) throw new Error(`kinds of products are ${kinds.join()}`);
    if (!files.every(isRecordedFile)) throw new Error('a product is not described as it should be');
    return { kinds, source, files };
  } catch (err) {
    throw new VerificationError('the record of the products is damaged', {
      where: path,
      why: (err as Error).message,
      cause: err,
    });
  }
}
