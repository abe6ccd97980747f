import { orthonormal } from './polynomial.js';

/** Vectors iterated beyond those asked for, so that the last ones converge as well. */
const MORE = 4;
/** Rounds of iteration: errors shrink each time by the ratio of the first variance left out to the last one kept. */
const ROUNDS = 60;

/**
 * The `count` strongest directions of vectors [n, size] about the origin, each vector counting as much as any other: orthonormal
 * eigenvectors [count][size] of the mean of x x' / |x|^2, strongest first, by simultaneous iteration (Rutishauser 1970) from a fixed start. The
 * largest component of each is positive. At most `size` and `n` of them.
 */
export function principalDirections(data: Float32Array, n: number, size: number, count: number): Float64Array[] {
  const wanted = Math.min(count, size, n);
  const width = Math.min(size, n, wanted + MORE);
  const moment = secondMoment(data, n, size);
  const start = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: size }, (_, i) => Math.cos((k + 1) * (i + 0.5) * 0.7)),
  );
  let basis: readonly Float64Array[] = orthonormal(start).q;
  for (let round = 0; round < ROUNDS; round++) basis = orthonormal(basis.map(v => product(moment, v, size))).q;
  return basis.slice(0, wanted).map(upright);
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

function product(matrix: Float64Array, v: Float64Array, size: number): Float64Array {
  return v.map((_, i) => {
    let sum = 0;
    for (let j = 0, at = i * size; j < size; j++, at++) sum += matrix[at] * v[j];
    return sum;
  });
}

function upright(v: Float64Array): Float64Array {
  const largest = v.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
  return largest < 0 ? v.map(x => -x) : v;
}
