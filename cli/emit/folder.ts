import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RecordedFile } from '../provenance/index.js';
import { documentLimit, readRegular } from '../regular.js';
import { type EmitOptions, emitInto } from './emit.js';
import { type EmitRecord, emitRecordName, mergedRecord, recordText } from './record.js';
import type { EmitSink } from './types.js';

/**
 * Writes products of a result and then their record, with what is known of `earlier` products that stay: the same result gives the same bytes.
 * Returns the files, but for the record.
 */
export async function emitFolder(
  dir: string,
  kinds: readonly string[],
  sink: EmitSink,
  options: EmitOptions,
  earlier?: EmitRecord,
): Promise<RecordedFile[]> {
  const text = await readRegular(join(dir, 'segmentation.json'), documentLimit);
  const segmentation = createHash('sha256').update(text).digest('hex');
  const files = await emitInto(dir, kinds, sink, options);
  const fresh = kinds.map(as => ({ as, source: options.source, segmentation }));
  await sink.write(emitRecordName, recordText(mergedRecord(earlier, fresh, files)));
  return files;
}
