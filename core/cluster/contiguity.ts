import type { Edges } from './edges.js';

/** Rows per partial sum, as in every reduction of this package. */
const CHUNK = 4096;

/** Sum of f over 0..n-1: partial sums over chunks of 4096, added in order. */
export function chunkedSum(n: number, f: (i: number) => number): number {
  let total = 0;
  for (let first = 0; first < n; first += CHUNK) {
    let part = 0;
    for (let i = first; i < Math.min(n, first + CHUNK); i++) part += f(i);
    total += part;
  }
  return total;
}

/** Mean and variance (n in the denominator) of n values. */
export function momentsOf(value: (i: number) => number, n: number): { mean: number; variance: number } {
  const mean = chunkedSum(n, value) / n;
  return { mean, variance: chunkedSum(n, i => (value(i) - mean) ** 2) / n };
}

/**
 * 1 - sum of (a - b)^2 / sum of (a^2 + b^2) over pairs of neighbours, values less their mean: Geary's contiguity (1954) turned round, with the variance of
 * the pairs themselves, so that a single odd pixel at an edge of the image does not count as order. About 0 where neighbours are alike as by chance, 1
 * for a smooth image; 0 where there are no neighbours or nothing varies.
 */
export function contiguity(value: (i: number) => number, mean: number, { from, to }: Edges): number {
  const products = chunkedSum(from.length, e => (value(from[e]) - mean) * (value(to[e]) - mean));
  const squares = chunkedSum(from.length, e => (value(from[e]) - mean) ** 2 + (value(to[e]) - mean) ** 2);
  return squares > 0 ? (2 * products) / squares : 0;
}
