/** The part of the page about one study. */
import * as Plot from '@observablehq/plot';
import { chart } from '../../../dist/cli/report/chart.js';
import { html, trusted } from '../../../dist/cli/report/html.js';
import { mapFigure } from '../../../dist/cli/report/map-figure.js';
import { labelPixels, picture } from '../../../dist/cli/report/picture.js';
import { fixed, percent, tick, whole } from '../../../dist/cli/report/words.js';
import { normalizedConfusion } from '../../../dist/core/index.js';
import { unpacked } from '../store.mjs';
import { METHODS, places, styleOf } from './style.mjs';

const ALL = Array.from({ length: 12 }, (_, i) => styleOf(i + 1));
const swatch = id => html`<span class="swatch fill-${id}"></span>`;

function map(study, id, title, text, side, data, styles = ALL) {
  const pixels = labelPixels({ width: side, height: side, data }, styles);
  const label = `${title}, ${study}`;
  const figure = mapFigure(
    { width: side, height: side, yUp: false },
    { id: `${study}-${id}`, label, picture: picture(pixels, false), size: 300 },
  );
  return html`<figure>${figure}<figcaption><strong>${title}.</strong> ${text}</figcaption></figure>`;
}

/** Truth, both results in the colours of the classes, and the pixels that ours gets wrong. */
function maps(study, { side, classes, truth, maps, reference, ours }) {
  const real = unpacked(truth, Uint8Array);
  const shown = (name, verdict) => {
    if (!maps[name]) return undefined;
    const found = places(verdict.chosen, classes.length);
    return unpacked(maps[name], Uint8Array).map(label => found.get(label) ?? 0);
  };
  const [theirs, own] = [shown('reference', reference), shown('ours', ours)];
  const wrong = own.map((label, p) => (label === real[p] ? 1 : 2));
  const marks = [
    { id: 1, name: 'right', color: '#808080', opacity: 0.18 },
    { id: 2, name: 'wrong', color: '#d55e00' },
  ];
  const share = wrong.filter(v => v === 2).length / wrong.length;
  return html`<div class="grid four">${[
    map(study, 'truth', 'Truth', html`${classes.map((name, i) => html`${swatch(i + 1)}${name} `)}`, side, real),
    map(study, 'ours', 'Ours', `K = ${ours.chosen.k}, chosen.`, side, own),
    theirs
      ? map(study, 'reference', 'Reference recipe', `K = ${reference.chosen.k}, chosen.`, side, theirs)
      : html`<figure><figcaption><strong>Reference recipe.</strong> A cluster empties for every K: no result.</figcaption></figure>`,
    map(study, 'wrong', 'Mislabelled', `${percent(share)} of the spaxels (ours, K chosen).`, side, wrong, marks),
  ]}</div>`;
}

/** The multi-class confusion of our result, rows of shares. */
function confusion(verdict, classes) {
  const { labels, shares } = normalizedConfusion(verdict);
  const cell = share =>
    html`<td style="background:color-mix(in srgb,var(--accent) ${Math.round(62 * share)}%,transparent)">${fixed(share, 3)}</td>`;
  return html`<div class="table"><table class="confusion"><thead><tr><th scope="col">True class</th>${labels.map(
    (label, i) => html`<th scope="col">${i < classes.length ? classes[i] : label === 0 ? 'no label' : 'no class'}</th>`,
  )}</tr></thead><tbody>${shares.map((row, c) => html`<tr><th scope="row">${swatch(c + 1)}${classes[c]}</th>${row.map(cell)}</tr>`)}</tbody></table></div>`;
}

/** Each class with its counts and scores, ours and the reference's Tversky beside. */
function classTable({ classes, ours, reference }, by) {
  const theirs = new Map((reference?.[by]?.perClass ?? []).map(score => [score.truth, score]));
  return html`<div class="table"><table class="wide"><thead><tr><th scope="col">Class</th>${[
    'spaxels',
    'tp',
    'fp',
    'fn',
    'tn',
    'precision',
    'recall',
    'F1',
    'Tversky',
    'Tversky, reference',
  ].map(name => html`<th scope="col" class="n">${name}</th>`)}</tr></thead><tbody>${ours[by].perClass.map(
    s =>
      html`<tr><th scope="row">${swatch(s.truth)}${classes[s.truth - 1]}</th>${[s.support, s.tp, s.fp, s.fn, s.tn].map(
        n => html`<td class="n">${whole(n)}</td>`,
      )}${[s.precision, s.recall, s.f1, s.tversky, theirs.get(s.truth)?.tversky ?? Number.NaN].map(v => html`<td class="n">${fixed(v, 3)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** Silhouette over K of both recipes, macro (line) and over points (dashed). */
function sweepChart(study, { ours, reference }) {
  const points = Object.entries({ ours, reference }).flatMap(([method, verdict]) =>
    (verdict?.sweep ?? []).map(entry => ({ method, ...entry })),
  );
  const stroke = p => `var(--m-${p.method})`;
  const shown = points.filter(p => p.silhouettePointwise !== null && Number.isFinite(p.silhouettePointwise));
  return chart(`${study}-sweep`, `Silhouette against the number of clusters, ${study}`, {
    ...{ width: 520, height: 280, marginLeft: 46, marginBottom: 38 },
    x: { label: 'Number of clusters K', ticks: [...new Set(shown.map(p => p.k))], tickFormat: 'd', labelArrow: 'none' },
    y: { label: 'Silhouette', grid: true },
    marks: [
      Plot.lineY(shown, { x: 'k', y: 'silhouettePointwise', z: 'method', stroke, strokeDasharray: '5 4', strokeOpacity: 0.7 }),
      Plot.lineY(shown, { x: 'k', y: 'silhouetteMacro', z: 'method', stroke, strokeWidth: 1.8 }),
      Plot.dot(shown, { x: 'k', y: 'silhouetteMacro', fill: stroke, r: 3.5 }),
    ],
  });
}

/** Reconstruction loss of validation spectra over the epochs of both trainings. */
function trainingChart(study, encoders) {
  const points = ['reference', 'ours'].flatMap(method =>
    (encoders[method]?.history.epochs ?? []).map(({ epoch, valTerms }) => ({ method, epoch, loss: valTerms.reconstruction })),
  );
  const stroke = p => `var(--m-${p.method})`;
  return chart(`${study}-training`, `Reconstruction loss over the epochs, ${study}`, {
    ...{ width: 520, height: 280, marginLeft: 52, marginBottom: 38 },
    x: { label: 'Epoch', labelArrow: 'none', ticks: 6, tickFormat: 'd' },
    y: { label: 'Validation reconstruction loss / variance', type: 'log', grid: true, ticks: 4, tickFormat: tick },
    marks: [Plot.lineY(points, { x: 'epoch', y: 'loss', z: 'method', stroke, strokeWidth: 1.8 })],
  });
}

const key = html`<ul class="key">${['ours', 'reference'].map(m => html`<li><span class="dash" style="border-color:var(--m-${m})"></span>${METHODS[m].name}</li>`)}</ul>`;

/** All figures and tables of one study. `figures` is HTML that its segmentation was drawn as. */
export function studyBody(study, { result, encoders }) {
  const other = result.ours.given && result.ours.given.k !== result.ours.chosen.k;
  return html`${maps(study, result)}
<h3>Confusion, K chosen</h3><p class="note">Ours. What became of each true class; labels are matched one to one (Hungarian method).</p>${confusion(result.ours.chosen, result.classes)}
<h3>Class by class, K chosen</h3>${classTable(result, 'chosen')}
${other && html`<h3>Class by class, K given</h3>${classTable(result, 'given')}`}
<div class="grid two after"><figure><h3>Silhouette over K</h3>${sweepChart(study, result)}<figcaption>Solid: mean over clusters (eq. 2); dashed: mean over spaxels (the code).</figcaption></figure><figure><h3>Training</h3>${trainingChart(study, encoders)}<figcaption>1 is no better than the mean spectrum.</figcaption></figure></div>${key}
<div class="s-${study}">${trusted(result.figures ?? '')}</div>`;
}
