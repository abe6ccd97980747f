import { createRandom } from '../cluster/random.js';
import { UsageError } from '../cube/errors.js';
import { cholesky } from '../encoder/index.js';
import type { Encoder } from '../encoder/types.js';
import { openEngine } from '../engine/index.js';
import { isOff, type Schedule } from './schedule.js';

/** New spectra of an encoder. */
export interface SampledSpectra {
  /** [n, L]. */
  readonly latents: Float32Array;
  /** [n, bands] after the encoder's steps: what training saw, not the cube's unit. */
  readonly spectra: Float32Array;
}

/**
 * Decodes n latents drawn from N(0, I), for a variational encoder that was trained towards it (beta not 0), else from a normal of the mean and
 * covariance that the card's limits keep. Throws UsageError for a card without limits, and
 * for an encoder without a decoder.
 */
export async function sampleSpectra({ card, decode }: Encoder, n: number, seed: number): Promise<SampledSpectra> {
  const size = card.latent;
  const { variational, beta } = card.training.recipe as { variational?: boolean; beta?: Schedule };
  const standard = variational === true && beta !== undefined && !isOff(beta);
  if (!standard && !card.limits) {
    throw new UsageError('this encoder cannot sample spectra', {
      where: card.name,
      why: 'its card does not say where its latents lie',
      remedy: 'Train it again with this version.',
    });
  }
  if (!decode) throw new UsageError('this encoder cannot sample spectra', { where: card.name, why: 'it has no decoder' });
  const random = createRandom(seed);
  const latents = Float32Array.from({ length: n * size }, () => random.normal());
  if (!standard && card.limits) {
    const { mean, covariance } = card.limits.latent;
    const lower = cholesky(covariance, size);
    for (let at = 0; at < latents.length; at += size) {
      const drawn = latents.slice(at, at + size);
      for (let i = 0; i < size; i++) {
        latents[at + i] = drawn.reduce((sum, value, j) => sum + (j <= i ? lower[i * size + j] * value : 0), mean[i]);
      }
    }
  }
  const engine = await openEngine('wasm').catch(() => openEngine('cpu'));
  try {
    return { latents, spectra: await (await engine.compile(decode)).run(latents, n) };
  } finally {
    await engine.dispose();
  }
}
