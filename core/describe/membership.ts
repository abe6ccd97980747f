import { unmix } from '../cluster/unmix/unmix.js';
import type { Segmentation } from '../segmentation.js';

/**
 * The segmentation with the share of every cluster of its K in every spaxel, taking its latent for a mixture of the clusters' centres (see
 * `unmix`). A pure spectrum has one share near 1, a mixture several.
 */
export function withMembership(segmentation: Segmentation): Segmentation {
  const { labels, latents, latent, k, sweep } = segmentation;
  const clusters = sweep.find(entry => entry.k === k)?.clusters ?? [];
  const ids = new Set(clusters.map(({ id }) => id));
  const pixels = Uint32Array.from(labels.data.keys()).filter(pixel => ids.has(labels.data[pixel]));
  const data = new Float32Array(pixels.length * latent);
  pixels.forEach((pixel, i) => {
    data.set(latents.subarray(pixel * latent, (pixel + 1) * latent), i * latent);
  });
  const centres = Float64Array.from(clusters.flatMap(({ centre }) => [...centre]));
  const shares = unmix({ data, n: pixels.length, dim: latent }, centres);
  const membership = clusters.map(() => new Float32Array(labels.data.length).fill(Number.NaN));
  pixels.forEach((pixel, i) => {
    for (let c = 0; c < clusters.length; c++) membership[c][pixel] = shares[i * clusters.length + c];
  });
  return { ...segmentation, membership };
}
