import type { EncoderCard } from '../../core/encoder/types.js';
import { GOLDEN_LIMIT, type GoldenCheck } from '../../core/engine/verify.js';
import { cardSha256 } from '../report/card.js';
import { type Html, html } from '../report/html.js';
import { axisTitle, prettyUnit, short, stepInWords, whole } from '../report/words.js';

type Fact = readonly [name: string, value: Html | string] | false;

const list = (facts: readonly Fact[]): Html[] =>
  facts.flatMap(fact => (fact ? [html`<div><dt>${fact[0]}</dt><dd>${fact[1]}</dd></div>`] : []));

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/** The header: what the encoder is and for which cubes. */
export function cardHeader(card: EncoderCard, parameters: number): Html {
  const { input, training, latent, method } = card;
  const { edges, kind, unit } = input.axis;
  const { validationLoss, bestEpoch, explainedVariance } = training.result;
  const explained = Array.isArray(explainedVariance) ? explainedVariance.reduce((sum, share) => sum + share, 0) : undefined;
  const what =
    method === 'pca' ? 'principal components' : training.recipe.variational === true ? 'variational autoencoder' : 'autoencoder';
  const range = kind === 'channel' ? '' : `, ${short(edges[0], 6)} to ${short(edges[edges.length - 1], 6)} ${prettyUnit(unit)}`;
  return html`<header class="top"><p class="eyebrow">Encoder</p><h1>${card.name}</h1>${card.description && html`<p class="verdict">${card.description}</p>`}<dl class="facts">${list(
    [
      ['Method', `${what}, ${latent} latent ${latent === 1 ? 'axis' : 'axes'}, ${whole(parameters)} parameters`],
      ['For cubes of', `${whole(input.bands)} bands${range}`],
      kind !== 'channel' && ['Axis', axisTitle({ kind, unit: '' })],
      input.unit !== '' && ['Samples', prettyUnit(input.unit)],
      training.spectra > 0 && ['Trained on', `${whole(training.spectra)} spectra`],
      explained !== undefined && ['Explained variance', `${short(100 * explained, 4)}\u202f%`],
      validationLoss !== undefined && ['Best validation loss', `${short(numberOf(validationLoss))}, epoch ${bestEpoch}`],
      ['Licence', card.licence || 'not stated'],
    ],
  )}</dl></header>`;
}

/** A value of a recipe in words: lists with commas, objects as `field value`. */
function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${words(part)}`)
    .join(', ');
}

/** The recipe, and what is done to a spectrum before the first layer. */
export function recipeSection({ training, steps }: EncoderCard): Html {
  const rows = Object.entries(training.recipe).map(
    ([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td>${words(value)}</td></tr>`,
  );
  const done =
    steps.length > 0 ? steps.map(step => html`<li>${stepInWords(step)}</li>`) : html`<li>nothing: it goes in as it is</li>`;
  return html`<div class="columns"><div><h3>Recipe</h3><table class="plain">${rows}</table></div><div><h3>What is done to a spectrum</h3><ol class="steps">${done}</ol></div></div>`;
}

/** The golden vectors, run again when the page was made: stored and found latents side by side. */
export function goldenSection(
  { golden, latent }: EncoderCard,
  found: Float32Array,
  engine: string,
  { ok, error }: GoldenCheck,
): Html {
  const numbers = (values: ArrayLike<number>) => Array.from(values, value => short(value, 5)).join(', ');
  const rows = golden.map(
    (vector, i) =>
      html`<tr><th scope="row">${i + 1}</th><td class="n">${numbers(vector.latent)}</td><td class="n">${numbers(found.subarray(i * latent, (i + 1) * latent))}</td></tr>`,
  );
  return html`<p class="check ${ok ? 'good' : 'bad'}"><strong>${ok ? 'Reproduced' : 'Not reproduced'}</strong> on ${engine}: the largest deviation is ${error === 0 ? '0' : error.toExponential(1)} of the latents' root mean square, allowed is ${GOLDEN_LIMIT}.</p><div class="scroll" tabindex="0" role="region" aria-label="Golden vectors"><table class="wide"><thead><tr><th scope="col">Spectrum</th><th scope="col" class="n">On the card</th><th scope="col" class="n">Found</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What spectra like the training ones look like to the encoder, for those who judge new ones. */
export function limitsSection({ limits }: EncoderCard): Html | undefined {
  if (!limits) return undefined;
  const { median, mad, q99, q999 } = limits.reconstruction;
  return html`<dl class="facts">${list([
    ['Reconstruction error, median', `${short(median)} ± ${short(mad)}`],
    ['… of 99 % below', short(q99)],
    ['… of 99.9 % below', short(q999)],
    ['Distance in latent space, 99.9 % below', `${short(limits.latent.q999)} (Mahalanobis)`],
  ])}</dl>`;
}

/** Where it comes from. */
export function originSection(card: EncoderCard): Html {
  const { training, weights } = card;
  return html`<dl class="list">${list([
    ['Training data', training.data],
    training.parent !== undefined && ['Fine-tuned from', html`${training.parent.name} <code>${training.parent.sha256}</code>`],
    ['Seed', String(training.seed)],
    ['Made by', training.software],
    ['SHA-256 of the card', html`<code>${cardSha256(card)}</code>`],
    ['SHA-256 of the weights', html`<code>${weights.sha256}</code>`],
  ])}</dl>`;
}
