/** One class against the rest, in spaxels. */
export interface BinaryCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Weights of the paper's Tversky index. */
export const TVERSKY = { alpha: 0.7, beta: 0.3 } as const;

/**
 * Tversky index tp / (tp + alpha fp + beta fn) (Tversky 1977): alpha weighs what was found too much, beta what was missed; both 0.5 make the F1
 * score, both 1 Jaccard's index. 0 where there is nothing to find and nothing was found.
 */
export function tversky({ tp, fp, fn }: BinaryCounts, { alpha, beta }: { alpha: number; beta: number } = TVERSKY): number {
  const all = tp + alpha * fp + beta * fn;
  return all > 0 ? tp / all : 0;
}

/** Counts of a class from the row (what it is) and the column (what was found) of a table and their common cell. */
export function binaryCounts(agree: number, support: number, found: number, total: number): BinaryCounts {
  return { tp: agree, fp: found - agree, fn: support - agree, tn: total - support - found + agree };
}
