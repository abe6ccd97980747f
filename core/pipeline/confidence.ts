import type { SweepEntry } from '../cluster/index.js';
import type { CubeShape } from '../cube/types.js';
import type { Confidence } from '../segmentation.js';
import type { Encoded } from './encode.js';
import { marginOf, nearestTwo } from './margin.js';

/**
 * Silhouette and margin of every spaxel for one K, [height * width], NaN where there is no data. `kept` [n] is 1 for the spaxels that were
 * clustered; the others have no silhouette.
 */
export function confidenceOf(
  { width, height }: CubeShape,
  { valid, latents, n }: Encoded,
  { kmeans, silhouette }: SweepEntry,
  kept: Uint8Array,
): Omit<Confidence, 'reconstruction'> {
  const out = {
    silhouette: new Float32Array(width * height).fill(Number.NaN),
    margin: new Float32Array(width * height).fill(Number.NaN),
  };
  const latent = latents.length / n;
  for (let pixel = 0, i = 0, j = 0; pixel < width * height; pixel++) {
    if (!valid[pixel]) continue;
    out.margin[pixel] = marginOf(nearestTwo(latents, i * latent, kmeans.centres, latent));
    if (kept[i++]) out.silhouette[pixel] = silhouette.perPoint[j++];
  }
  return out;
}
