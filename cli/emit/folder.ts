import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonText } from '../../formats/result/index.js';
import type { RecordedFile } from '../provenance/index.js';
import { packageVersion } from '../version.js';
import { type EmitOptions, emitInto } from './emit.js';
import { emitRecordName } from './record.js';
import type { EmitSink } from './types.js';

/** Writes products of a result and their record, without times: the same result gives the same bytes. Returns the files, but for the record. */
export async function emitFolder(
  dir: string,
  kinds: readonly string[],
  sink: EmitSink,
  options: EmitOptions,
): Promise<RecordedFile[]> {
  const segmentation = await readFile(join(dir, 'segmentation.json'));
  const files = await emitInto(dir, kinds, sink, options);
  const record = {
    ...{ format: 'cloisonne-emit', version: '1.0', software: `cloisonne ${packageVersion()}` },
    ...{ segmentation: createHash('sha256').update(segmentation).digest('hex'), as: kinds, source: options.source, files },
  };
  await sink.write(emitRecordName, jsonText(record));
  return files;
}
