import { kmeans } from '../cluster/index.js';
import { distinctPoints } from '../cluster/seeding.js';
import type { CubeSample } from '../cube/scan.js';
import { thinSpectra } from '../cube/thin.js';
import { encodeSpectra } from '../encoder/index.js';
import type { CompiledNetwork } from '../engine/types.js';
import { canonicalIds } from '../labels/ids.js';
import type { CompiledSteps } from '../preprocess/types.js';
import { nearestTwo } from './margin.js';

/** Spectra of the scan's sample that the centres of a preview are found in. */
const SPECTRA = 2048;

/** Labels of n latents [n * latent] by the centres of a preview: ids from 1, 0 for what is not finite. */
export type PreviewLabels = (latents: Float32Array, n: number) => Uint8Array;

/**
 * A first idea of the map, before there is one: k-means of the scan's sample in the latent space, to whose centres spectra are given as they are
 * encoded. Undefined where the sample has no two latents that differ. The result of a run does not depend on it.
 */
export async function createPreview(
  sample: CubeSample,
  steps: CompiledSteps,
  encoder: CompiledNetwork,
  latent: number,
  { clusters, seed }: { readonly clusters: number; readonly seed: number },
): Promise<PreviewLabels | undefined> {
  const { data: raw, n: count } = thinSpectra(sample, sample.bands, SPECTRA);
  const encoded = await encodeSpectra(encoder, steps, raw, count);
  const points = new Float32Array(count * latent);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const one = encoded.subarray(i * latent, (i + 1) * latent);
    if (one.every(Number.isFinite)) points.set(one, kept++ * latent);
  }
  const data = points.subarray(0, kept * latent);
  const k = distinctPoints(data, latent, clusters);
  if (k < 2) return undefined;
  const found = kmeans({ data, n: kept, dim: latent }, { k, seed, restarts: 4 });
  const ids = canonicalIds(found.counts, found.centres);
  return (latents, m) =>
    Uint8Array.from({ length: m }, (_, i) => {
      const { centre, near } = nearestTwo(latents, i * latent, found.centres, latent);
      return Number.isFinite(near) ? ids[centre] : 0;
    });
}
