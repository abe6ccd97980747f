import { centresOf, judgeSweep, oddPoints, type Points, type SweepEntry, type SweepEvent, sweepK } from '../cluster/index.js';
import { EmptyError, UsageError } from '../cube/errors.js';
import type { CubeShape } from '../cube/types.js';
import type { EncoderCard } from '../encoder/types.js';
import type { RejectionLimits } from '../segmentation.js';
import { balanceOf } from './balance.js';
import { continuumOf, decideK, type KDecision } from './decide-k.js';
import type { EarlierClusters } from './earlier.js';
import type { Encoded } from './encode.js';
import { marginOf, nearestTwo } from './margin.js';
import type { SegmentOptions } from './options.js';
import { REASONS, strangers } from './rejection.js';

/** A radius holds 0.999 of the spaxels it was measured on; other cubes have a little more scatter. */
const RADIUS_SLACK = 1.5;

/** One K with the labels of all n encoded spaxels: 0..k-1, and k where `reasons` (bits of REASONS) say that it is unclassified. */
export interface Labelled {
  readonly labels: Uint16Array;
  readonly reasons: Uint8Array;
}

/** What clustering found. */
export interface Clustered {
  readonly sweep: readonly SweepEntry[];
  readonly decision: KDecision;
  /** One for each entry of the sweep. */
  readonly labelled: readonly Labelled[];
  /** [n] 1 for the spaxels that took part in clustering. */
  readonly kept: Uint8Array;
  /** Ids of the clusters where they are those of an earlier result. */
  readonly ids?: Uint16Array;
}

/** Where the clustering is done, and what it tells. */
export interface ClusterContext {
  readonly name: string;
  readonly shape: CubeShape;
  readonly card: EncoderCard;
  readonly limits: RejectionLimits;
  readonly emit: (event: SweepEvent) => void;
}

/**
 * From latents to labels: sets aside what is strange to the encoder, then clusters the rest for every K, or gives it to the nearest of the
 * earlier clusters; then, if asked to, sets aside what lies on a border. Throws EmptyError when too few spaxels are left.
 */
export async function clusterLatents(encoded: Encoded, context: ClusterContext, options: SegmentOptions): Promise<Clustered> {
  const { card, limits, emit } = context;
  const { clusters: earlier, kMin = 1, kMax = 10, clustering, seed = 0, threads, exactLimit, signal } = options;
  if (earlier) requireKMeans(clustering, 'earlier clusters');
  const reasons = strangers(encoded, card, limits);
  const nearest = earlier && nearestEarlier(encoded, earlier, reasons);
  if (!earlier && clustering !== 'mixture' && (options.unclassified ?? 'auto') === 'auto')
    setOddApart(encoded, card.latent, reasons, seed, signal);
  const kept = reasons.map(reason => (reason === 0 ? 1 : 0));
  const points = pointsOf(encoded, card.latent, kept);
  requireEnough(encoded.n, points.n, earlier ? 1 : kMin, context.name);
  const grid = { width: context.shape.width, height: context.shape.height, valid: maskOf(encoded.valid, kept) };
  const judging = { seed, threads, exactLimit, grid, balance: balanceOf(card), signal };
  if (earlier && nearest) {
    const { found, ids } = group(
      points,
      nearest.filter((_, i) => kept[i]),
    );
    const sweep = await judgeSweep(points, [found], { ...judging, resampling: false }, emit);
    const decision: KDecision = {
      chosen: sweep[0],
      chosenBy: 'earlier',
      why: `labelled with the clusters of ${earlier.name}`,
    };
    return { sweep, decision, kept, ids, labelled: sweep.map(entry => labelAll(entry, encoded, reasons, limits)) };
  }
  const sweep = await sweepK(points, { kMin, kMax, clustering, ...judging }, emit);
  const decision = await decideK(sweep, points, grid, options);
  return { sweep, decision, kept, labelled: sweep.map(entry => labelAll(entry, encoded, reasons, limits)) };
}

/** What a person should know about the clusters that were found. */
export function noteClusters(
  { sweep, decision, kept, labelled }: Clustered,
  { kMax = 10, clusters }: SegmentOptions,
  warn: (message: string) => void,
): void {
  const largest = sweep[sweep.length - 1].k;
  if (!clusters && largest < kMax) warn(`K stops at ${largest}: no more than ${largest} latents differ`);
  if (decision.chosenBy === 'no-structure') warn(decision.why);
  const gradual = continuumOf(decision);
  if (gradual) warn(gradual);
  const odd = labelled[0].reasons.reduce((sum, reason) => sum + (reason & REASONS.odd ? 1 : 0), 0);
  if (odd > 0)
    warn(
      `${odd} spaxel${odd === 1 ? ' is' : 's are'} unlike all others: unclassified, so that they do not make clusters of their own`,
    );
  if (clusters?.centres.some(({ radius }) => radius === undefined))
    warn('the earlier result does not say how wide its clusters are: spaxels far from all of them get the nearest');
  const strange = kept.reduce((sum, keep) => sum + 1 - keep, 0);
  if (strange > kept.length / 2)
    warn(`${strange} of ${kept.length} spaxels are unclassified: the encoder has hardly seen data like this`);
}

/** Throws UsageError for mixtures where labels go by the nearest centre. */
export function requireKMeans(clustering: SegmentOptions['clustering'], where: string): void {
  if (clustering !== 'mixture') return;
  throw new UsageError(`${where} cannot go with mixtures`, {
    why: 'spaxels get the nearest of their centres',
    remedy: 'Leave --clustering out.',
  });
}

function requireEnough(all: number, left: number, wanted: number, where: string): void {
  if (left >= Math.max(1, wanted)) return;
  const strange = all > left;
  throw new EmptyError('nothing to segment', {
    where,
    why: strange
      ? `${all - left} of ${all} valid spaxels are unlike anything the encoder or the clusters know`
      : `${left} valid spaxels, fewer than the ${Math.max(1, wanted)} clusters asked for`,
    remedy: strange
      ? 'Use an encoder trained on such data, or --unclassified off.'
      : 'Ask for fewer clusters, lower --min-good, or check the mask and the region.',
  });
}

function pointsOf({ latents, n }: Encoded, dim: number, kept: Uint8Array): Points {
  const count = kept.reduce((sum, keep) => sum + keep, 0);
  if (count === n) return { data: latents, n, dim };
  const data = new Float32Array(count * dim);
  for (let i = 0, j = 0; i < n; i++) if (kept[i]) data.set(latents.subarray(i * dim, (i + 1) * dim), j++ * dim);
  return { data, n: count, dim };
}

/** Marks what is apart from all others, a few spaxels at a time, among those that are not strange already. */
function setOddApart(encoded: Encoded, dim: number, reasons: Uint8Array, seed: number, signal?: AbortSignal): void {
  const kept = reasons.map(reason => (reason === 0 ? 1 : 0));
  const odd = oddPoints(pointsOf(encoded, dim, kept), { seed, signal });
  for (let i = 0, j = 0; i < kept.length; i++) if (kept[i] && odd[j++]) reasons[i] |= REASONS.odd;
}

/** The pixels of the points that are kept. */
function maskOf(valid: Uint8Array, kept: Uint8Array): Uint8Array {
  let next = 0;
  return valid.map(v => (v ? kept[next++] : 0));
}

/** Id of the nearest earlier cluster for each spaxel; marks those that are farther from its centre than its own spaxels were. */
function nearestEarlier({ latents, n }: Encoded, { centres }: EarlierClusters, reasons: Uint8Array): Uint16Array {
  const dim = centres[0].centre.length;
  const flat = Float64Array.from(centres.flatMap(({ centre }) => centre));
  return Uint16Array.from({ length: n }, (_, i) => {
    const { centre, near } = nearestTwo(latents, i * dim, flat, dim);
    const { id, radius } = centres[centre];
    if (radius !== undefined && near > RADIUS_SLACK * radius) reasons[i] |= REASONS.clusters;
    return id;
  });
}

/** Labels by id as a clustering: those ids that occur, ascending, with the means of their points. */
function group(points: Points, given: Uint16Array) {
  const ids = Uint16Array.from(new Set(given)).sort();
  const labels = given.map(id => ids.indexOf(id));
  const k = ids.length;
  return { ids, found: { k, labels, ...centresOf(points, labels, k), iterations: 0, stop: 'stable', repaired: 0 } as const };
}

/** The labels of all encoded spaxels for one K. */
function labelAll(
  { k, kmeans }: SweepEntry,
  { latents, n }: Encoded,
  strange: Uint8Array,
  { margin }: RejectionLimits,
): Labelled {
  const labels = new Uint16Array(n).fill(k);
  const reasons = strange.slice();
  const dim = latents.length / n;
  for (let i = 0, j = 0; i < n; i++) {
    if (strange[i]) continue;
    const label = kmeans.labels[j++];
    if (margin !== undefined && k > 1 && marginOf(nearestTwo(latents, i * dim, kmeans.centres, dim)) < margin)
      reasons[i] |= REASONS.margin;
    else labels[i] = label;
  }
  return { labels, reasons };
}
