import { createRandom } from '../../cluster/random.js';
import type { Points } from '../../cluster/types.js';
import { EmptyError, throwIfAborted } from '../../cube/errors.js';
import { principalComponents } from './embeddings.js';
import { nearestNeighbours } from './neighbours.js';
import type { Embedding } from './types.js';

/** Settings of the UMAP baseline; the defaults are those of umap-learn where it has them. */
export interface UmapOptions {
  /** Dimensions of the embedding (default 3). */
  readonly components?: number;
  /** Default 15. */
  readonly neighbours?: number;
  /** Default 0.1. */
  readonly minDist?: number;
  /** Spaxels at most that UMAP is fitted to (default 2500: umap-js takes 4 ms for each); the others are placed among them. */
  readonly fitLimit?: number;
}

/** Distances are measured on this many principal components, where there are more bands. */
const COMPONENTS = 50;

/**
 * UMAP (McInnes, Healy and Melville 2018) by umap-js, fitted to a seeded subset; the other spectra are placed at the mean of their nearest fitted ones,
 * weighted by their membership, which is where UMAP's own transform starts.
 *
 * It differs from umap-learn so: neighbours are exact instead of approximate, on 50 principal components; the layout starts from the principal components
 * instead of the graph's spectrum (umap-js starts at random, by which clusters may be torn apart; Kobak and Linderman 2021); umap-js' own transform is
 * not used: it takes a millisecond a spectrum, scatters what it places, and moves the fitted points when there are as many new ones.
 * Throws EmptyError where there are no more spectra than neighbours.
 */
export function umapEmbedding(options: UmapOptions = {}): Embedding {
  const { components = 3, neighbours = 15, minDist = 0.1, fitLimit = 2500 } = options;
  return async (spectra, { seed, signal }) => {
    const { n } = spectra;
    if (n <= neighbours) throw new EmptyError('too few spectra for UMAP', { why: `${n} spectra, ${neighbours} neighbours` });
    const { UMAP } = await import('umap-js');
    const points = principalComponents(spectra, Math.max(COMPONENTS, components), seed);
    const random = createRandom(seed, 22);
    const rows = random.sample(n, fitLimit);
    const fitted = pick(points, rows);
    const umap = new UMAP({ nComponents: components, nNeighbors: neighbours, minDist, random: () => random.uniform() });
    const { indices, distances } = nearestNeighbours(fitted, fitted, neighbours, signal);
    umap.setPrecomputedKNN(indices, distances);
    // The vectors themselves are only counted once the neighbours are known.
    const epochs = umap.initializeFit(Array.from({ length: fitted.n }, () => []));
    const layout = umap.getEmbedding();
    start(layout, fitted, random.normal);
    for (let epoch = 0; epoch < epochs; epoch++) {
      throwIfAborted(signal);
      umap.step();
    }
    return place(points, fitted, rows, layout, neighbours, signal);
  };
}

function pick({ data, dim }: Points, rows: Int32Array): Points {
  const out = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => {
    out.set(data.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return { data: out, n: rows.length, dim };
}

/** Principal components, scaled to a spread of ten as umap-learn scales the spectral start, with a little noise that parts equal points. */
function start(layout: number[][], { data, dim }: Points, normal: () => number): void {
  let most = 0;
  for (let i = 0; i < layout.length; i++)
    for (let d = 0; d < Math.min(dim, layout[i].length); d++) most = Math.max(most, Math.abs(data[i * dim + d]));
  const scale = 10 / (most || 1);
  for (const [i, row] of layout.entries())
    for (let d = 0; d < row.length; d++) row[d] = (d < dim ? data[i * dim + d] * scale : 0) + 1e-4 * normal();
}

function place(
  points: Points,
  fitted: Points,
  rows: Int32Array,
  layout: number[][],
  count: number,
  signal?: AbortSignal,
): Points {
  const dim = layout[0].length;
  const out = new Float64Array(points.n * dim);
  const known = new Set(rows);
  const others = Int32Array.from({ length: points.n }, (_, i) => i).filter(i => !known.has(i));
  rows.forEach((row, i) => {
    out.set(layout[i], row * dim);
  });
  const { indices, distances } = nearestNeighbours(fitted, pick(points, others), count, signal);
  others.forEach((row, q) => {
    const weights = memberships(distances[q]);
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (let d = 0; d < dim; d++)
      out[row * dim + d] = indices[q].reduce((sum, p, j) => sum + weights[j] * layout[p][d], 0) / total;
  });
  return { data: out, n: points.n, dim };
}

/** exp(-d / sigma) with the sigma by which they sum to log2 of their number: UMAP's memberships of a new point (local connectivity 0). */
export function memberships(distances: readonly number[]): number[] {
  const target = Math.log2(distances.length);
  const sum = (sigma: number) => distances.reduce((total, d) => total + Math.exp(-d / sigma), 0);
  const mean = distances.reduce((total, d) => total + d, 0) / distances.length;
  if (!(mean > 0)) return distances.map(() => 1);
  // Never below a thousandth of the mean distance, as UMAP has it.
  let [low, high] = [1e-3 * mean, 1e3 * mean];
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    if (sum(middle) > target) high = middle;
    else low = middle;
  }
  return distances.map(d => Math.exp(-d / high));
}
