import { UsageError } from './errors.js';
import type { CubeShape, SpectralAxis } from './types.js';

/** Which bands and spaxels take part. Ranges are in the axis' unit; a region is in pixels, x1 and y1 exclusive. */
export interface Selection {
  /** Keep only bands whose centre lies in one of these ranges (default: all). */
  readonly keep?: readonly (readonly [number, number])[];
  /** Leave out bands whose centre lies in one of these ranges: sky lines, a laser notch, a noisy end. */
  readonly exclude?: readonly (readonly [number, number])[];
  readonly region?: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
  /** [height * width], nonzero where a spaxel takes part. */
  readonly mask?: Uint8Array;
}

const inside = (value: number, ranges: readonly (readonly [number, number])[]): boolean =>
  ranges.some(([a, b]) => value >= Math.min(a, b) && value <= Math.max(a, b));

/** [bands] 1 where a band is left out by the selection. Throws UsageError when fewer than two bands remain. */
export function excludedBands(axis: SpectralAxis, selection: Selection): Uint8Array {
  const out = new Uint8Array(axis.values.length);
  for (const [band, value] of axis.values.entries()) {
    const kept = !selection.keep || inside(value, selection.keep);
    out[band] = kept && !(selection.exclude && inside(value, selection.exclude)) ? 0 : 1;
  }
  const left = out.length - out.reduce((sum, bad) => sum + bad, 0);
  if (left < 2 && out.length > left) {
    const ends = [axis.values[0], axis.values[axis.values.length - 1]].map(v => v.toPrecision(6)).join(' to ');
    throw new UsageError('the band selection leaves fewer than two bands', { why: `the axis runs from ${ends} ${axis.unit}` });
  }
  return out;
}

/** [height * width] 1 where a spaxel takes part, or undefined when all do. Throws UsageError for a region outside the cube. */
export function selectedSpaxels({ width, height }: CubeShape, { region, mask }: Selection): Uint8Array | undefined {
  if (!region && !mask) return undefined;
  if (mask && mask.length !== width * height) {
    throw new UsageError('the mask has another size than the cube', {
      why: `${mask.length} pixels, the cube has ${width} x ${height}`,
    });
  }
  const { x0, y0, x1, y1 } = region ?? { x0: 0, y0: 0, x1: width, y1: height };
  if (!(x0 >= 0 && y0 >= 0 && x1 <= width && y1 <= height && x0 < x1 && y0 < y1)) {
    throw new UsageError('the region does not lie in the cube', {
      why: `${x0}:${x1},${y0}:${y1}, the cube is ${width} x ${height}`,
    });
  }
  const out = new Uint8Array(width * height);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) out[y * width + x] = mask && mask[y * width + x] === 0 ? 0 : 1;
  }
  return out;
}
