import type { Edges } from '../edges.js';
import { climb } from './climb.js';

/** Share of every component that each material gets back before a fit: what is 0 stays 0. */
const SOFT = 0.1;

/**
 * k materials, each a mixture of the same m components, and how they lie beside each other: two neighbours have
 * p(x, y) = sum over a, b of pairs[a, b] f_a(x) f_b(y), with f_a(x) = sum over c of shares[a, c] N_c(x).
 */
export interface Materials {
  readonly k: number;
  /** [k * k] how often a and b are neighbours; symmetric, sum 1. */
  readonly pairs: Float64Array;
  /** [k * m] rows of sum 1. */
  readonly shares: Float64Array;
}

/** Materials with how well they fit. */
export interface FittedMaterials extends Materials {
  /** Sum over the pairs of neighbours of ln p(x, y) / (p(x) p(y)): what neighbours tell of each other. */
  readonly gain: number;
  readonly iterations: number;
}

/** Free numbers of k materials of m components. */
export const freedomOf = (k: number, m: number): number => k * (m - 1) + (k * (k + 1)) / 2 - 1;

/** [k] how often each material occurs. */
export const portionsOf = ({ k, pairs }: Pick<Materials, 'k' | 'pairs'>): Float64Array =>
  Float64Array.from({ length: k }, (_, a) => pairs.subarray(a * k, (a + 1) * k).reduce((sum, v) => sum + v, 0));

/** A material of every component, each beside itself half of the time. */
export function eachAlone(weights: Float64Array): Materials {
  const k = weights.length;
  const at = (make: (a: number, b: number) => number) =>
    Float64Array.from({ length: k * k }, (_, i) => make(Math.floor(i / k), i % k));
  return {
    k,
    pairs: at((a, b) => (weights[a] * weights[b] + (a === b ? weights[a] : 0)) / 2),
    shares: at((a, b) => Number(a === b)),
  };
}

/** Mutual information of neighbours. */
function information(k: number, pairs: Float64Array): number {
  const portions = portionsOf({ k, pairs });
  return pairs.reduce((sum, p, i) => sum + (p > 0 ? p * Math.log(p / (portions[Math.floor(i / k)] * portions[i % k])) : 0), 0);
}

/** Two of the materials as one: those by which neighbours tell least of each other (agglomerative information bottleneck, Slonim and Tishby 1999). */
export function merged({ k, pairs, shares }: Materials): Materials {
  let best = { a: 0, b: 1, most: Number.NEGATIVE_INFINITY, joined: pairs };
  const within = (b: number, c: number) => (c > b ? c - 1 : c);
  for (let b = 1; b < k; b++) {
    for (let a = 0; a < b; a++) {
      const joined = new Float64Array((k - 1) ** 2);
      const into = Array.from({ length: k }, (_, c) => within(b, c === b ? a : c));
      for (let i = 0; i < pairs.length; i++) joined[into[Math.floor(i / k)] * (k - 1) + into[i % k]] += pairs[i];
      const most = information(k - 1, joined);
      if (most > best.most) best = { a, b, most, joined };
    }
  }
  const { a, b, joined } = best;
  const portions = portionsOf({ k, pairs });
  const m = shares.length / k;
  const both = portions[a] + portions[b];
  const found = shares.subarray(0, (k - 1) * m).slice();
  for (let c = 0; c < k; c++) if (c !== b) found.set(shares.subarray(c * m, (c + 1) * m), within(b, c) * m);
  for (let q = 0; q < m && both > 0; q++)
    found[a * m + q] = (portions[a] * shares[a * m + q] + portions[b] * shares[b * m + q]) / both;
  return { k: k - 1, pairs: joined, shares: found };
}

/**
 * Expectation and maximisation in turn from `start` until three steps add less than `tolerance` to the gain per pair of neighbours or the iterations
 * are used up (`climb`). `likeness` [n * m] is N_c(x) / p(x) of each point, `weights` [m] are those of the components; `breathe` gives way between
 * steps and may throw.
 */
export async function fitMaterials(
  likeness: Float64Array,
  weights: Float64Array,
  start: Materials,
  edges: Edges,
  { iterations, tolerance, breathe }: { iterations: number; tolerance: number; breathe: () => Promise<void> },
): Promise<FittedMaterials> {
  const { k } = start;
  const m = weights.length;
  const split = k * m;
  const from = new Float64Array(split + k * k);
  from.set(start.shares.map((v, i) => (1 - SOFT) * v + SOFT * weights[i % m]));
  from.set(start.pairs, split);
  const { at, value, steps } = await climb(
    from,
    async parameters => {
      await breathe();
      const [shares, pairs] = [parameters.subarray(0, split), parameters.subarray(split)];
      const { told, together, found } = expect(likeness, shares, pairs, k, edges);
      const next = new Float64Array(parameters.length);
      next.set(sharesOf(likeness, shares, told, k));
      for (let i = 0; i < pairs.length; i++)
        next[split + i] = (pairs[i] * (together[i] + together[(i % k) * k + Math.floor(i / k)])) / (2 * edges.from.length);
      return { value: found, next };
    },
    {
      tolerance: tolerance * edges.from.length,
      steps: iterations,
      normalise: parameters => {
        for (let a = 0; a < k; a++) toOne(parameters.subarray(a * m, (a + 1) * m));
        toOne(parameters.subarray(split));
      },
    },
  );
  return { k, pairs: at.slice(split), shares: at.slice(0, split), gain: value, iterations: steps };
}

/** Numbers divided by their sum, in place. */
function toOne(values: Float64Array): void {
  const sum = values.reduce((total, v) => total + v, 0);
  if (sum > 0) for (let i = 0; i < values.length; i++) values[i] /= sum;
}

/**
 * What the neighbours of each point say of its material, [n * k] (times f it is the probability of the material, summed over its pairs); [k * k] what
 * `pairs` are to be multiplied by, both ways round together; and the gain.
 */
function expect(likeness: Float64Array, shares: Float64Array, pairs: Float64Array, k: number, { from, to }: Edges) {
  const m = shares.length / k;
  const f = new Float64Array((likeness.length / m) * k);
  for (let i = 0, at = 0; at < f.length; i += m) {
    for (let a = 0; a < k; a++, at++) {
      let sum = 0;
      for (let c = 0; c < m; c++) sum += shares[a * m + c] * likeness[i + c];
      f[at] = sum;
    }
  }
  const told = new Float64Array(f.length);
  const together = new Float64Array(k * k);
  const [left, right] = [new Float64Array(k), new Float64Array(k)];
  let found = 0;
  for (let e = 0; e < from.length; e++) {
    const [i, j] = [from[e] * k, to[e] * k];
    let sum = 0;
    for (let a = 0; a < k; a++) {
      let [p, q] = [0, 0];
      for (let b = 0; b < k; b++) {
        p += pairs[a * k + b] * f[j + b];
        q += pairs[a * k + b] * f[i + b];
      }
      left[a] = p;
      right[a] = q;
      sum += p * f[i + a];
    }
    found += Math.log(sum);
    for (let a = 0; a < k; a++) {
      told[i + a] += left[a] / sum;
      told[j + a] += right[a] / sum;
      const share = f[i + a] / sum;
      for (let b = 0; b < k; b++) together[a * k + b] += share * f[j + b];
    }
  }
  return { told, together, found };
}

/** The shares that make the points likeliest, given what their neighbours say. */
function sharesOf(likeness: Float64Array, shares: Float64Array, told: Float64Array, k: number): Float64Array {
  const m = shares.length / k;
  const next = new Float64Array(k * m);
  for (let i = 0, at = 0; at < told.length; i += m) {
    for (let a = 0; a < k; a++, at++) for (let c = 0; c < m; c++) next[a * m + c] += told[at] * likeness[i + c];
  }
  for (let i = 0; i < next.length; i++) next[i] *= shares[i];
  for (let a = 0; a < k; a++) toOne(next.subarray(a * m, (a + 1) * m));
  return next;
}
