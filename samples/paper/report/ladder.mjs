/** The degradation ladder: one table for both studies, and a chart each. */
import * as Plot from '@observablehq/plot';
import { chart } from '../../../dist/cli/report/chart.js';
import { html } from '../../../dist/cli/report/html.js';
import { fixed } from '../../../dist/cli/report/words.js';
import { METHODS } from './style.mjs';

const TITLES = { astro: 'Nebulae', painting: 'Painting' };
/** Differences below the last printed digit are none. */
const EQUAL = 5e-4;

const methodsOf = rows => Object.keys(METHODS).filter(method => rows.some(row => row.method === method));

/** Weighted F1 over the levels, K chosen (solid) and K given (dashed). */
function ladderChart(study, rows) {
  const points = by => rows.filter(row => row[by]).map(row => ({ level: row.level, method: row.method, value: row[by].f1 }));
  const stroke = p => `var(--m-${p.method})`;
  return chart(`ladder-${study}`, `Weighted F1 over the levels of degradation, ${study}`, {
    ...{ width: 520, height: 300, marginLeft: 46, marginBottom: 40 },
    x: {
      label: 'Loss of PSNR',
      ticks: [...new Set(rows.map(row => row.level))],
      tickFormat: v => v.toFixed(2),
      labelArrow: 'none',
    },
    y: { label: 'Weighted F1', grid: true, domain: [0, 1] },
    marks: [
      Plot.lineY(points('given'), { x: 'level', y: 'value', z: 'method', stroke, strokeDasharray: '5 4', strokeOpacity: 0.7 }),
      Plot.lineY(points('chosen'), { x: 'level', y: 'value', z: 'method', stroke, strokeWidth: 1.8 }),
      Plot.dot(points('chosen'), { x: 'level', y: 'value', fill: stroke, r: 3.5 }),
    ],
  });
}

/** Columns are methods; the best of a row is bold. */
function ladderTable(studies) {
  const all = Object.values(studies).flatMap(({ rungs }) => rungs);
  const methods = methodsOf(all);
  const cells = (rows, by, of, digits = 3) => {
    const values = methods.map(method => rows.find(row => row.method === method)?.[by]?.[of]);
    const best = Math.max(...values.filter(v => v !== undefined));
    return values.map(v =>
      v === undefined
        ? html`<td class="n">–</td>`
        : html`<td class="n${digits > 0 && v > best - EQUAL ? ' best' : ''}">${fixed(v, digits)}</td>`,
    );
  };
  const metrics = [
    ['K', 'chosen', 'k', 0],
    ['weighted accuracy', 'chosen', 'accuracy', 3],
    ['weighted F1', 'chosen', 'f1', 3],
    ['weighted accuracy, K given', 'given', 'accuracy', 3],
    ['weighted F1, K given', 'given', 'f1', 3],
    ['ARI, K given', 'given', 'ari', 3],
  ];
  const rowsOf = (rungs, at) => rungs.filter(row => row.level === at);
  return html`<div class="table"><table class="wide"><thead><tr><th scope="col">Level</th><th scope="col">Score</th>${methods.map(
    m => html`<th scope="col" class="n"><span class="dash" style="border-color:var(--m-${m})"></span>${METHODS[m].name}</th>`,
  )}</tr></thead><tbody>${Object.entries(studies).map(
    ([study, { rungs }]) =>
      html`<tr class="group"><th scope="rowgroup" colspan="${2 + methods.length}">${TITLES[study]}</th></tr>${[
        ...new Set(rungs.map(row => row.level)),
      ].map(at => {
        const rows = rowsOf(rungs, at);
        return metrics.map(
          ([name, by, of, digits], i) =>
            html`<tr>${i === 0 && html`<th scope="row" rowspan="${metrics.length}">${at.toFixed(2)}<br><span class="paper">${fixed(rows[0].psnr, 1)} dB</span></th>`}<td>${name}</td>${cells(rows, by, of, digits)}</tr>`,
        );
      })}`,
  )}</tbody></table></div>`;
}

/** Charts and table of the ladder. */
export const ladderBody = studies =>
  html`<div class="grid two">${Object.entries(studies).map(
    ([study, { rungs }]) => html`<figure><h3>${TITLES[study]}</h3>${ladderChart(study, rungs)}</figure>`,
  )}</div><ul class="key">${methodsOf(Object.values(studies).flatMap(({ rungs }) => rungs)).map(
    m => html`<li><span class="dash" style="border-color:var(--m-${m})"></span>${METHODS[m].name}</li>`,
  )}<li>solid: K chosen by the method; dashed: K given</li></ul>${ladderTable(studies)}`;
