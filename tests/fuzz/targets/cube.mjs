// What every reader of cubes has to stand: all samples, variances, live times, a spectrum and a plane of what opens.
import { memorySource, openSampleSource } from '../../../dist/formats/index.js';

/** Samples that are read at most: a damaged header may promise more than anybody waits for. */
const MOST = 2e5;

/** Reads a cube as the pipeline does, slab by slab, as far as MOST. */
export async function readCube(source) {
  const { width, height, bands } = source.shape;
  const rows = Math.max(1, Math.min(source.rowAlign, height));
  if (source.stagingBytes(rows) + 4 * width * bands * rows < 2 ** 26) {
    let seen = 0;
    for (let y = 0; y < height && seen < MOST; y += rows)
      for await (const piece of source.samples(y, Math.min(rows, height - y))) {
        seen += piece.data.length;
        if (piece.data.length !== piece.rows * width * piece.bands) throw new Error('a piece has another length than it says');
        if (seen > MOST) break;
      }
  }
  if (source.variance && width * bands < MOST) for await (const _ of source.variance(0, 1)) break;
  if (width * height < MOST) await source.liveTime?.();
  if (bands < MOST) await source.spectrum(width - 1, height - 1);
  if (width * height < MOST) await source.plane(bands - 1);
}

/** Opens bytes as a cube by what they are, and reads it. */
export async function runCube(bytes, { name, options = {} }) {
  const source = await openSampleSource(memorySource(bytes, name), { maxSpillBytes: 2 ** 24, ...options });
  try {
    await readCube(source);
  } finally {
    await source.close();
  }
}
