import { isCloisonneError } from '../../cube/errors.js';
import type { CubeSource } from '../../cube/types.js';
import { checkAxis, encodeSpectra } from '../../encoder/index.js';
import type { Encoder } from '../../encoder/types.js';
import type { CompiledNetwork } from '../../engine/types.js';
import { compileSteps, measureSteps } from '../../preprocess/index.js';
import { withFaint } from '../faint.js';
import type { SegmentOptions } from '../options.js';
import { openVerified } from '../session.js';
import type { Leave, Sampled } from './sample.js';

const BATCH = 1024;

/** The finite latents [n * latent] of all samples, cube after cube, and how many each cube gave. Cubes the encoder does not fit are left out. */
export async function sampleLatents(
  sampled: readonly Sampled[],
  encoder: Encoder,
  options: SegmentOptions,
  leave: Leave,
  warn: (message: string) => void,
): Promise<{ latents: Float32Array; counts: Map<string, number> }> {
  const engine = await openVerified(encoder, options, warn);
  const counts = new Map<string, number>();
  const found: number[] = [];
  try {
    const network = await engine.compile(encoder.encode);
    for (const one of sampled) {
      const before = found.length;
      if (await encodeOne(network, one, encoder, options, leave, found))
        counts.set(one.name, (found.length - before) / encoder.card.latent);
    }
  } finally {
    await engine.dispose();
  }
  return { latents: Float32Array.from(found), counts };
}

async function encodeOne(
  network: CompiledNetwork,
  { name, cube, sample }: Sampled,
  encoder: Encoder,
  { rebin, faint }: SegmentOptions,
  leave: Leave,
  found: number[],
): Promise<boolean> {
  const { latent } = encoder.card;
  const specs = stepsFor(encoder, cube, rebin);
  if ('why' in specs) {
    leave(name, specs.why);
    return false;
  }
  const { specs: settled } = measureSteps(withFaint(specs, faint), sample, cube.keptAxis);
  const steps = compileSteps(settled, cube.keptAxis);
  const { data, n, bands } = sample;
  for (let from = 0; from < n; from += BATCH) {
    const rows = Math.min(BATCH, n - from);
    const z = await encodeSpectra(network, steps, data.subarray(from * bands, (from + rows) * bands), rows);
    for (let i = 0; i < rows; i++) {
      const one = z.subarray(i * latent, (i + 1) * latent);
      // Steps answer NaN for a spectrum outside their domain.
      if (one.every(Number.isFinite)) found.push(...one);
    }
  }
  return true;
}

function stepsFor(encoder: Encoder, { spectralAxis: whole, keptAxis }: CubeSource, rebin?: boolean) {
  try {
    return checkAxis(encoder.card, keptAxis, { rebin, whole });
  } catch (err) {
    if (isCloisonneError(err, 'EncoderMismatchError')) return { why: err.why ?? err.message };
    throw err;
  }
}
