import { shortFloat } from '../cube/json.js';
import { openEngine } from '../engine/index.js';
import type { Network } from '../engine/types.js';
import type { GoldenVectors } from '../engine/verify.js';
import { compileSteps } from '../preprocess/index.js';
import type { CompiledSteps } from '../preprocess/types.js';
import { axisOfCard } from './card.js';
import { encodeSpectra, prepareSpectra } from './spectra.js';
import type { Encoder, EncoderCard } from './types.js';

/** Significant digits of a golden spectrum: they need not be an exact measurement, but the same everywhere. */
const DIGITS = 6;

/** Linear interpolation of missing samples over band numbers, nearest at the ends, in place. False when all are missing. */
function fillGaps(spectrum: Float32Array): boolean {
  let last = -1;
  for (let band = 0; band < spectrum.length; band++) {
    const value = spectrum[band];
    if (Number.isNaN(value)) continue;
    const from = last < 0 ? value : spectrum[last];
    for (let gap = last + 1; gap < band; gap++) spectrum[gap] = from + ((value - from) * (gap - last)) / (band - last);
    last = band;
  }
  if (last >= 0) spectrum.fill(spectrum[last], last + 1);
  return last >= 0;
}

/** All indices below n, in an order whose first `count` are spread evenly. */
function* spread(n: number, count: number): Generator<number> {
  const start = (k: number) => Math.floor((k * n) / count);
  for (let offset = 0; offset < Math.ceil(n / count); offset++) {
    for (let k = 0; k < count; k++) if (start(k) + offset < start(k + 1)) yield start(k) + offset;
  }
}

/**
 * Golden vectors for a card: `count` spectra spread evenly over the given raw ones [n, inputBands] (gaps filled, rounded to 6 digits),
 * each with its latent on the reference engine (wasm). Spectra outside the domain of the steps are passed over.
 */
export async function makeGolden(
  encode: Network,
  steps: CompiledSteps,
  raw: Float32Array,
  n: number,
  count = 4,
): Promise<EncoderCard['golden']> {
  const bands = steps.inputBands;
  const golden: { spectrum: number[]; latent: number[] }[] = [];
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    const compiled = await engine.compile(encode);
    for (const i of spread(n, count)) {
      if (golden.length === count) break;
      const spectrum = raw.slice(i * bands, (i + 1) * bands);
      if (!fillGaps(spectrum)) continue;
      const rounded = Array.from(spectrum, value => Number(value.toPrecision(DIGITS)));
      const latent = await encodeSpectra(compiled, steps, Float32Array.from(rounded), 1);
      if (latent.every(Number.isFinite)) golden.push({ spectrum: rounded, latent: Array.from(latent, shortFloat) });
    }
  } finally {
    await engine.dispose();
  }
  return golden;
}

/** The golden vectors of an encoder as its network sees them: preprocessed spectra and latents, for `verifyGolden`. */
export function goldenVectors({ card }: Encoder): GoldenVectors {
  const steps = compileSteps([...card.steps], axisOfCard(card.input.axis));
  const n = card.golden.length;
  const raw = Float32Array.from(card.golden.flatMap(({ spectrum }) => spectrum));
  return { n, inputs: prepareSpectra(steps, raw, n), outputs: Float32Array.from(card.golden.flatMap(({ latent }) => latent)) };
}
