import type { CubeSample } from '../cube/scan.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import {
  axisOfCard,
  checkAxis,
  cholesky,
  compileDecoder,
  mahalanobis,
  prepareSpectra,
  reconstructionErrors,
} from '../encoder/index.js';
import type { Encoder } from '../encoder/types.js';
import { openEngine } from '../engine/index.js';
import { compileSteps } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';

/** Pairs of neighbouring spaxels that are tried. */
const PAIRS = 256;
/** Share of the cube's range that the encoder must cover. */
const COVER = 0.9;
/** Bands that become one at most: an encoder of fewer bins loses what the cube resolves. */
const MOST_POOLED = 8;
/** Share of the spaxels that must lie inside the limits on the card. */
const INSIDE = 0.95;
/** Share of what neighbours have in common that must be left: 0.97 on nebulae made by `synth`, below 0.01 on other redshifts, stars and quasars. */
const KEPT = 0.8;
/** What neighbours have in common must exceed its standard error this many times, or the cube holds nothing to judge by. */
const CERTAIN = 5;

/** How a sample of a cube looks to an encoder that its bands were resampled for. */
export interface ShippedTrial {
  /** The steps with which the encoder applies, a `rebin-to` first. */
  readonly steps: readonly StepSpec[];
  /** Spaxels that were tried. */
  readonly n: number;
  /** Share of them inside the card's 0.999 quantiles of reconstruction error and latent distance. */
  readonly inside: number;
  /** Share of the likeness of neighbouring spaxels that the encoder keeps; undefined where neighbours are not alike. */
  readonly kept?: number;
  /** Why the encoder is not for this cube; undefined where it is. */
  readonly refused?: string;
}

/** Whether an encoder's bins cover the cube's range and are coarser than its bands, by at most MOST_POOLED. */
function coarser(wanted: SpectralAxis, axis: SpectralAxis): boolean {
  const factor = unitFactor(wanted.unit, axis.unit);
  if (factor === undefined || wanted.kind === 'channel') return false;
  const ends = ({ edges }: SpectralAxis, scale: number) =>
    [edges[0] * scale, edges[edges.length - 1] * scale].sort((p, q) => p - q);
  const [low, high] = ends(axis, 1);
  const [from, to] = ends(wanted, factor);
  const pooled = axis.values.length / wanted.values.length;
  return Math.min(high, to) - Math.max(low, from) >= COVER * (high - low) && pooled > 1 && pooled <= MOST_POOLED;
}

/** The steps that resample a cube of this axis for an encoder; undefined where its range or its bins do not suit. */
export function resamplingSteps({ card }: Encoder, axis: SpectralAxis, rest: boolean): StepSpec[] | undefined {
  if (!card.limits || card.layers.decoder.length === 0 || !coarser(axisOfCard(card.input.axis), axis)) return undefined;
  try {
    return checkAxis(card, axis, { rebin: true, rest });
  } catch {
    return undefined;
  }
}

/** Pairs of spaxels of the sample [2 * pairs, bands], one beside the other in a row of the image, spread evenly. */
function neighbours({ data, n, bands, pixels }: CubeSample): Float32Array {
  const firsts: number[] = [];
  for (let i = 0; pixels && i + 1 < n; i++) {
    if (pixels[i + 1] !== pixels[i] + 1) continue;
    firsts.push(i++);
  }
  const count = Math.min(PAIRS, firsts.length);
  const pairs = new Float32Array(2 * count * bands);
  for (let k = 0; k < count; k++) {
    const at = firsts[Math.floor((k * firsts.length) / count)];
    pairs.set(data.subarray(at * bands, (at + 2) * bands), 2 * k * bands);
  }
  return pairs;
}

/** Mean cosine between the two of each pair of `before`, its standard error, and the mean of the same products of `after`. */
function likeness(before: Float32Array, after: Float32Array, n: number): { before: number; error: number; after: number } {
  const size = before.length / n;
  const found: { before: number; after: number }[] = [];
  for (let at = 0; at + 2 * size <= before.length; at += 2 * size) {
    let [one, two, both, left] = [0, 0, 0, 0];
    for (let i = at; i < at + size; i++) {
      one += before[i] * before[i];
      two += before[i + size] * before[i + size];
      both += before[i] * before[i + size];
      left += after[i] * after[i + size];
    }
    const norm = Math.sqrt(one * two);
    if (norm > 0 && Number.isFinite(both + left)) found.push({ before: both / norm, after: left / norm });
  }
  const mean = (of: (pair: { before: number; after: number }) => number) =>
    found.reduce((sum, pair) => sum + of(pair), 0) / found.length;
  const average = mean(pair => pair.before);
  const error = Math.sqrt(mean(pair => (pair.before - average) ** 2) / found.length);
  return { before: average, error, after: mean(pair => pair.after) };
}

const percent = (share: number): string => `${Math.floor(100 * Math.max(0, share))} %`;

/**
 * Holds up to 512 spaxels of a cube, neighbours in pairs, against an encoder after `steps` (`resamplingSteps`). The limits on its card say whether spectra look like those it was
 * trained on; but an encoder that drops what it does not know (`denoise`) sees only noise in a cube of other lines, and noise lies inside. So what neighbouring spaxels have in common, which noise has not,
 * must be there and must be left after `denoise`, or after the decoder where there is no such step. The reference engine computes, so that the answer is the same on every machine.
 * Undefined for a sample without neighbours.
 */
export async function tryShipped(
  encoder: Encoder,
  steps: readonly StepSpec[],
  axis: SpectralAxis,
  sample: CubeSample,
): Promise<ShippedTrial | undefined> {
  const { limits, latent } = encoder.card;
  const raw = neighbours(sample);
  const n = raw.length / sample.bands;
  if (n === 0 || !limits) return undefined;
  const until = (end: number) => prepareSpectra(compileSteps(steps.slice(0, end), axis), raw, n);
  const prepared = until(steps.length);
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  let latents: Float32Array;
  let decoded: Float32Array;
  try {
    latents = await (await engine.compile(encoder.encode)).run(prepared, n);
    decoded = await (await compileDecoder(engine, encoder)).run(latents, n);
  } finally {
    await engine.dispose();
  }
  const errors = reconstructionErrors(prepared, decoded, n);
  const lower = cholesky(limits.latent.covariance, latent);
  const near = (i: number) => mahalanobis(latents, i * latent, limits.latent.mean, lower) <= limits.latent.q999;
  const inside = errors.filter((error, i) => error <= limits.reconstruction.q999 && near(i)).length / n;
  const denoise = steps.findIndex(({ name }) => name === 'denoise');
  const alike = denoise < 0 ? likeness(prepared, decoded, n) : likeness(until(denoise), until(denoise + 1), n);
  if (!(alike.before > CERTAIN * alike.error))
    return { steps, n, inside, refused: 'neighbouring spaxels have nothing in common that it could know' };
  const kept = alike.after / alike.before;
  const refused =
    kept < KEPT
      ? `it keeps ${percent(kept)} of what neighbouring spaxels have in common`
      : inside < INSIDE
        ? `${percent(inside)} of ${n} sampled spaxels look like its training data`
        : undefined;
  return { steps, n, inside, kept, ...(refused && { refused }) };
}
