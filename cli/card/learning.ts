import * as Plot from '@observablehq/plot';
import type { EncoderCard, HistoryRow } from '../../core/encoder/types.js';
import { chart } from '../report/chart.js';
import { type Html, html } from '../report/html.js';
import { short } from '../report/words.js';

const training = { stroke: 'currentColor', strokeOpacity: 0.75, strokeWidth: 1.4 };
const validation = { stroke: 'var(--accent)', strokeWidth: 2 };

/** A domain that shows all but wild first epochs: losses start anywhere. */
function domainOf(values: readonly number[], log: boolean): [number, number] {
  const sorted = values.filter(v => Number.isFinite(v) && (!log || v > 0)).sort((a, b) => a - b);
  if (sorted.length === 0) return log ? [0.1, 1] : [0, 1];
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  if (log) return [low / 1.15, high * 1.15];
  const air = 0.06 * (high - low) || 0.1 * Math.abs(high) || 1;
  return [low < 0 || low > air ? low - air : 0, high + air];
}

/** Loss of training and validation by epoch, the best epoch marked. */
export function lossChart(rows: readonly HistoryRow[], best: number): Html {
  const chosen = rows.filter(({ epoch }) => epoch === best);
  const log = rows.every(({ loss, valLoss }) => loss > 0 && valLoss > 0);
  const all = rows.flatMap(({ loss, valLoss }) => [loss, valLoss]);
  const last = rows[rows.length - 1];
  return chart('loss', `Loss by epoch; best at epoch ${best}, validation ${short(chosen[0]?.valLoss ?? Number.NaN)}`, {
    ...{ width: 1000, height: 320, marginTop: 26, marginBottom: 40, marginLeft: 62, marginRight: 16 },
    x: { domain: [1, Math.max(2, last.epoch)], label: 'Epoch', labelArrow: 'none', tickFormat: 'd' },
    y: {
      type: log ? 'log' : 'linear',
      domain: domainOf(all, log),
      label: 'Loss',
      labelArrow: 'none',
      grid: true,
      ticks: 5,
      tickFormat: (v: number) => short(v),
    },
    marks: [
      Plot.ruleX(chosen, { x: 'epoch', stroke: 'var(--accent)', strokeOpacity: 0.6, strokeDasharray: '3 4' }),
      Plot.lineY(rows, { x: 'epoch', y: 'loss', ...training }),
      Plot.lineY(rows, { x: 'epoch', y: 'valLoss', ...validation }),
      Plot.dot(chosen, { x: 'epoch', y: 'valLoss', r: 5, fill: 'var(--accent)', stroke: 'var(--paper)', strokeWidth: 2 }),
    ],
  });
}

interface Small {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly log: boolean;
  readonly of: (row: HistoryRow) => number | undefined;
  readonly val?: (row: HistoryRow) => number | undefined;
}

const smalls: readonly Small[] = [
  {
    ...{
      id: 'rec',
      title: 'Reconstruction',
      text: 'Mean squared error in units of the variance: 1 is no better than the mean spectrum.',
    },
    ...{ log: true, of: row => row.terms.reconstruction, val: row => row.valTerms.reconstruction },
  },
  {
    ...{ id: 'mmd', title: 'MMD', text: 'Distance of the latents from a standard normal.' },
    ...{ log: false, of: row => row.terms.mmd, val: row => row.valTerms.mmd },
  },
  {
    ...{ id: 'sil', title: 'Silhouette loss', text: 'Half of 1 minus the silhouette of the latents: 0 for clusters far apart.' },
    ...{ log: false, of: row => row.terms.silhouetteLoss, val: row => row.valTerms.silhouetteLoss },
  },
  { id: 'beta', title: 'β', text: 'Weight of the MMD.', log: false, of: row => row.beta },
  { id: 'gamma', title: 'γ', text: 'Weight of the silhouette loss.', log: false, of: row => row.gamma },
  { id: 'k', title: 'K of the batches', text: 'Most frequent number of clusters.', log: false, of: row => row.k },
  { id: 'lr', title: 'Learning rate', text: 'Of Adam.', log: true, of: row => row.learningRate },
];

/** The terms of the loss, their weights and the learning rate, a small chart each; what was never in use or never changed is left out. */
export function termCharts(rows: readonly HistoryRow[]): Html[] {
  const steps = new Set(['beta', 'gamma', 'k', 'lr']);
  return smalls
    .filter(({ of }) => new Set(rows.map(of)).size > 1)
    .map(({ id, title, text, log, of, val }) => {
      const known = rows.filter(row => of(row) !== undefined);
      const values = known.flatMap(row => [of(row) as number, val?.(row) ?? Number.NaN]);
      const positive = log && values.every(v => !(v <= 0));
      const curve = steps.has(id) ? 'step-after' : 'linear';
      const figure = chart(`term-${id}`, `${title} by epoch`, {
        ...{ width: 340, height: 190, marginTop: 12, marginBottom: 32, marginLeft: 54, marginRight: 10 },
        x: { domain: [1, Math.max(2, rows[rows.length - 1].epoch)], label: null, ticks: 5, tickFormat: 'd' },
        y: {
          type: positive ? 'log' : 'linear',
          domain: domainOf(values, positive),
          label: null,
          grid: true,
          ticks: 4,
          tickFormat: (v: number) => short(v),
        },
        marks: [
          Plot.lineY(known, { x: 'epoch', y: (row: HistoryRow) => of(row), curve, ...training }),
          val ? Plot.lineY(known, { x: 'epoch', y: (row: HistoryRow) => val(row), ...validation }) : null,
        ],
      });
      return html`<figure><h3>${title}</h3>${figure}<figcaption>${text}</figcaption></figure>`;
    });
}

/** What a PCA explains, component by component. */
export function explainedChart({ training: { result } }: EncoderCard): Html | undefined {
  const { explainedVariance } = result;
  if (!Array.isArray(explainedVariance)) return undefined;
  const shares = explainedVariance.map((share, i) => ({ component: `${i + 1}`, share: 100 * share }));
  return chart('explained', `Explained variance: ${shares.map(({ share }) => `${short(share)} %`).join(', ')}`, {
    ...{ width: 640, height: 260, marginTop: 26, marginBottom: 40, marginLeft: 52, marginRight: 16 },
    x: { domain: shares.map(({ component }) => component), label: 'Component', labelArrow: 'none', padding: 0.35 },
    y: {
      domain: [0, Math.max(...shares.map(({ share }) => share)) * 1.12],
      label: 'Explained variance (%)',
      labelArrow: 'none',
      grid: true,
      ticks: 5,
    },
    marks: [
      Plot.barY(shares, { x: 'component', y: 'share', fill: 'var(--accent)', ry1: 3 }),
      Plot.text(shares, { x: 'component', y: 'share', dy: -9, text: ({ share }: { share: number }) => short(share) }),
    ],
  });
}
