import { EmptyError, UsageError } from '../cube/errors.js';

/** How often each true class and each found label meet, over the labelled spaxels. */
export interface Contingency {
  /** True classes, increasing; 0 is not among them. */
  readonly classes: readonly number[];
  /** Found labels, increasing; 0 (no data) is among them when it meets a class. */
  readonly labels: readonly number[];
  /** [classes][labels] spaxels. */
  readonly table: readonly (readonly number[])[];
}

/**
 * Counts `labels` against `truth` (same length, one entry a spaxel), leaving out spaxels whose truth is 0. Throws UsageError when the
 * lengths differ, EmptyError when nothing is labelled.
 */
export function contingency(labels: ArrayLike<number>, truth: ArrayLike<number>): Contingency {
  if (labels.length !== truth.length)
    throw new UsageError(`${labels.length} labels cannot be compared with ${truth.length} true ones`);
  const rows = new Map<number, Map<number, number>>();
  const found = new Set<number>();
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === 0) continue;
    let row = rows.get(truth[i]);
    if (!row) rows.set(truth[i], (row = new Map()));
    row.set(labels[i], (row.get(labels[i]) ?? 0) + 1);
    found.add(labels[i]);
  }
  if (rows.size === 0) throw new EmptyError('nothing to compare with', { why: 'the true map has no labelled spaxel' });
  const classes = [...rows.keys()].sort((a, b) => a - b);
  const columns = [...found].sort((a, b) => a - b);
  return { classes, labels: columns, table: classes.map(c => columns.map(l => rows.get(c)!.get(l) ?? 0)) };
}
