import { throwIfAborted } from '../cube/errors.js';
import { kmeans } from './kmeans.js';
import { takePoints } from './points.js';
import type { Points } from './types.js';

/** Among fewer points than these any number of them may be a cluster. */
const FEW = 400;

/** Groups of fewer points than this are no clusters: 0.0005 of all, from 5 to 20; 1 where there are hardly any points. */
export const fewestOf = (n: number): number => (n < FEW ? 1 : Math.min(Math.max(5, Math.ceil(0.0005 * n)), 20));

/** Clusters that are looked for to find small groups. */
const GROUPS = 10;
const RESTARTS = 3;
const ROUNDS = 10;

/**
 * Points apart from all others, a few at a time: [n] 1 for those of groups of fewer than `fewestOf(n)` that k-means finds among ten, and again among
 * the rest, until it finds none. Left among the others they would take a cluster each, and forbid every K that the others would make.
 */
export function oddPoints(points: Points, { seed, signal }: { seed: number; signal?: AbortSignal }): Uint8Array {
  const odd = new Uint8Array(points.n);
  const fewest = fewestOf(points.n);
  if (fewest < 2) return odd;
  for (let round = 0; round < ROUNDS; round++) {
    throwIfAborted(signal);
    const rows = Int32Array.from(odd.keys()).filter(i => !odd[i]);
    const rest = takePoints(points, rows);
    const found = groups(rest, seed, signal);
    if (!found) break;
    const { labels, counts } = found;
    if (!counts.some(count => count < fewest)) break;
    rows.forEach((row, i) => {
      if (counts[labels[i]] < fewest) odd[row] = 1;
    });
  }
  return odd;
}

/** Undefined where fewer points differ than there would be groups. */
function groups(points: Points, seed: number, signal?: AbortSignal) {
  const different = new Set<string>();
  for (let i = 0; i < points.n && different.size <= GROUPS; i++)
    different.add(points.data.subarray(i * points.dim, (i + 1) * points.dim).join());
  return different.size > GROUPS ? kmeans(points, { k: GROUPS, seed, restarts: RESTARTS, signal }) : undefined;
}
