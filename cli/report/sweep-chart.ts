import * as Plot from '@observablehq/plot';
import type { KBy } from '../../core/cluster/index.js';
import type { Segmentation, SweepResult } from '../../core/segmentation.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { fixed } from './words.js';

const kAxis = (sweep: readonly SweepResult[]) => {
  const ks = sweep.map(entry => entry.k);
  return {
    domain: [Math.min(...ks) - 0.3, Math.max(...ks) + 0.3],
    ticks: ks,
    tickFormat: 'd',
    label: 'Number of clusters K',
    labelArrow: 'none',
  } as const;
};

const chosenBand = (chosen: readonly SweepResult[]) =>
  Plot.ruleX(chosen, { x: 'k', stroke: 'var(--accent)', strokeOpacity: 0.25, strokeWidth: 18, strokeLinecap: 'round' });

/** Silhouette against K: macro (filled dots, drawn through) and pointwise (open dots, dashed), with standard errors where sampled. */
export function sweepChart({ sweep: all, k }: Segmentation): Html {
  const sweep = all.filter(entry => Number.isFinite(entry.silhouetteMacro));
  const sampled = sweep.filter(entry => !entry.exact);
  const values = sweep.flatMap(e => [
    e.silhouetteMacro - (e.exact ? 0 : e.silhouetteError),
    e.silhouetteMacro + (e.exact ? 0 : e.silhouetteError),
    e.silhouettePointwise,
  ]);
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const air = Math.max(0.02, 0.12 * (high - low));
  const chosen = sweep.filter(entry => entry.k === k);
  const macro = { x: 'k', y: 'silhouetteMacro' };
  const pointwise = { x: 'k', y: 'silhouettePointwise' };
  return chart(
    'sweep',
    `Silhouette against the number of clusters; ${k} chosen, macro silhouette ${fixed(chosen[0]?.silhouetteMacro ?? Number.NaN, 3)}`,
    {
      width: 640,
      height: 320,
      marginTop: 26,
      marginBottom: 40,
      marginLeft: 52,
      marginRight: 24,
      x: kAxis(sweep.length > 0 ? sweep : all),
      y: { domain: [Math.max(-1, low - air), Math.min(1, high + air)], label: 'Silhouette', grid: true, ticks: 6 },
      marks: [
        chosenBand(chosen),
        Plot.lineY(sweep, { ...pointwise, strokeDasharray: '5 4', strokeOpacity: 0.65 }),
        Plot.lineY(sweep, { ...macro, strokeWidth: 1.8 }),
        Plot.ruleX(sampled, {
          x: 'k',
          y1: e => e.silhouetteMacro - e.silhouetteError,
          y2: e => e.silhouetteMacro + e.silhouetteError,
          strokeWidth: 1.5,
          marker: 'tick',
        }),
        Plot.dot(sweep, { ...pointwise, r: 3.6, fill: 'var(--paper)', stroke: 'currentColor', strokeOpacity: 0.7 }),
        Plot.dot(sweep, { ...macro, r: 4, fill: 'currentColor' }),
        Plot.dot(chosen, { ...macro, r: 6.5, fill: 'var(--accent)', stroke: 'var(--paper)', strokeWidth: 2 }),
      ],
    },
  );
}

/** A criterion that is drawn small: its field, its standard error if it has one, its title, and which end is good. */
export interface Criterion {
  readonly by: KBy;
  readonly key: 'calinskiHarabasz' | 'daviesBouldin' | 'bic' | 'stability' | 'gap';
  readonly error?: 'stabilityError' | 'gapError';
  readonly title: string;
  readonly good: 'high' | 'low' | 'last high';
}

/** The criteria beside the silhouettes, in the order of the page. */
export const criteriaShown: readonly Criterion[] = [
  { by: 'stability', key: 'stability', error: 'stabilityError', title: 'Bootstrap stability', good: 'last high' },
  { by: 'gap', key: 'gap', error: 'gapError', title: 'Gap statistic', good: 'high' },
  { by: 'calinski-harabasz', key: 'calinskiHarabasz', title: 'Calinski-Harabasz', good: 'high' },
  { by: 'davies-bouldin', key: 'daviesBouldin', title: 'Davies-Bouldin', good: 'low' },
  { by: 'bic', key: 'bic', title: 'BIC', good: 'low' },
];

/** One criterion against K, small. */
export function criterionChart({ sweep: all, k }: Segmentation, { key, error, title }: Criterion): Html {
  const sweep = all.filter(entry => Number.isFinite(entry[key]));
  const spread = (e: SweepResult) => (error && Number.isFinite(e[error]) ? e[error] : 0);
  const values = sweep.flatMap(e => [e[key] - spread(e), e[key] + spread(e)]);
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const air = 0.12 * (high - low) || 0.05 * Math.abs(high) || 0.1;
  const chosen = sweep.filter(entry => entry.k === k);
  const at = { x: 'k', y: key };
  return chart(`sweep-${key}`, `${title} against the number of clusters`, {
    width: 300,
    height: 190,
    marginTop: 14,
    marginBottom: 34,
    marginLeft: 56,
    marginRight: 14,
    x: kAxis(all),
    y: {
      domain: [low - air, high + air],
      label: null,
      grid: true,
      ticks: 4,
      tickFormat: Math.max(-low, high) >= 1e5 ? '~s' : undefined,
    },
    marks: [
      chosenBand(chosen),
      Plot.lineY(sweep, { ...at, strokeWidth: 1.6 }),
      error ? Plot.ruleX(sweep, { x: 'k', y1: e => e[key] - spread(e), y2: e => e[key] + spread(e), strokeWidth: 1.3 }) : null,
      Plot.dot(sweep, { ...at, r: 3, fill: 'currentColor' }),
      Plot.dot(chosen, { ...at, r: 5, fill: 'var(--accent)', stroke: 'var(--paper)', strokeWidth: 1.5 }),
    ],
  });
}
