import { withFaint } from '../../core/pipeline/faint.js';
import type { Segmentation } from '../../core/segmentation.js';
import type { RunFacts } from '../../formats/result/index.js';
import { cardSha256 } from './card.js';
import { originInWords } from './header.js';
import { type Html, html } from './html.js';
import { measuredInWords, size, stepInWords, whole } from './words.js';

const row = (name: string, value: Html | string | number | false | undefined): Html | false =>
  value !== undefined && value !== false && value !== '' && html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** Where every number comes from: program, input, encoder with its steps in words, options, warnings. */
export function provenance(segmentation: Segmentation, run: RunFacts): Html {
  const { card, engine, seed, warnings, encoderOrigin } = segmentation;
  const { training } = card;
  const { faint } = run.options;
  const steps = withFaint(card.steps, typeof faint === 'number' ? faint : undefined);
  const options = Object.entries(run.options).sort(([a], [b]) => (a < b ? -1 : 1));
  const given = options.filter(([, value]) => value !== null);
  const rest = options.filter(([, value]) => value === null).map(([name]) => name);
  return html`${warnings.length > 0 && html`<div class="warnings"><h3>Warnings</h3><ul>${warnings.map(w => html`<li>${w}</li>`)}</ul></div>`}
<div class="columns">
<div><h3>Run</h3><dl class="list">${[
    row('Program', `cloisonne ${run.version}`),
    row('Engine', engine),
    row('Seed', seed),
    row('Input', run.input.bytes === undefined ? segmentation.cube.name : `${segmentation.cube.name}, ${size(run.input.bytes)}`),
    ...(run.input.notes ?? []).map(note => row('Note', note)),
    row('SHA-256 of the input', run.input.sha256 === undefined ? 'not known' : html`<code>${run.input.sha256}</code>`),
    row('SHA-256 of the encoder card', html`<code>${cardSha256(card)}</code>`),
    row('SHA-256 of the encoder weights', html`<code>${card.weights.sha256}</code>`),
  ]}</dl>${options.length > 0 && html`<h3>Options</h3><table class="plain">${given.map(([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td>${String(value)}</td></tr>`)}</table>`}${rest.length > 0 && html`<details><summary>${rest.length} options that were not set</summary><p><code>${rest.join(', ')}</code></p></details>`}</div>
<div><h3>Encoder</h3><dl class="list">${[
    row('Name', `${card.name} (${originInWords(encoderOrigin)})`),
    row('What it is', card.description),
    row('Layers', [card.layers.encoder.join(' → '), card.layers.decoder.join(' → ')].filter(Boolean).join('; back: ')),
    row(
      'Trained on',
      `${training.data}${training.spectra > 0 ? `, ${whole(training.spectra)} spectra` : ''}, seed ${training.seed}, ${training.software}`,
    ),
    row('Licence', card.licence),
  ]}</dl><h3>What is done to a spectrum</h3><ol class="steps">${
    steps.length > 0
      ? steps.map(step => html`<li>${stepInWords(step)}${measuredInWords(step.name, segmentation.measured)}</li>`)
      : html`<li>nothing: it goes in as it is</li>`
  }</ol></div>
</div>`;
}
