import * as Plot from '@observablehq/plot';
import type { Segmentation, SweepResult } from '../../core/segmentation.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import { fixed } from './words.js';

/** The K with the next best score of the kind that chose; undefined for a sweep of one. */
export function runnerUp({ sweep, k, chosenBy }: Segmentation): SweepResult | undefined {
  const score = (entry: SweepResult) => (chosenBy === 'silhouette-pointwise' ? entry.silhouettePointwise : entry.silhouetteMacro);
  return sweep
    .filter(entry => entry.k !== k)
    .reduce<SweepResult | undefined>((best, e) => (!best || score(e) > score(best) ? e : best), undefined);
}

/** Silhouette against K: macro (filled dots, drawn through) and pointwise (open dots, dashed), with standard errors where sampled. */
export function sweepChart({ sweep, k }: Segmentation): Html {
  const sampled = sweep.filter(entry => !entry.exact);
  const all = sweep.flatMap(e => [
    e.silhouetteMacro - (e.exact ? 0 : e.silhouetteError),
    e.silhouetteMacro + (e.exact ? 0 : e.silhouetteError),
    e.silhouettePointwise,
  ]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = Math.max(0.02, 0.12 * (high - low));
  const chosen = sweep.filter(entry => entry.k === k);
  const ks = sweep.map(entry => entry.k);
  const macro = { x: 'k', y: 'silhouetteMacro' };
  const pointwise = { x: 'k', y: 'silhouettePointwise' };
  const best = chosen[0];
  return chart(
    'sweep',
    `Silhouette against the number of clusters; ${k} chosen, macro silhouette ${fixed(best?.silhouetteMacro ?? Number.NaN, 3)}`,
    {
      width: 640,
      height: 320,
      marginTop: 26,
      marginBottom: 40,
      marginLeft: 52,
      marginRight: 24,
      x: {
        domain: [Math.min(...ks) - 0.3, Math.max(...ks) + 0.3],
        ticks: ks,
        tickFormat: 'd',
        label: 'Number of clusters K',
        labelArrow: 'none',
      },
      y: { domain: [Math.max(-1, low - air), Math.min(1, high + air)], label: 'Silhouette', grid: true, ticks: 6 },
      marks: [
        Plot.ruleX(chosen, { x: 'k', stroke: 'var(--accent)', strokeOpacity: 0.25, strokeWidth: 18, strokeLinecap: 'round' }),
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
