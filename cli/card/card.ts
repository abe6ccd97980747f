import { goldenVectors, layerStack } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';
import { openEngine } from '../../core/engine/index.js';
import { verifyGolden } from '../../core/engine/verify.js';
import { type Html, html, trusted } from '../report/html.js';
import { pageHtml } from '../report/page.js';
import { scrolling, section } from '../report/sections.js';
import { styleSheet } from '../report/style.js';
import { whole } from '../report/words.js';
import { cardHeader, goldenSection, limitsSection, originSection, recipeSection } from './facts.js';
import { explainedChart, lossChart, termCharts } from './learning.js';
import { networkChart } from './network.js';
import { latentCharts, reconstructionCharts } from './seen.js';

const style = trusted(
  '<style>.check{padding:12px 18px;border-radius:8px;margin:0 0 20px;background:var(--card);border-left:4px solid var(--accent)}.check.bad{border-color:#d33}.verdict{display:block}.plain th{white-space:nowrap;width:auto;padding-right:24px}.plain td{overflow-wrap:anywhere;width:100%}</style>',
);

const strokes = (accent: boolean) =>
  html`<svg viewBox="0 0 34 10" aria-hidden="true"><line x1="1" x2="33" y1="5" y2="5" stroke="${accent ? 'var(--accent)' : 'currentColor'}" stroke-width="${accent ? 2 : 1.4}"/></svg>`;
const key = (plain: string, accent: string) =>
  html`<ul class="key"><li>${strokes(false)}${plain}</li><li>${strokes(true)}${accent}</li></ul>`;

/**
 * `card.html`: a page about an encoder that needs no network and runs no script; the same text for the same encoder and version. The golden
 * vectors are run again on the reference engine. What the history would show is left out where an encoder has none.
 */
export async function cardHtml(encoder: Encoder, version: string): Promise<string> {
  const { card, history, encode, decode } = encoder;
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  const golden = goldenVectors(encoder);
  const parts: { readonly id: string; readonly menu: string; readonly body: Html }[] = [];
  const add = (id: string, menu: string, title: string, lead: string, body: Html): void => {
    parts.push({ id, menu, body: section(id, title, lead, body) });
  };
  const rows = history?.epochs ?? [];
  const explained = explainedChart(card);
  if (rows.length > 0) {
    const best = Number(card.training.result.bestEpoch);
    const lead = `${whole(rows.length)} ${rows.length === 1 ? 'epoch' : 'epochs'}; the weights of epoch ${best} were kept.`;
    const small = html`<div class="grid three after">${termCharts(rows)}</div>`;
    add(
      'learning',
      'Learning',
      'How it learned',
      lead,
      html`${key('training', 'validation')}${scrolling('Loss by epoch', lossChart(rows, best))}${small}`,
    );
  } else if (explained)
    add('learning', 'Learning', 'What its axes explain', 'Share of the variance of the training spectra.', explained);
  if (history && history.reconstructions.length > 0) {
    const lead =
      'Spectra that it was not trained on where some were kept back, after preprocessing, and what the decoder makes of their latents.';
    add(
      'spectra',
      'Spectra',
      'What it keeps of a spectrum',
      lead,
      html`${key('spectrum', 'reconstruction')}<div class="grid two">${reconstructionCharts(card, history)}</div>`,
    );
  }
  if (history && history.latents.length > 0) {
    const lead = `Latents of ${whole(history.latents.length)} such spectra${card.limits && card.latent > 1 ? '; dashed, two standard deviations of their normal distribution' : ''}.`;
    add('latents', 'Latents', 'Where spectra lie', lead, html`<div class="grid three">${latentCharts(card, history)}</div>`);
  }
  add(
    'layers',
    'Layers',
    'Layers',
    'Number of units and activation, from input to output.',
    scrolling('Layers', networkChart(encoder)),
  );
  add('recipe', 'Recipe', 'How it was made', 'Everything that decides it, beside the spectra.', recipeSection(card));
  const limits = limitsSection(card);
  if (limits)
    add(
      'limits',
      'Limits',
      'What is usual',
      'Measured on spectra like those of the training. What lies far beyond was not learned.',
      limits,
    );
  try {
    const compiled = await engine.compile(encode);
    const found = await compiled.run(golden.inputs, golden.n);
    const lead = 'Spectra with known latents: an engine that does not reproduce them is not used.';
    add(
      'golden',
      'Golden vectors',
      'Golden vectors',
      lead,
      goldenSection(card, found, engine.name, await verifyGolden(compiled, golden)),
    );
  } finally {
    await engine.dispose();
  }
  add('origin', 'Origin', 'Where it comes from', 'What is needed to make the same encoder again.', originSection(card));
  const parameters = layerStack(encode, decode).reduce((sum, { kernel, bias }) => sum + kernel.length + bias.length, 0);
  return pageHtml({
    title: `${card.name}: an encoder`,
    version,
    style: html`${styleSheet([], [])}${style}`,
    menu: parts.map(({ id, menu }) => [id, menu] as const),
    body: [cardHeader(card, parameters), ...parts.map(({ body }) => body)],
    footer: `Made by cloisonne ${version}.`,
  });
}
