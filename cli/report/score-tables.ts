import type { Evaluation, MethodScore } from '../../core/evaluate/index.js';
import { type Html, html } from './html.js';
import { chip } from './legend.js';
import { scrolling } from './sections.js';
import { fixed, whole } from './words.js';

/** Every method and K, one a row. */
export function methodsTable(methods: readonly MethodScore[]): Html {
  const words = { chosen: 'its own', given: 'given', both: 'its own, as given' };
  const columns = ['silhouette', 'ari', 'nmi', 'acc', 'accuracy', 'f1'] as const;
  const head = ['Silhouette', 'ARI', 'NMI', 'ACC', 'Weighted accuracy', 'Weighted F1'];
  return scrolling(
    'Table of methods',
    html`<table class="wide"><thead><tr><th scope="col">Method</th><th scope="col" class="n">K</th><th scope="col">Choice of K</th>${head.map(
      text => html`<th scope="col" class="n">${text}</th>`,
    )}</tr></thead><tbody>${methods.map(
      row =>
        html`<tr><th scope="row">${row.method}</th><td class="n">${row.k}</td><td>${words[row.kBy]}</td>${columns.map(
          column => html`<td class="n">${fixed(row[column], 4)}</td>`,
        )}</tr>`,
    )}</tbody></table>`,
  );
}

/** Each class against the rest, with the label matched with it, and the means. */
export function classesTable({ perClass, macro, weighted }: Evaluation): Html {
  const columns = ['precision', 'recall', 'f1', 'accuracy', 'tversky'] as const;
  const head = ['Precision', 'Recall', 'F1', 'Accuracy', 'Tversky'];
  const mean = (name: string, row: Evaluation['macro']) =>
    html`<tr><th scope="row">${name}</th><td></td><td></td><td></td><td></td><td></td><td></td>${columns.map(c => html`<td class="n">${fixed(row[c], 3)}</td>`)}</tr>`;
  return scrolling(
    'Table of classes',
    html`<table class="wide"><thead><tr><th scope="col">Class</th><th scope="col">Label</th>${[
      'Spaxels',
      'tp',
      'fp',
      'fn',
      'tn',
      ...head,
    ].map(text => html`<th scope="col" class="n">${text}</th>`)}</tr></thead><tbody>${perClass.map(
      row =>
        html`<tr><th scope="row">Class ${row.truth}</th><td>${row.label === undefined ? '–' : chip(row.label)}</td>${[row.support, row.tp, row.fp, row.fn, row.tn].map(n => html`<td class="n">${whole(n)}</td>`)}${columns.map(c => html`<td class="n">${fixed(row[c], 3)}</td>`)}</tr>`,
    )}${mean('Macro mean', macro)}${mean('Weighted mean', weighted)}</tbody></table>`,
  );
}
