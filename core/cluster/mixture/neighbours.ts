import { createBreather } from '../breathe.js';
import { type Edges, type Grid, tiledEdges } from '../edges.js';
import { kmeans } from '../kmeans.js';
import { centresOf, takePoints } from '../points.js';
import { createRandom } from '../random.js';
import { distinctPoints } from '../seeding.js';
import type { KMeansResult, Points } from '../types.js';
import { mixtureOf, mostLikely, posteriors } from './em.js';
import { eachAlone, type FittedMaterials, fitMaterials, freedomOf, merged, portionsOf } from './materials.js';
import { penalised } from './penalty.js';

/** Gaussians of which the materials are made, where fewer clusters are asked for. */
const COMPONENTS = 8;
/** How often each point takes the mean of itself and its neighbours before the components are looked for: as far as two pixels. */
const ROUNDS = 2;
/** Spaxels, in whole tiles, whose neighbours are looked at. */
const LOOKED_AT = 40_000;
const MATERIAL_FIT = { iterations: 100, tolerance: 1e-6 };
const STREAM = 0x6e62;

/** Options of `mixtureSweep`. */
export interface MixtureOptions {
  readonly seed: number;
  /** Where the points lie. */
  readonly grid?: Grid;
  readonly signal?: AbortSignal;
}

/**
 * Turns k-means clusterings, one of each K, into those of materials: mixtures of the same Gaussians (tied mixtures, Huang and Jack 1989) that are told
 * apart by how they lie beside each other in the picture, as the states of a hidden Markov model are whatever the shapes of their clouds (Gassiat,
 * Cleynen and Robin 2016). The noise of one spaxel says nothing of the next one's: a cloud that is not Gaussian stays one material however many
 * Gaussians it takes, and clouds that overlap come apart. The Gaussians are those of k-means clusters of local means, in which noise is weaker. First
 * each is a material; then the two by which neighbours tell least of each other become one, again and again, each time followed by expectation and maximisation over pairs of neighbours. A spaxel gets the likeliest material of its
 * own spectrum: its neighbours have no say in that. Adds -2 gain + c D, by which K can be chosen (`penalised`). A K that leaves a material without
 * points, or of more materials than components, keeps the labels of k-means. Undefined without a grid, or where no two of the points are neighbours.
 */
export async function neighbourSweep(
  points: Points,
  clusterings: readonly KMeansResult[],
  { seed, grid, signal }: MixtureOptions,
): Promise<KMeansResult[] | undefined> {
  if (!grid) return undefined;
  const random = createRandom(seed, STREAM);
  const { rows, ...edges } = tiledEdges(grid, LOOKED_AT, random);
  if (edges.from.length === 0) return undefined;
  const breathe = createBreather(signal);
  const looked = takePoints(points, rows);
  const means = localMeans(looked, edges);
  const most = clusterings.reduce((max, { k }) => Math.max(max, k), COMPONENTS);
  const m = distinctPoints(means.data, means.dim, most);
  await breathe();
  const mixture = mixtureOf(looked, kmeans(means, { k: m, seed, restarts: 3 }).labels, m);
  await breathe();
  const likeness = new Float64Array(looked.n * m);
  posteriors(looked, mixture, likeness);
  for (let i = 0; i < likeness.length; i++) likeness[i] /= mixture.weights[i % m];
  const found: FittedMaterials[] = [];
  for (let k = m; k >= 1; k--) {
    const start = k === m ? eachAlone(mixture.weights) : merged(found[k + 1]);
    found[k] = await fitMaterials(likeness, mixture.weights, start, edges, { ...MATERIAL_FIT, breathe });
  }
  const asked = clusterings.flatMap(({ k }) => found[k] ?? []);
  const criterion = penalised(
    asked.map(({ k, gain }) => ({ logLikelihood: gain, parameters: freedomOf(k, m) })),
    looked.n,
  );
  return clusterings.map(given => {
    const materials = found[given.k];
    if (!materials) return given;
    const { k, shares, iterations } = materials;
    const portions = portionsOf(materials);
    // Of the share of a component, the part that is each material's.
    const table = shares.map((share, i) => (portions[Math.floor(i / m)] * share) / mixture.weights[i % m]);
    const labels = mostLikely(points, mixture, table);
    const clusters = centresOf(points, labels, k);
    const whole = clusters.counts.every(count => count > 0);
    return { ...given, ...(whole ? { labels, ...clusters, iterations } : {}), mixture: criterion[asked.indexOf(materials)] };
  });
}

/** The points, each as the mean of itself and its neighbours, taken again and again. */
function localMeans({ data, n, dim }: Points, { from, to }: Edges): Points {
  const count = new Float64Array(n).fill(1);
  for (const end of [from, to]) for (const i of end) count[i]++;
  let means = Float64Array.from(data);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = means.slice();
    for (let e = 0; e < from.length; e++) {
      for (let d = 0, i = from[e] * dim, j = to[e] * dim; d < dim; d++, i++, j++) {
        sums[i] += means[j];
        sums[j] += means[i];
      }
    }
    means = sums.map((sum, i) => sum / count[Math.floor(i / dim)]);
  }
  return { data: Float32Array.from(means), n, dim };
}
