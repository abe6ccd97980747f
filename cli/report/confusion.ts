import * as Plot from '@observablehq/plot';
import type { Confusion } from '../../core/evaluate/index.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { fixed } from './words.js';

interface Cell {
  readonly row: string;
  readonly column: string;
  readonly share: number;
}

/** Shares above this are printed in the colour of the page, on cells that are nearly full. */
const FULL = 0.55;

/**
 * The normalised confusion: true classes down, found labels across in the order of their partners, so that what is right lies on the
 * diagonal. `nameOf` names a label; a class without a partner has an empty column.
 */
export function confusionChart({ classes, labels, shares }: Confusion, nameOf: (label: number) => string): Html {
  const rows = classes.map(id => `Class ${id}`);
  const columns = labels.map((label, i) => (label === undefined ? `none for ${classes[i]}` : nameOf(label)));
  const cells: Cell[] = shares.flatMap((row, r) =>
    row.map((share, c) => ({ row: rows[r], column: columns[c], share })).filter((_, c) => labels[c] !== undefined),
  );
  const side = Math.max(40, Math.min(72, Math.floor(700 / columns.length)));
  const left = 76;
  return chart('confusion', `Confusion of ${rows.length} true classes with ${labels.length} labels, as shares of each class`, {
    width: left + side * columns.length + 8,
    height: 46 + side * rows.length + 8,
    marginTop: 46,
    marginRight: 8,
    marginBottom: 8,
    marginLeft: left,
    padding: 0.04,
    x: {
      domain: columns,
      axis: 'top',
      label: 'Found',
      labelAnchor: 'left',
      labelArrow: 'none',
      tickSize: 0,
      tickRotate: columns.length > 8 ? -40 : 0,
    },
    y: { domain: rows, label: null, tickSize: 0 },
    marks: [
      Plot.cell(cells, { x: 'column', y: 'row', fill: 'var(--hair)', fillOpacity: 0.45 }),
      Plot.cell(cells, { x: 'column', y: 'row', fill: 'var(--accent)', fillOpacity: 'share' }),
      Plot.text(cells, {
        x: 'column',
        y: 'row',
        text: d => (d.share > 0 ? fixed(d.share, 2) : ''),
        fill: d => (d.share > FULL ? 'var(--paper)' : 'currentColor'),
        fontSize: 13,
      }),
    ],
    opacity: { type: 'linear', domain: [0, 1], range: [0, 1] },
    color: { type: 'identity' },
  });
}
