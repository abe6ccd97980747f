import { adviseNarrowing, type NarrowingAdvice } from '../../core/cube/narrowing.js';
import type { Layout } from './layout.js';
import { readWindow } from './window.js';

/** Rows, and bands of a planar file, that are looked at. */
const ROWS = 4;
const PLANES = 6;
/** Blocks of more bytes are not decoded for it. */
const MOST_BLOCK = 1 << 26;

/** What float32 would do to the float64 samples of an image, by some of its rows. */
export async function tiffNarrowing(layout: Layout, unit: string, signal?: AbortSignal): Promise<NarrowingAdvice> {
  const { width, height, bands, order, type, blockWidth, blockHeight } = layout;
  const planar = order === 'bsq';
  if (type.kind !== 'f' || type.bits !== 64 || blockWidth * blockHeight * (planar ? 1 : bands) * 8 > MOST_BLOCK) return {};
  const places = (n: number, most: number): number[] =>
    Array.from({ length: Math.min(n, most) }, (_, i, few = Math.min(n, most)) => Math.floor((i * n) / few));
  const pieces: number[] = [];
  for (const y of places(height, ROWS))
    for (const band of planar ? places(bands, PLANES) : [0]) {
      const values = new Float64Array(width * (planar ? 1 : bands));
      await readWindow(layout, { x: 0, y, width, rows: 1 }, band, planar ? 1 : bands, values, signal);
      const step = Math.max(1, Math.floor(values.length / 4096));
      for (let i = 0; i < values.length; i += step) pieces.push(values[i]);
    }
  return adviseNarrowing(Float64Array.from(pieces), unit);
}
