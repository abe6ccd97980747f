import { adjustedRand, normalizedMutualInformation } from '../cluster/agreement.js';
import { hungarian } from '../cluster/assignment.js';
import { type BinaryCounts, binaryCounts, tversky } from './binary.js';
import { type Contingency, contingency } from './contingency.js';

/** What `evaluate` can be told. */
export interface EvaluateOptions {
  /** Labels that say "no cluster" besides 0, e.g. the id of unclassified spaxels: never matched with a class. */
  readonly unclassified?: readonly number[];
}

/** How well one true class was found. Ratios of nothing to nothing are 0. */
export interface ClassScore extends BinaryCounts {
  readonly truth: number;
  /** The label matched with it; none when there are more classes than labels. */
  readonly label?: number;
  /** Spaxels of the class. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** One against the rest, (tp + tn) / N: the share of all spaxels that are rightly in this class or rightly not. */
  readonly accuracy: number;
  /** Tversky index, alpha = 0.7, beta = 0.3. */
  readonly tversky: number;
}

/** Means over the classes. */
export type MeanScore = Pick<ClassScore, 'precision' | 'recall' | 'f1' | 'accuracy' | 'tversky'>;

/** Agreement of a label map with a true one. */
export interface Evaluation {
  /** Spaxels compared: those with a true label. */
  readonly spaxels: number;
  /** Of these, how many have no label (0): they count as wrong, and as a group of their own in ARI and NMI. */
  readonly unlabelled: number;
  /** Of these, how many have a label named in `unclassified`; they count in the same way. */
  readonly unclassified: number;
  /** Adjusted Rand index. */
  readonly ari: number;
  /** Normalised mutual information (arithmetic mean). */
  readonly nmi: number;
  /** Share of spaxels whose label is the one matched with their class. */
  readonly acc: number;
  /** The same share among the spaxels that are neither unlabelled nor unclassified; NaN when there are none. */
  readonly accClassified: number;
  readonly confusion: Contingency;
  readonly perClass: readonly ClassScore[];
  /** Every class counts the same. */
  readonly macro: MeanScore;
  /**
   * Classes count by their spaxels n_c of N. Weighted accuracy is sum_c (n_c / N) (tp_c + tn_c) / N, each class' accuracy against the
   * rest averaged with its weight: it is high as soon as there are many classes, and 1 only where ACC is 1.
   */
  readonly weighted: MeanScore;
}

/**
 * Compares found labels with true ones, spaxel by spaxel; spaxels whose truth is 0 are left out. Labels are matched one to one with
 * classes so that as many spaxels as possible agree (Hungarian method); label 0 (no data) and labels named as unclassified are never
 * matched. Throws UsageError when the lengths differ, EmptyError when the truth has no labelled spaxel.
 */
export function evaluate(labels: ArrayLike<number>, truth: ArrayLike<number>, options: EvaluateOptions = {}): Evaluation {
  const { unclassified = [] } = options;
  const confusion = contingency(labels, truth);
  const { classes, labels: found, table } = confusion;
  const supports = table.map(sum);
  const sizes = found.map((_, j) => sum(table.map(row => row[j])));
  const spaxels = sum(supports);
  const refused = (label: number) => label === 0 || unclassified.includes(label);
  const without = (names: (label: number) => boolean) => sum(sizes.filter((_, j) => names(found[j])));
  const cost = table.flatMap(row => row.map((n, j) => (refused(found[j]) ? 0 : -n)));
  const match = hungarian(cost, classes.length, found.length);

  const perClass = classes.map((id, c): ClassScore => {
    const j = match[c];
    const matched = j >= 0 && !refused(found[j]);
    const agree = matched ? table[c][j] : 0;
    const precision = matched ? agree / sizes[j] : 0;
    const recall = agree / supports[c];
    const f1 = agree > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    const counts = binaryCounts(agree, supports[c], matched ? sizes[j] : 0, spaxels);
    const accuracy = (counts.tp + counts.tn) / spaxels;
    const label = matched ? found[j] : undefined;
    return { truth: id, label, support: supports[c], ...counts, precision, recall, f1, accuracy, tversky: tversky(counts) };
  });
  const mean = (weights: readonly number[]): MeanScore => {
    const over = (of: keyof MeanScore) => sum(perClass.map((score, c) => weights[c] * score[of])) / sum(weights);
    return {
      precision: over('precision'),
      recall: over('recall'),
      f1: over('f1'),
      accuracy: over('accuracy'),
      tversky: over('tversky'),
    };
  };
  const right = sum(perClass.map(({ tp }) => tp));
  return {
    spaxels,
    unlabelled: without(label => label === 0),
    unclassified: without(label => label !== 0 && refused(label)),
    ari: adjustedRand(table),
    nmi: normalizedMutualInformation(table),
    acc: right / spaxels,
    accClassified: right / (spaxels - without(refused)),
    confusion,
    perClass,
    macro: mean(classes.map(() => 1)),
    weighted: mean(supports),
  };
}

function sum(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
