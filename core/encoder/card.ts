import { SPECTRAL_KINDS } from '../cube/axis.js';
import { axisWithGaps } from '../cube/bands.js';
import { isCount, isNumbers, isObject } from '../cube/json.js';
import type { SpectralAxis } from '../cube/types.js';
import type { CardAxis, EncoderCard } from './types.js';

/** The part of a spectral axis that a card keeps. */
export function cardAxis({ kind, unit, edges, gaps, names }: SpectralAxis): CardAxis {
  return { kind, unit, edges: Array.from(edges), ...(gaps && { gaps: [...gaps] }), ...(names && { names: [...names] }) };
}

/** The spectral axis of a card, with centres halfway between the edges. */
export function axisOfCard({ kind, unit, edges, gaps, names }: CardAxis): SpectralAxis {
  return axisWithGaps(kind, unit, edges, gaps, names);
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isLines = (value: unknown) => Array.isArray(value) && value.every(isText);

function isMonotonic(edges: readonly number[]): boolean {
  const sign = Math.sign(edges[1] - edges[0]);
  return sign !== 0 && edges.every((edge, i) => i === 0 || Math.sign(edge - edges[i - 1]) === sign);
}

function areGaps(gaps: unknown, edges: readonly number[]): boolean {
  let last = 0;
  return (
    Array.isArray(gaps) &&
    gaps.every(gap => {
      if (!isObject(gap) || !isCount(gap.band) || gap.band <= last || gap.band > edges.length - 2) return false;
      last = gap.band;
      const [a, b, start] = [edges[last], edges[last + 1], Number(gap.start)];
      return (start - a) * (b - start) > 0;
    })
  );
}

function axisProblem(axis: unknown, bands: number): string | undefined {
  if (!isObject(axis)) return 'input.axis is missing';
  if (typeof axis.kind !== 'string' || !Object.hasOwn(SPECTRAL_KINDS, axis.kind))
    return `unknown axis kind ${JSON.stringify(axis.kind)}`;
  if (!isText(axis.unit)) return 'input.axis.unit is not a text';
  if (!isNumbers(axis.edges) || axis.edges.length !== bands + 1) return `input.axis.edges is not ${bands + 1} numbers`;
  if (!isMonotonic(axis.edges)) return 'input.axis.edges does not rise or fall throughout';
  if (axis.gaps !== undefined && !areGaps(axis.gaps, axis.edges)) return 'input.axis.gaps are not places between its edges';
  if (axis.names !== undefined && !(isLines(axis.names) && (axis.names as string[]).length === bands)) {
    return `input.axis.names is not ${bands} texts`;
  }
  return undefined;
}

function goldenProblem(golden: unknown, bands: number, latent: number): string | undefined {
  if (!Array.isArray(golden) || golden.length === 0) return 'there are no golden vectors';
  const good = golden.every(
    entry =>
      isObject(entry) &&
      isNumbers(entry.spectrum) &&
      entry.spectrum.length === bands &&
      isNumbers(entry.latent) &&
      entry.latent.length === latent,
  );
  return good ? undefined : `a golden vector is not ${bands} numbers with ${latent} latent numbers`;
}

function limitsProblem(limits: unknown, latent: number): string | undefined {
  if (limits === undefined) return undefined;
  const { reconstruction, latent: place } = isObject(limits) ? limits : {};
  const good =
    isObject(reconstruction) &&
    ['median', 'mad', 'q99', 'q999'].every(name => Number.isFinite(reconstruction[name])) &&
    isObject(place) &&
    isNumbers(place.mean) &&
    place.mean.length === latent &&
    isNumbers(place.covariance) &&
    place.covariance.length === latent ** 2 &&
    Number.isFinite(place.q999);
  return good ? undefined : 'limits is incomplete';
}

/** What is wrong with a card, in one line, or undefined: every field this version relies on, but not its weights. */
export function cardProblem(card: unknown): string | undefined {
  if (!isObject(card) || card.format !== 'cloisonne-encoder') return 'not an encoder card';
  if (!isText(card.version) || !/^1\.\d+$/.test(card.version)) return `version ${card.version} is not 1.x`;
  for (const field of ['name', 'description', 'licence']) if (!isText(card[field])) return `${field} is not a text`;
  if (card.method !== 'autoencoder' && card.method !== 'pca') return `unknown method ${JSON.stringify(card.method)}`;
  const { input, latent, layers, training, weights } = card;
  if (!isObject(input) || !isCount(input.bands) || !isText(input.unit)) return 'input is incomplete';
  if (!isCount(latent)) return 'latent is not a size';
  const steps = card.steps;
  if (steps === undefined) return 'steps is missing: the list of what is done to a spectrum before it is encoded, [] for nothing';
  if (!Array.isArray(steps) || !steps.every(step => isObject(step) && isText(step.name) && step.version === 1)) {
    return 'steps is not a list of named steps';
  }
  if (!isObject(layers) || !isLines(layers.encoder) || !isLines(layers.decoder)) return 'layers is incomplete';
  if (!isObject(training) || !Number.isFinite(training.seed) || !isObject(training.recipe)) return 'training is incomplete';
  if (!isObject(weights) || weights.file !== 'weights.bin' || !/^[0-9a-f]{64}$/.test(String(weights.sha256))) {
    return 'weights has no SHA-256';
  }
  return (
    axisProblem(input.axis, input.bands) ?? limitsProblem(card.limits, latent) ?? goldenProblem(card.golden, input.bands, latent)
  );
}

/** A card as JSON text: one line per field of the top two levels, long number lists on one line each. */
export function cardText(card: EncoderCard): string {
  return `${JSON.stringify(
    card,
    (_, value) => (isNumbers(value) && value.length > 4 ? `\u0000${JSON.stringify(value)}\u0000` : value),
    2,
  )
    .replaceAll('"\\u0000', '')
    .replaceAll('\\u0000"', '')}\n`;
}
