/** The report: one page that stands by itself. */
import { html } from '../../../dist/cli/report/html.js';
import { pageHtml } from '../../../dist/cli/report/page.js';
import { section } from '../../../dist/cli/report/sections.js';
import { fixed, whole } from '../../../dist/cli/report/words.js';
import { packageVersion } from '../../../dist/cli/version.js';
import { headline } from '../tables.mjs';
import { known, unknown } from './choices.mjs';
import { comparisonBody } from './comparison.mjs';
import { ladderBody } from './ladder.mjs';
import { runBody } from './run.mjs';
import { studyBody } from './study.mjs';
import { pageStyle, places } from './style.mjs';

const TITLES = { astro: 'Nebulae seen by MUSE', painting: 'A miniature under X-rays' };

/** The paper's numbers, the reference recipe run again here, and ours. */
function firstTable(studies) {
  const rows = headline(studies);
  const of = (study, method, kBy) => rows.find(row => row.study === study && row.method === method && row.kBy === kBy);
  const score = (row, pick, digits = 3) => {
    const value = row?.found && pick(row.found);
    return html`<td class="n">${value === undefined || value === null ? '–' : fixed(value, digits)}</td>`;
  };
  const metrics = [
    ['Silhouette, mean over spaxels', f => f.silhouettePointwise],
    ['Silhouette, mean over clusters', f => f.silhouetteMacro],
    ['ARI', f => f.ari],
    ['NMI', f => f.nmi],
    ['ACC', f => f.acc],
    ['Weighted accuracy', f => f.weighted.accuracy],
    ['Weighted F1', f => f.weighted.f1],
    ['Tversky, mean over classes', f => f.macro.tversky],
  ];
  const body = Object.keys(studies).map(study => {
    const paper = of(study, 'paper', 'chosen');
    const columns = ['reference', 'ours'].flatMap(method => ['chosen', 'given'].map(kBy => of(study, method, kBy)));
    const k = columns.map(row => html`<td class="n">${row.k ?? '–'}</td>`);
    const none = html`<td class="n paper">–</td>`;
    return html`<tr class="group"><th scope="rowgroup" colspan="6">${TITLES[study]}</th></tr><tr><th scope="row">K (true: 4)</th><td class="n paper">${paper.k}</td>${k}</tr>${metrics.map(
      ([name, pick], i) =>
        html`<tr><th scope="row">${name}</th>${i === 0 ? html`<td class="n paper">${fixed(paper.silhouette, 6)}</td>` : none}${columns.map(row => score(row, pick))}</tr>`,
    )}`;
  });
  return html`<div class="table"><table class="wide big"><thead><tr><th scope="col"></th><th scope="col" class="n">The paper<br>its own data</th><th scope="col" class="n">Reference recipe here<br>K chosen</th><th scope="col" class="n">Reference recipe here<br>K given</th><th scope="col" class="n">Ours<br>K chosen</th><th scope="col" class="n">Ours<br>K given</th></tr></thead><tbody>${body}</tbody></table></div><p class="note">The paper does not say whether its silhouettes are means over clusters (its eq. 2) or over spaxels (its code); both are given. Its other scores stand in pictures, not in its text. A dash: not given, or no clustering with that K.</p>`;
}

const list = items =>
  html`<table class="plain"><tbody>${items.map(([what, how]) => html`<tr><th scope="row">${what}</th><td>${how}</td></tr>`)}</tbody></table>`;

/** The page of a run: `facts` as paper.mjs gathers them, `json` its document. */
export function page(facts, json) {
  const { size, studies, runs, comparison } = facts;
  const n = part => Object.values(studies).map(({ sets }) => whole(sets[part].n));
  const maps = Object.fromEntries(
    Object.entries(studies).map(([study, { result }]) => [study, places(result.ours.chosen, result.classes.length)]),
  );
  const spectra = study => {
    const { sets } = studies[study];
    return `${whole(sets.train.n)} spectra to train on, ${whole(sets.validation.n)} to validate, ${whole(sets.test.n)} to test`;
  };
  const body = [
    html`<header class="top"><p class="eyebrow">arXiv:2401.17695 · ${size === 'full' ? "the paper's sizes" : 'reduced protocol'}</p><h1>The paper's two studies, rebuilt</h1>
<div class="honest"><p><strong>The data are synthetic, and not the paper's.</strong> Neither its cubes nor its trained models are public. Both studies were made again from what it says: nebular spectra from line ratios, X-ray spectra from tables of atomic data, pictures painted by a program. A number of the paper and a number beside it were measured on different data, so their difference says nothing about a method. What can be compared are the columns that were measured here, on the same cubes.</p><p>Generator, seeds and sizes were fixed before anything was trained, and no encoder has seen a test cube. But what stands here as ours was chosen with these test cubes in view (<a href="#choices">how</a>): its scores are not those of a blind test.</p></div></header>`,
    section(
      'paper',
      'Beside the paper',
      `${n('train').join(' and ')} training spectra, ${n('test').join(' and ')} test spectra; the scores are of whole test cubes.`,
      firstTable(studies),
    ),
    ...Object.entries(studies).map(([study, value]) =>
      section(
        study,
        TITLES[study],
        `${spectra(study)}; test cube of ${value.result.side} x ${value.result.side} spaxels with ${value.result.classes.length} classes.`,
        studyBody(study, value),
      ),
    ),
    section(
      'ladder',
      'From clean to noisy',
      'The test cubes with more and more noise: at a level d the cube has (1 − d) of its PSNR in decibels. The networks are the same at all levels; PCA and UMAP are fitted to each cube anew (UMAP to a part of it).',
      ladderBody(studies),
    ),
    section(
      'gamma',
      'What the silhouette loss does',
      'Nebulae at rest, the recipe of the shipped encoder trained on spectra of the study, with the differentiable silhouette and without, five seeds each; K-Means with the true K. A loss that trades reconstruction for compact clusters must be compared at the same reconstruction loss.',
      comparisonBody(runs, comparison),
    ),
    section(
      'choices',
      'What is known of the paper, and what is not',
      "From its text, and from the authors' code where that could be read.",
      html`<div class="columns"><div><h3>Taken from the paper or its code</h3>${list(known)}</div><div><h3>Not known, chosen here</h3>${list(unknown)}</div></div>`,
    ),
    section('run', 'How this was made', 'Same machine type, same bytes.', runBody(facts, json)),
  ];
  const menu = [
    ['paper', 'Beside the paper'],
    ['astro', 'Nebulae'],
    ['painting', 'Miniature'],
    ['ladder', 'Noise'],
    ['gamma', 'Silhouette loss'],
    ['choices', 'Choices'],
    ['run', 'Run'],
  ];
  const version = packageVersion();
  return pageHtml({
    title: "The paper's two studies, rebuilt",
    version,
    style: pageStyle(maps),
    menu,
    body,
    footer: `Made by cloisonne ${version}, npm run paper. All numbers are in paper.json and the CSV files beside this page.`,
  });
}
