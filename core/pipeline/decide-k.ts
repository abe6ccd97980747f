import { chooseK, findStructure, type Grid, type Points, type Structure, type SweepEntry } from '../cluster/index.js';
import { UsageError } from '../cube/errors.js';
import type { ChosenBy } from '../segmentation.js';
import type { SegmentOptions } from './options.js';

/** The K that is shown first, and why. */
export interface KDecision {
  readonly chosen: SweepEntry;
  readonly chosenBy: ChosenBy;
  readonly runnerUp?: SweepEntry;
  readonly why: string;
  readonly structure?: Structure;
}

/**
 * Decides K: the one that was asked for; one cluster where that is allowed (K from 1) and the points have no structure; else by the rule of the
 * options. Of what a rule can judge, K = 1 is only what BIC and gap can.
 */
export async function decideK(
  sweep: readonly SweepEntry[],
  points: Points,
  grid: Grid,
  { kMin = 1, kMax = 10, clustering, kBy = clustering === 'mixture' ? 'mixture' : undefined, seed = 0, signal }: SegmentOptions,
): Promise<KDecision> {
  if (kBy === 'mixture' && clustering !== 'mixture') {
    throw new UsageError('K cannot be chosen by the likelihood of a mixture', {
      why: 'the clusters are those of k-means',
      remedy: 'Use --clustering mixture, or another --k-by.',
    });
  }
  const choice = chooseK(sweep, kBy);
  if (kMin === kMax) return { chosen: sweep[0], chosenBy: 'given', why: 'asked for' };
  if (sweep[0].k > 1) return { ...choice, chosenBy: choice.by };
  const two = sweep.find(({ k }) => k === 2)?.kmeans;
  const structure = await findStructure(points, grid, { seed, signal, two });
  if (structure.found) return { ...choice, chosenBy: choice.by, structure };
  const best = chooseK(sweep.slice(1), kBy).chosen;
  return {
    chosen: sweep[0],
    chosenBy: 'no-structure',
    runnerUp: best,
    why: `one cluster: no structure found (${evidence(structure)})`,
    structure,
  };
}

/** That the clusters of a decision are slices of a gradient, with the evidence; undefined where they are not, or where there is one. */
export function continuumOf({ chosen: { k }, structure }: Pick<KDecision, 'chosen' | 'structure'>): string | undefined {
  const { border } = structure ?? {};
  if (!structure?.continuum || !border || k === 1) return undefined;
  return `a continuum: these spectra differ by degree, not by kind; the ${k} clusters are slices of a gradient (at K = 2 the density between the centres falls by ${percent(border.valley)}, and neighbours differ across the border by ${percent(border.excess)} of the distance more than within)`;
}

const percent = (share: number): string => `${Math.max(0, Math.round(100 * share))} %`;

function evidence({ coherence, clumping, border }: Structure): string {
  const order = border
    ? 'neighbours are alike, but there is no border between groups: the spectra vary smoothly'
    : `neighbours alike as by chance: Moran's I ${coherence.moran.toFixed(3)}, z = ${coherence.z.toFixed(1)}`;
  return clumping
    ? `${order}; no clumps: ${(100 * (1 - Math.exp(-clumping.effect))).toFixed(0)} % less scatter than a Gaussian cloud`
    : order;
}
