import type { Points } from 'cloisonne';

/** Three noisy groups of points in three dimensions with their labels, by a fixed linear congruence: the same in Node and in a page. */
export function blobs(n: number): { readonly points: Points; readonly labels: Uint16Array } {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const labels = Uint16Array.from({ length: n }, () => Math.floor(random() * 3));
  const data = Float32Array.from({ length: n * 3 }, (_, i) => labels[Math.floor(i / 3)] * 0.7 + random());
  return { points: { data, n, dim: 3 }, labels };
}
