import { thinSpectra } from '../cube/thin.js';
import type { SpectralAxis } from '../cube/types.js';
import { unitFactor } from '../cube/units.js';
import { axisOfCard, checkAxis, prepareSpectra, reconstructionErrors } from '../encoder/index.js';
import type { Encoder } from '../encoder/types.js';
import { openEngine } from '../engine/index.js';
import type { SpectraSample } from '../preprocess/fit.js';
import { compileSteps, measureSteps } from '../preprocess/index.js';
import type { StepSpec } from '../preprocess/types.js';
import { rejectionLimits, strangers } from './rejection.js';

/** Spectra of the sample that are tried. */
const TRIED = 256;
/** The strongest of them, in which an encoder must find what it knows: in empty sky any encoder finds nothing. */
const STRONGEST = 0.1;
/** Share of the strongest that may lie outside the limits, and least share of what varies in them that must come back from the latents. */
const TAKEN = { outside: 0.05, explained: 0.92 };
/** Bins are at most this many times as wide as the cube's: beyond, narrow lines are lost. */
const COARSEST = 8;
/** Share of the cube's range that the encoder must see. */
const SEEN = 0.9;

/** How an encoder with coarser bins does on the strongest spectra of a cube. */
export interface CoarserTrial {
  readonly steps: readonly StepSpec[];
  readonly taken: boolean;
  /** Why, in words. */
  readonly why: string;
}

/**
 * Whether an encoder whose bins are coarser than those of a cube, and cover it, knows its spectra: 256 of the sample are resampled, encoded and decoded, and
 * of the tenth that is strongest hardly any may lie outside the limits of the card, and nearly all that varies must come back. Undefined where the bins do
 * not cover the cube or are not coarser, or the encoder has no limits or no decoder, or no spectrum gets through its steps.
 */
export async function tryCoarser(
  encoder: Encoder,
  axis: SpectralAxis,
  sample: SpectraSample,
  rest: boolean,
): Promise<CoarserTrial | undefined> {
  const { card, encode, decode } = encoder;
  if (!card.limits || !decode || !isCoarser(axis, axisOfCard(card.input.axis))) return undefined;
  const steps = stepsOnto(encoder, axis, rest);
  if (!steps) return undefined;
  const thin = thinSpectra(sample, axis.values.length, TRIED);
  const compiled = compileSteps(measureSteps(steps, thin, axis).specs, axis);
  const spectra = inDomain(prepareSpectra(compiled, thin.data, thin.n), compiled.outputBands);
  const n = spectra.length / compiled.outputBands;
  if (n === 0) return undefined;
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    const latents = await (await engine.compile(encode)).run(spectra, n);
    const decoded = await (await engine.compile(decode)).run(latents, n);
    const errors = Float32Array.from(reconstructionErrors(spectra, decoded, n));
    const strange = strangers(
      { latents, n, errors, valid: new Uint8Array(0), outside: 0 },
      card,
      rejectionLimits('auto', card, 'shipped'),
    );
    const top = strongest(spectra, n);
    const outside = top.filter(i => strange[i] > 0).length;
    const explained = explainedOf(spectra, decoded, n, top);
    const taken = outside <= TAKEN.outside * top.length && explained >= TAKEN.explained;
    const why =
      outside > TAKEN.outside * top.length
        ? `${outside} of the ${top.length} strongest of ${n} spectra are unlike what it was trained on`
        : `${Math.max(0, Math.round(100 * explained))} % of what varies in the ${top.length} strongest of ${n} spectra comes back from its latents`;
    return { steps, taken, why };
  } finally {
    engine.dispose();
  }
}

/** Whether the bins of `wanted` are wider than those of the cube, by no more than is sensible, and reach over nearly all of it. */
function isCoarser(axis: SpectralAxis, wanted: SpectralAxis): boolean {
  const factor = unitFactor(wanted.unit, axis.unit);
  if (factor === undefined || axis.kind === 'channel') return false;
  const range = ({ edges }: SpectralAxis, by: number) => [edges[0] * by, edges[edges.length - 1] * by].sort((a, b) => a - b);
  const [low, high] = range(axis, 1);
  const [first, last] = range(wanted, factor);
  const seen = Math.min(high, last) - Math.max(low, first);
  const ratio = (last - first) / wanted.values.length / ((high - low) / axis.values.length);
  return seen >= SEEN * (high - low) && ratio > 1 && ratio <= COARSEST;
}

function stepsOnto(encoder: Encoder, axis: SpectralAxis, rest: boolean): StepSpec[] | undefined {
  try {
    return checkAxis(encoder.card, axis, { rest, rebin: true });
  } catch {
    return undefined;
  }
}

/** Without the spectra that the steps could not take: they are NaN throughout. */
function inDomain(spectra: Float32Array, bands: number): Float32Array {
  const rows = Array.from({ length: spectra.length / bands }, (_, i) => spectra.subarray(i * bands, (i + 1) * bands));
  const good = rows.filter(row => row.every(Number.isFinite));
  const out = new Float32Array(good.length * bands);
  good.forEach((row, i) => {
    out.set(row, i * bands);
  });
  return out;
}

/** Numbers of the tenth of the spectra that is longest after the steps, at least one. */
function strongest(spectra: Float32Array, n: number): number[] {
  const bands = spectra.length / n;
  const squares = Float64Array.from({ length: n }, (_, i) =>
    spectra.subarray(i * bands, (i + 1) * bands).reduce((sum, v) => sum + v * v, 0),
  );
  return [...squares.keys()].sort((a, b) => squares[b] - squares[a] || a - b).slice(0, Math.max(1, Math.ceil(STRONGEST * n)));
}

/** 1 - squared reconstruction error over squared distance from the mean of all n, over the rows `top`. */
function explainedOf(spectra: Float32Array, decoded: Float32Array, n: number, top: readonly number[]): number {
  const bands = spectra.length / n;
  const mean = new Float64Array(bands);
  for (let at = 0; at < spectra.length; at++) mean[at % bands] += spectra[at] / n;
  let [left, all] = [0, 0];
  for (const row of top) {
    for (let band = 0, at = row * bands; band < bands; band++, at++) {
      left += (spectra[at] - decoded[at]) ** 2;
      all += (spectra[at] - mean[band]) ** 2;
    }
  }
  return all > 0 ? 1 - left / all : 0;
}
