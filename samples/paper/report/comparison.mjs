/** Training with the differentiable silhouette against training without. */
import * as Plot from '@observablehq/plot';
import { chart } from '../../../dist/cli/report/chart.js';
import { html } from '../../../dist/cli/report/html.js';
import { fixed, short, tick } from '../../../dist/cli/report/words.js';

function curves(runs, gammas, of, label) {
  const points = runs.flatMap(({ gamma, seed, points }) => points.map(p => ({ ...p, gamma, run: `${gamma} ${seed}` })));
  const stroke = p => `var(--g-${gammas.indexOf(p.gamma)})`;
  return chart(`gamma-${of}`, `${label} over reconstruction loss`, {
    ...{ width: 520, height: 320, marginLeft: 48, marginBottom: 40 },
    x: {
      label: 'Validation reconstruction loss / variance (training goes to the left)',
      type: 'log',
      ticks: 5,
      tickFormat: tick,
      labelArrow: 'none',
    },
    y: { label, grid: true },
    marks: [
      Plot.line(points, { x: 'reconstruction', y: of, z: 'run', stroke, strokeOpacity: 0.8, strokeWidth: 1.4 }),
      Plot.dot(points, { x: 'reconstruction', y: of, fill: stroke, r: 2.6 }),
    ],
  });
}

const spread = ({ mean, deviation, n }, seeds) =>
  n === 0 ? '–' : `${fixed(mean, 3)} ± ${fixed(deviation, 3)}${n < seeds ? ` (${n})` : ''}`;

/** Curves of all runs, and the table at the same losses. */
export function comparisonBody(runs, table) {
  const gammas = [...new Set(runs.map(({ gamma }) => gamma))];
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  return html`<div class="grid two"><figure>${curves(runs, gammas, 'silhouetteMacro', 'Silhouette of mu')}</figure><figure>${curves(runs, gammas, 'ari', 'ARI against the truth')}</figure></div>
<ul class="key">${gammas.map((gamma, i) => html`<li><span class="dash" style="border-color:var(--g-${i})"></span>γ = ${gamma}</li>`)}</ul>
<div class="table"><table class="wide"><thead><tr><th scope="col">Reconstruction loss</th><th scope="col" class="n">γ</th><th scope="col" class="n">Silhouette, clusters</th><th scope="col" class="n">Silhouette, spectra</th><th scope="col" class="n">ARI</th></tr></thead><tbody>${table.map(
    row =>
      html`<tr><th scope="row">${row.end ? `at the end: ${spread(row.end, seeds)}` : short(row.loss)}</th><td class="n">${row.gamma}</td>${[row.silhouette, row.pointwise, row.ari].map(v => html`<td class="n">${spread(v, seeds)}</td>`)}</tr>`,
  )}</tbody></table></div><p class="note">Mean ± standard deviation over ${seeds} seeds, each run's curve read at the loss of the row (linear between its points, in the loss's logarithm). The first row is the smallest loss that every run reached; a number in brackets says how many runs went through that loss. The last rows are the ends of the trainings, where the losses differ: γ = 0 goes on to reconstruct better.</p>`;
}
