import type { LabelMap } from '../../core/labels/index.js';

/** The latents of all spaxels: one plane [height * width] for each dimension, NaN where there is no data. */
export type LatentPlanes = readonly Float32Array[];

/** The latent of one spaxel. */
export const latentAt = (planes: LatentPlanes, at: number): Float64Array => Float64Array.from(planes, plane => plane[at]);

/** The mean latent of the spaxels of a label. */
export function meanLatent(planes: LatentPlanes, { data }: LabelMap, label: number): Float64Array {
  const sums = new Float64Array(planes.length);
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== label || Number.isNaN(planes[0][i])) continue;
    count++;
    for (let d = 0; d < sums.length; d++) sums[d] += planes[d][i];
  }
  return sums.map(sum => sum / count);
}

/** Euclidean distance of every spaxel's latent to this one, [height * width], NaN where there is no data. */
export function latentDistances(planes: LatentPlanes, target: ArrayLike<number>): Float32Array {
  const squares = new Float64Array(planes[0]?.length ?? 0);
  planes.forEach((plane, d) => {
    for (let i = 0; i < squares.length; i++) squares[i] += (plane[i] - target[d]) ** 2;
  });
  return Float32Array.from(squares, Math.sqrt);
}

/** How near counts as alike, so that this share of the spaxels does. */
export interface Nearest {
  /** Spaxels with data. */
  readonly valid: number;
  /** The mask: 1 for the nearest `share` of the spaxels (at least one, equals together), 2 for the others, 0 without data. */
  mask(share: number): { readonly data: Uint8Array; readonly count: number };
}

/** Ranks distances once, so that masks of any share come at once. */
export function nearest(distances: Float32Array): Nearest {
  const sorted = distances.filter(one => one === one).sort();
  return {
    valid: sorted.length,
    mask(share) {
      const most = sorted[Math.min(sorted.length, Math.max(1, Math.round(share * sorted.length))) - 1];
      let count = 0;
      const data = Uint8Array.from(distances, one => {
        if (one <= most) count++;
        return one <= most ? 1 : one === one ? 2 : 0;
      });
      return { data, count };
    },
  };
}

/** The same mask for the spaxels of a label. */
export function labelMask({ data }: LabelMap, label: number): { readonly data: Uint8Array; readonly count: number } {
  let count = 0;
  const mask = Uint8Array.from(data, one => {
    if (one === label) count++;
    return one === label ? 1 : one > 0 ? 2 : 0;
  });
  return { data: mask, count };
}
