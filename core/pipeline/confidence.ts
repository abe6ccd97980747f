import type { SweepEntry } from '../cluster/index.js';
import type { CubeShape } from '../cube/types.js';
import type { Confidence } from '../segmentation.js';
import type { Encoded } from './encode.js';

/** Silhouette and margin of every spaxel for one K, [height * width], NaN where there is no data. */
export function confidenceOf(
  { width, height }: CubeShape,
  { valid, latents, n }: Encoded,
  { k, kmeans, silhouette }: SweepEntry,
): Omit<Confidence, 'reconstruction'> {
  const out = {
    silhouette: new Float32Array(width * height).fill(Number.NaN),
    margin: new Float32Array(width * height).fill(Number.NaN),
  };
  const latent = latents.length / n;
  for (let pixel = 0, i = 0; pixel < width * height; pixel++) {
    if (!valid[pixel]) continue;
    let first = Number.POSITIVE_INFINITY;
    let second = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      let squared = 0;
      for (let l = 0; l < latent; l++) squared += (latents[i * latent + l] - kmeans.centres[c * latent + l]) ** 2;
      if (squared < first) {
        second = first;
        first = squared;
      } else if (squared < second) second = squared;
    }
    const [near, far] = [Math.sqrt(first), Math.sqrt(second)];
    out.margin[pixel] = far > 0 ? (far - near) / (far + near) : 0;
    out.silhouette[pixel] = silhouette.perPoint[i++];
  }
  return out;
}
