import { mixture } from '../cluster/mixture/mixture.js';
import type { Segmentation } from '../segmentation.js';

/**
 * The segmentation with the share of every cluster of its K in every spaxel: posteriors of a Gaussian mixture over the latents that starts from
 * the clusters and has one covariance (see `mixture`). A pure spectrum has one share near 1, a mixture several.
 */
export function withMembership(segmentation: Segmentation): Segmentation {
  const { labels, latents, latent, k, sweep } = segmentation;
  const ids = sweep.find(entry => entry.k === k)?.clusters.map(({ id }) => id) ?? [];
  const position = new Map(ids.map((id, i) => [id, i]));
  const pixels = Uint32Array.from(labels.data.keys()).filter(pixel => position.has(labels.data[pixel]));
  const data = new Float32Array(pixels.length * latent);
  pixels.forEach((pixel, i) => {
    data.set(latents.subarray(pixel * latent, (pixel + 1) * latent), i * latent);
  });
  const start = Uint16Array.from(pixels, pixel => position.get(labels.data[pixel])!);
  const { membership } = mixture({ data, n: pixels.length, dim: latent }, start, ids.length);
  const planes = ids.map(() => new Float32Array(labels.data.length).fill(Number.NaN));
  pixels.forEach((pixel, i) => {
    for (let c = 0; c < ids.length; c++) planes[c][pixel] = membership[i * ids.length + c];
  });
  return { ...segmentation, membership: planes };
}
