import type { Random } from './random.js';
import { tridiagonalEigen } from './tridiagonal.js';

/** Residual |Av - tv| that counts as converged, in units of the largest eigenvalue. */
const TOLERANCE = 1e-12;

/**
 * The `count` largest eigenvalues of a symmetric matrix [size * size] with their vectors [count * size] (unit length, largest component
 * positive), by the Lanczos method with full reorthogonalisation (Golub and Van Loan, Matrix Computations, 10.3) from a seeded start.
 * An exhausted Krylov space is gone on with from a new start, so repeated eigenvalues are found too.
 */
export function topEigen(
  matrix: Float64Array,
  size: number,
  count: number,
  random: Random,
): { values: Float64Array; vectors: Float64Array } {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const off: number[] = [];
  let next = freshDirection(basis, size, random);
  let restarts = 0;
  for (let check = Math.min(size, count + 8); ; ) {
    basis.push(next);
    const image = multiply(matrix, size, next);
    diagonal.push(dot(image, next));
    orthogonalise(image, basis);
    let beta = Math.sqrt(dot(image, image));
    const scale = Math.max(...diagonal.map(Math.abs), ...off);
    const full = basis.length === size;
    if (full || basis.length >= check) {
      check = Math.ceil(check * 1.25);
      const ritz = tridiagonalEigen(diagonal, off);
      const m = basis.length;
      let worst = 0;
      for (let i = 0; i < Math.min(count, m); i++) worst = Math.max(worst, beta * Math.abs(ritz.vectors[i * m + m - 1]));
      const settled = worst <= TOLERANCE * ritz.values[0] && (restarts === 0 || restarts >= count);
      if (full || (settled && m >= count))
        return { values: ritz.values.slice(0, count), vectors: lift(ritz.vectors, basis, count, size) };
    }
    if (beta <= scale * 1e-14) {
      beta = 0;
      restarts++;
      next = freshDirection(basis, size, random);
      check = Math.min(check, basis.length + 1);
    } else next = image.map(value => value / beta);
    off.push(beta);
  }
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function multiply(matrix: Float64Array, size: number, x: Float64Array): Float64Array {
  const out = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    const row = i * size;
    let j = 0;
    for (; j + 3 < size; j += 4) {
      s0 += matrix[row + j] * x[j];
      s1 += matrix[row + j + 1] * x[j + 1];
      s2 += matrix[row + j + 2] * x[j + 2];
      s3 += matrix[row + j + 3] * x[j + 3];
    }
    for (; j < size; j++) s0 += matrix[row + j] * x[j];
    out[i] = s0 + s1 + (s2 + s3);
  }
  return out;
}

/** Removes from x, in place, what lies in the span of the basis; twice, because once leaves rounding errors behind. */
function orthogonalise(x: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      const part = dot(x, q);
      for (let i = 0; i < x.length; i++) x[i] -= part * q[i];
    }
  }
}

function freshDirection(basis: readonly Float64Array[], size: number, random: Random): Float64Array {
  const x = Float64Array.from({ length: size }, () => random.normal());
  orthogonalise(x, basis);
  const length = Math.sqrt(dot(x, x));
  return x.map(value => value / length);
}

/** Ritz vectors in the space of the matrix, with their sign fixed. */
function lift(coefficients: Float64Array, basis: readonly Float64Array[], count: number, size: number): Float64Array {
  const m = basis.length;
  const out = new Float64Array(count * size);
  for (let i = 0; i < count; i++) {
    const vector = out.subarray(i * size, (i + 1) * size);
    basis.forEach((q, j) => {
      const weight = coefficients[i * m + j];
      for (let k = 0; k < size; k++) vector[k] += weight * q[k];
    });
    let top = 0;
    for (let k = 1; k < size; k++) if (Math.abs(vector[k]) > Math.abs(vector[top])) top = k;
    const factor = Math.sign(vector[top]) / Math.sqrt(dot(vector, vector));
    for (let k = 0; k < size; k++) vector[k] *= factor;
  }
  return out;
}
