import { topEigen } from '../cluster/eigen.js';
import { createRandom } from '../cluster/random.js';

/**
 * The `count` strongest directions of vectors [n, size] about the origin, each vector counting as much as any other: orthonormal
 * eigenvectors, strongest first, of the mean of x x' / |x|^2, with their largest component positive. At most `size` of them.
 */
export function principalDirections(data: Float32Array, n: number, size: number, count: number): Float64Array[] {
  const wanted = Math.min(count, size);
  const { vectors } = topEigen(secondMoment(data, n, size), size, wanted, createRandom(0));
  return Array.from({ length: wanted }, (_, k) => vectors.slice(k * size, (k + 1) * size));
}

function secondMoment(data: Float32Array, n: number, size: number): Float64Array {
  const moment = new Float64Array(size * size);
  for (let row = 0; row < n; row++) {
    const x = data.subarray(row * size, (row + 1) * size);
    let power = 0;
    for (let i = 0; i < size; i++) power += x[i] * x[i];
    if (!(power > 0)) continue;
    for (let i = 0; i < size; i++) {
      const factor = x[i] / power;
      for (let j = i, at = i * size + i; j < size; j++, at++) moment[at] += factor * x[j];
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) moment[i * size + j] = moment[j * size + i];
  return moment;
}
