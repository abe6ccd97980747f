import { throwIfAborted } from '../cube/errors.js';
import { kmeans } from './kmeans.js';
import { takePoints } from './points.js';
import type { KMeansResult, Points } from './types.js';

/** Among fewer points than these any number of them may be a cluster. */
const FEW = 400;

/** Groups of fewer points than this are no clusters: 0.0005 of all, from 5 to 20; 1 where there are hardly any points. */
export const fewestOf = (n: number): number => (n < FEW ? 1 : Math.min(Math.max(5, Math.ceil(0.0005 * n)), 20));

/** Groups of up to this many points, or this share of all, are looked at more closely. */
const SMALL = { most: 20, share: 0.005 };
/** A small group is scattered where its spread is this share of the way to the nearest centre of the others, and apart where that way is so many of their spreads. */
const SCATTERED = 0.25;
const APART = 5;

/** Clusters that are looked for to find small groups. */
const GROUPS = 10;
const RESTARTS = 3;
const ROUNDS = 10;

/**
 * Points apart from all others, a few at a time: [n] 1 for those of groups of fewer than `fewestOf(n)` that k-means finds among ten, and of small groups
 * whose points are as unlike each other as they are unlike the rest; and again among the rest, until it finds none. Left among the others they would take a cluster each, and forbid every K that the others would make.
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
    const scattered = scatteredGroups(rest, found);
    const apart = Array.from(counts, (count, group) => count < fewest || scattered[group]);
    if (!apart.includes(true)) break;
    rows.forEach((row, i) => {
      if (apart[labels[i]]) odd[row] = 1;
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

/**
 * [k] whether a group is small, farther from the others than these are from each other (what lies between two kinds is a mixture of them), and hardly
 * closer together than it is far: spikes here and there, not a kind.
 */
function scatteredGroups({ data, n, dim }: Points, { labels, centres, counts, k }: KMeansResult): boolean[] {
  const squares = new Float64Array(k);
  for (let i = 0, p = 0; i < n; i++) {
    const centre = labels[i] * dim;
    for (let d = 0; d < dim; d++, p++) squares[labels[i]] += (data[p] - centres[centre + d]) ** 2;
  }
  const spread = squares.map((sum, group) => Math.sqrt(sum / counts[group]));
  const most = Math.min(SMALL.most, SMALL.share * n);
  const away = (a: number, b: number) => {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += (centres[a * dim + d] - centres[b * dim + d]) ** 2;
    return Math.sqrt(sum);
  };
  const others = [...counts.keys()].filter(other => counts[other] >= most);
  const widest = Math.max(...others.flatMap(one => others.map(other => away(one, other))));
  return Array.from(counts, (count, group) => {
    if (count >= most) return false;
    const nearest = others.reduce((best, other) => (away(group, other) < away(group, best) ? other : best), others[0]);
    const way = away(group, nearest);
    return spread[group] > SCATTERED * way && way > Math.max(widest, APART * spread[nearest]);
  });
}
