import type { Evaluation } from './evaluate.js';

/** A confusion table whose columns follow the classes they were matched with. */
export interface Confusion {
  /** True classes, one a row. */
  readonly classes: readonly number[];
  /** Found labels, one a column: first the partner of each class (or none), then labels without one. */
  readonly labels: readonly (number | undefined)[];
  /** [classes][labels], each row divided by the spaxels of its class. */
  readonly shares: readonly (readonly number[])[];
}

/** The multi-class confusion of an evaluation, normalised by class: what became of each class; matches lie on the diagonal. */
export function normalizedConfusion({ confusion, perClass }: Pick<Evaluation, 'confusion' | 'perClass'>): Confusion {
  const partners = perClass.map(({ label }) => label);
  const labels = [...partners, ...confusion.labels.filter(label => !partners.includes(label))];
  const shares = confusion.table.map((row, c) =>
    labels.map(label => (label === undefined ? 0 : row[confusion.labels.indexOf(label)] / perClass[c].support)),
  );
  return { classes: confusion.classes, labels, shares };
}
