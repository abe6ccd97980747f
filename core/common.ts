import { type KScores, type Points, sweepK } from './cluster/index.js';
import { axisMatches } from './cube/axis.js';
import { EmptyError } from './cube/errors.js';
import type { Encoder } from './encoder/types.js';
import { canonicalIds, clusterStyles } from './labels/index.js';
import { balanceOf } from './pipeline/balance.js';
import { chooseEncoder } from './pipeline/choose-encoder.js';
import { requireKMeans } from './pipeline/cluster.js';
import { sampleLatents } from './pipeline/common/latents.js';
import { asOne, type CommonInput, pooled, sampleAll } from './pipeline/common/sample.js';
import { decideK } from './pipeline/decide-k.js';
import type { EarlierClusters } from './pipeline/earlier.js';
import type { SegmentOptions } from './pipeline/options.js';
import { radiusOf } from './pipeline/unclassified.js';
import type { Segmentation } from './segmentation.js';

/** Clusters found in a set of cubes together. */
export interface CommonClusters {
  readonly clusters: EarlierClusters;
  readonly encoder: Encoder;
  readonly origin: Segmentation['encoderOrigin'];
  readonly k: number;
  readonly why: string;
  readonly sweep: readonly KScores[];
  /** Sampled spaxels of each input; none of those that were left out, and why. */
  readonly inputs: readonly { readonly name: string; readonly sampled: number; readonly left?: string }[];
}

/**
 * Looks for clusters in several cubes at once, so that each can be labelled with them (`SegmentOptions.clusters`) and all share one legend: samples
 * every cube in proportion to its spaxels, maps the sample to latents with the encoder given, the first shipped one that fits, or a PCA fitted on the
 * sample of all, and clusters the latents as `segment` would. Cubes that cannot be read or have another axis are left out and named. Same
 * cubes in the same order, options and engine give the same result. Throws EmptyError where no cube is left, and what `segment` throws.
 */
export async function commonClusters(
  inputs: readonly CommonInput[],
  options: SegmentOptions,
  warn: (message: string) => void = () => {},
): Promise<CommonClusters> {
  const { seed = 0, kMin = 1, kMax = 10, threads, exactLimit, signal } = options;
  requireKMeans(options.clustering, 'common clusters');
  const left = new Map<string, string>();
  const leave = (name: string, why: string): void => {
    left.set(name, why);
    warn(`${name} has no part in the common clusters: ${why}`);
  };
  const sampled = await sampleAll(inputs, options, leave);
  const [first] = sampled;
  if (!first) throw new EmptyError('no cube to look for common clusters in', { why: [...left.values()].join('; ') });
  const alike = sampled.filter(({ cube }) => axisMatches(cube.spectralAxis, first.cube.spectralAxis).match);
  const one = asOne(alike, alike.length > 1 ? `${alike.length} cubes` : first.cube.name);
  const { encoder, origin } = await chooseEncoder(one, one.keptAxis, pooled(alike, one.kept), options, warn);
  const { latents, counts } = await sampleLatents(sampled, encoder, options, leave, warn);
  const n = latents.length / encoder.card.latent;
  const points: Points = { data: latents, n, dim: encoder.card.latent };
  const balance = balanceOf(encoder.card);
  const sweep = await sweepK(points, { kMin, kMax, seed, threads, exactLimit, balance, signal });
  // The sample keeps the order of its cubes: what lies near in it lies near in a cube.
  const grid = { width: n, height: 1, valid: new Uint8Array(n).fill(1) };
  const { chosen, why } = await decideK(sweep, points, grid, options);
  const { centres, labels } = chosen.kmeans;
  const ids = canonicalIds(chosen.kmeans.counts, centres);
  const order = [...ids.keys()].sort((a, b) => ids[a] - ids[b]);
  const { dim } = points;
  return {
    clusters: {
      name: `${counts.size} cubes`,
      weightsSha256: encoder.card.weights.sha256,
      styles: clusterStyles(order.map(label => ids[label])),
      centres: order.map(label => ({
        id: ids[label],
        centre: [...centres.subarray(label * dim, (label + 1) * dim)],
        radius: radiusOf(latents, labels, label, centres, dim),
      })),
    },
    ...{ encoder, origin, k: chosen.k, why },
    sweep: sweep.map(({ kmeans: _, silhouette: __, ...scores }) => scores),
    inputs: inputs.map(({ name }) => ({
      name,
      sampled: counts.get(name) ?? 0,
      ...(left.has(name) && { left: left.get(name) }),
    })),
  };
}
