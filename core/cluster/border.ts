import { medianOfSorted } from '../cube/running-median.js';
import { type Edges, edgesOf, type Grid } from './edges.js';
import { centresOf } from './points.js';
import { createRandom } from './random.js';
import type { KMeansResult, Points } from './types.js';

/** What lies between two clusters. */
export interface Border {
  /** 1 - lowest over smaller peak of the density along the line between their centres: 0 where there is no gap, 1 where nothing lies between. */
  readonly valley: number;
  /** Median step between neighbouring spaxels across the border, over the distance of the centres; NaN where the clusters do not touch. */
  readonly jump: number;
  /** The same less the median step between neighbours within the clusters: 0 where crossing the border is a step like any other. */
  readonly excess: number;
}

const SAMPLE = 4096;
const STEPS = 200;
/** A peak of the density is looked for within this share of the distance around each centre. */
const AROUND = 0.5;

/** Densities at -0.5 .. 1.5 of the way (Gaussian kernels, Silverman's width). */
function densities(t: Float64Array): Float64Array {
  const sorted = t.slice().sort();
  const at = (q: number) => sorted[Math.floor(q * (sorted.length - 1))];
  const mean = t.reduce((sum, v) => sum + v, 0) / t.length;
  const std = Math.sqrt(t.reduce((sum, v) => sum + (v - mean) ** 2, 0) / t.length);
  const width = 0.9 * Math.min(std, (at(0.75) - at(0.25)) / 1.34 || std) * t.length ** -0.2;
  return Float64Array.from({ length: STEPS + 1 }, (_, i) => {
    const here = -0.5 + (2 * i) / STEPS;
    return t.reduce((sum, v) => sum + Math.exp(-0.5 * ((here - v) / width) ** 2), 0);
  });
}

function valleyOf(t: Float64Array): number {
  const density = densities(t);
  const place = (i: number) => -0.5 + (2 * i) / STEPS;
  const peak = (centre: number) =>
    [...density.keys()]
      .filter(i => Math.abs(place(i) - centre) <= AROUND)
      .reduce((best, i) => (density[i] > density[best] ? i : best), Math.round(((centre + 0.5) * STEPS) / 2));
  const [left, right] = [peak(0), peak(1)].sort((a, b) => a - b);
  return 1 - Math.min(...density.subarray(left, right + 1)) / Math.min(density[left], density[right]);
}

/** Median steps between neighbours with other and with like labels. */
function steps({ data, dim }: Points, labels: ArrayLike<number>, { from, to }: Edges): [across: number, within: number] {
  const across = new Float64Array(from.length);
  const within = new Float64Array(from.length);
  let [others, likes] = [0, 0];
  for (let e = 0; e < from.length; e++) {
    let square = 0;
    for (let d = 0; d < dim; d++) square += (data[from[e] * dim + d] - data[to[e] * dim + d]) ** 2;
    if (labels[from[e]] === labels[to[e]]) within[likes++] = Math.sqrt(square);
    else across[others++] = Math.sqrt(square);
  }
  return [medianOfSorted(across.subarray(0, others).sort()), medianOfSorted(within.subarray(0, likes).sort())];
}

/** Whether two clusters (labels 0 and 1) are kinds, or parts of one that differ by degree: what lies between them in latents and in the image. */
export function borderOf(points: Points, two: Pick<KMeansResult, 'labels' | 'k'>, grid: Grid, seed: number): Border {
  const { data, n, dim } = points;
  const { centres } = centresOf(points, two.labels, 2);
  const way = Float64Array.from({ length: dim }, (_, d) => centres[dim + d] - centres[d]);
  const length = way.reduce((sum, v) => sum + v * v, 0);
  const rows = createRandom(seed, 17).sample(n, SAMPLE);
  const along = Float64Array.from(rows, i => way.reduce((sum, v, d) => sum + v * (data[i * dim + d] - centres[d]), 0) / length);
  const [across, within] = steps(points, two.labels, edgesOf(grid));
  const distance = Math.sqrt(length);
  return { valley: valleyOf(along), jump: across / distance, excess: (across - (within || 0)) / distance };
}
