import { createRandom } from '../../../core/cluster/random.js';
import type { Points } from '../../../core/cluster/types.js';

/** Seeded normal blobs of different weight around `count` centres. */
export function blobs(n: number, dim: number, count: number, seed = 1): Points & { readonly data: Float32Array } {
  const random = createRandom(seed);
  const centres = Float64Array.from({ length: count * dim }, () => 4 * random.normal());
  const data = new Float32Array(n * dim);
  for (let i = 0; i < n; i++) {
    const blob = Math.floor(count * random.uniform() ** 1.5);
    for (let d = 0; d < dim; d++) data[i * dim + d] = centres[blob * dim + d] + random.normal();
  }
  return { data, n, dim };
}
