import type { SpectralAxis } from '../../core/cube/types.js';

/** True when all values are finite and run strictly one way. */
export function isMonotonic(values: ArrayLike<number>): boolean {
  const sign = values.length > 1 ? Math.sign(values[1] - values[0]) : 1;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]) || (i > 0 && Math.sign(values[i] - values[i - 1]) !== sign)) return false;
  }
  return sign !== 0;
}

/** Bin edges [n + 1] half-way between centres [n]; the outer bins are as wide as their neighbours, a single bin is 1 wide. */
export function edgesOf(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const edges = new Float64Array(n + 1);
  for (let i = 1; i < n; i++) edges[i] = (values[i - 1] + values[i]) / 2;
  edges[0] = values[0] - (n > 1 ? (values[1] - values[0]) / 2 : 0.5);
  edges[n] = values[n - 1] + (n > 1 ? (values[n - 1] - values[n - 2]) / 2 : 0.5);
  return edges;
}

/** Band numbers 1..bands, for an image without a spectral axis. */
export function channelAxis(bands: number, names?: readonly string[]): SpectralAxis {
  const values = Float64Array.from({ length: bands }, (_, i) => i + 1);
  return { kind: 'channel', unit: '', values, edges: edgesOf(values), ...(names ? { names } : {}) };
}
