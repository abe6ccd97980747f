import { defaultKBy, type KBy, kRules, marginInWords } from '../../core/cluster/index.js';
import type { Sky } from '../../core/cube/wcs/sky-scale.js';
import { accountOf } from '../../core/describe/account.js';
import type { Segmentation } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import { axisTitle, fixed, percent, prettyUnit, short, whole } from './words.js';

const origins: Readonly<Record<Segmentation['encoderOrigin'], string>> = {
  given: 'given',
  shipped: 'shipped, picked by its axis',
  fitted: 'fitted on a sample of this cube',
};

/** How the encoder came to this run, in words. */
export const originInWords = (origin: Segmentation['encoderOrigin']): string => origins[origin];

function verdict({ sweep, k, chosenBy, runnerUp, structure, why }: Segmentation): Html {
  const by = chosenBy in kRules ? (chosenBy as KBy) : defaultKBy;
  const { words, value } = kRules[by];
  const score = (e: (typeof sweep)[number]) => short(value(e), 4);
  const chosen = sweep.find(entry => entry.k === k);
  const second = sweep.find(entry => entry.k === runnerUp);
  const next =
    second &&
    (Number.isNaN(value(second))
      ? ' No other K to compare.'
      : html` Next best: ${second.k} clusters with ${score(second)}${chosen ? marginInWords(by, chosen, second) : ''}.`);
  const count = k === 1 ? html`<b>One</b> cluster` : html`<b>${k}</b> clusters`;
  const reason =
    chosenBy === 'no-structure'
      ? html`No structure found${structure?.border ? html`: the spectra vary smoothly, and no border between groups is one` : structure && html`: neighbours are alike as by chance (Moran\u2019s I ${fixed(structure.coherence.moran, 3)})`}.${second && html` Divided all the same, ${second.k} clusters would come first.`}`
      : chosenBy === 'earlier'
        ? html`${why[0].toUpperCase()}${why.slice(1)}.`
        : chosenBy === 'given'
          ? html`Chosen as asked for${chosen && k > 1 && html`, silhouette <b>${fixed(chosen.silhouetteMacro, 3)}</b>`}.`
          : html`Chosen by the ${words}${chosen && html`: <b>${score(chosen)}</b>`}.${next}`;
  const gradual =
    structure?.continuum &&
    k > 1 &&
    html` <b>A continuum</b>: these spectra differ by degree, not by kind; the ${k} clusters are slices of a gradient.`;
  return html`<p class="verdict"><span class="k">${count}</span> <span>${reason}${gradual}</span></p>`;
}

/** The header: what the cube is, and what was found in it. */
export function header(segmentation: Segmentation, sky: Sky | undefined): Html {
  const { cube, axis, card, valid } = segmentation;
  const { width, height, bands } = cube.shape;
  const { velocity } = segmentation.encoderAxis;
  const [first, last] = [axis.values[0], axis.values[bands - 1]];
  const step = bands > 1 ? Math.abs(last - first) / (bands - 1) : 0;
  // K-means has no likelihood.
  const mixtures = segmentation.sweep.some(entry => Number.isFinite(entry.mixture));
  const [excluded, missing] = [cube.excludedBands, cube.missingBands].map(flags => flags.reduce((sum, flag) => sum + flag, 0));
  const why = [
    excluded > missing && `${whole(excluded - missing)} left out by option`,
    missing > 0 && `${whole(missing)} missing in nearly all spaxels`,
  ].filter(Boolean);
  const unit = axis.kind === 'channel' ? '' : ` ${prettyUnit(axis.unit)}`;
  const facts: readonly (readonly [string, string] | false)[] = [
    ['Cube', `${whole(width)} × ${whole(height)} spaxels, ${whole(bands)} bands`],
    ['With data', `${whole(valid)} spaxels (${percent(valid / (width * height))})`],
    axis.kind !== 'channel' && [
      axisTitle({ ...axis, unit: '' }),
      `${short(first, 7)} to ${short(last, 7)}${unit}, step ${short(step)}${unit}`,
    ],
    axis.kind === 'channel' &&
      axis.names !== undefined && ['Bands', `${axis.names.slice(0, 12).join(', ')}${axis.names.length > 12 ? ' …' : ''}`],
    excluded > 0 && ['Used', `${whole(bands - excluded)} of ${whole(bands)} bands (${why.join(', ')})`],
    cube.unit !== '' && ['Samples', `${prettyUnit(cube.unit)} (${cube.dtype})`],
    cube.unit === '' && ['Samples', cube.dtype],
    sky !== undefined && ['Pixel', `${short(sky.pixelArcsec)}″ on the sky`],
    ['Encoder', `${card.name} (${origins[segmentation.encoderOrigin]})`],
    velocity !== undefined && ['Velocity', `${short(velocity, 6)} km s⁻¹ taken out before the encoder`],
    [
      'Method',
      `${card.method === 'pca' ? 'principal components' : 'autoencoder'}, ${segmentation.latent} numbers for each spectrum, ${mixtures ? 'mixtures of Gaussians told apart by neighbours' : 'K-means'}`,
    ],
  ];
  return html`<header class="top"><p class="eyebrow">Segmentation of a spectral cube</p><h1>${cube.name}</h1>${verdict(segmentation)}<dl class="account">${accountOf(segmentation).map(({ title, text }) => html`<div><dt>${title}</dt><dd>${text[0].toUpperCase()}${text.slice(1)}.</dd></div>`)}</dl><dl class="facts">${facts.map(
    fact => fact && html`<div><dt>${fact[0]}</dt><dd>${fact[1]}</dd></div>`,
  )}</dl></header>`;
}
