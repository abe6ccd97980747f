import type { ByteSource } from '../../core/platform/types.js';

/** A stretch of a file. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

const GAP = 4096;

/** Most bytes read at once. */
export const BATCH_BYTES = 8 << 20;

/** Reads stretches of a file, near neighbours together in one read. The arrays may share memory. */
export async function readRanges(source: ByteSource, ranges: readonly Range[], signal?: AbortSignal): Promise<Uint8Array[]> {
  const out: Uint8Array[] = new Array(ranges.length);
  const order = ranges.map((_, i) => i).sort((a, b) => ranges[a].offset - ranges[b].offset);
  for (let i = 0; i < order.length; ) {
    const start = ranges[order[i]].offset;
    let end = start;
    let j = i;
    for (; j < order.length; j++) {
      const { offset, length } = ranges[order[j]];
      const reach = Math.max(end, offset + length);
      if (j > i && (offset > end + GAP || reach - start > BATCH_BYTES)) break;
      end = reach;
    }
    const bytes = await source.read(start, end - start, signal);
    for (; i < j; i++) {
      const { offset, length } = ranges[order[i]];
      out[order[i]] = bytes.subarray(offset - start, offset - start + length);
    }
  }
  return out;
}
