import { cholesky, solveCholesky } from './cholesky.js';

/**
 * Amounts [n], none below 0, that minimise a'Ga - 2 b'a, by the active-set method of Lawson and Hanson (Solving Least Squares Problems,
 * 1974) on the normal equations: `gram` [n * n] symmetric, `right` [n]. Components outside `allowed` stay 0. `start` [n] is positive where
 * an amount probably is: a good guess saves most of the work.
 */
export function nonNegative(
  gram: Float64Array,
  right: Float64Array,
  allowed: (i: number) => boolean = () => true,
  start?: Float64Array,
): Float64Array {
  const n = right.length;
  const indices = Array.from({ length: n }, (_, i) => i).filter(allowed);
  const { passive, amounts } = guess(gram, right, start ? indices.filter(i => start[i] > 0) : indices);
  const barred = new Set<number>();
  const tolerance = 1e-10 * right.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  for (let round = 0; round < 3 * n; round++) {
    let best = -1;
    let steepest = tolerance;
    for (const i of indices) {
      if (amounts[i] > 0 || barred.has(i)) continue;
      let slope = right[i];
      for (const j of passive) slope -= gram[i * n + j] * amounts[j];
      if (slope > steepest) [best, steepest] = [i, slope];
    }
    if (best < 0) return amounts;
    passive.push(best);
    if (!settle(gram, right, passive, amounts)) passive.splice(passive.indexOf(best), 1);
    // Parallel to what is in already, or so to working precision: it can add nothing.
    if (amounts[best] === 0) barred.add(best);
  }
  return amounts;
}

/** A feasible start: least squares on these components, again without those that turn negative until none does. */
function guess(
  gram: Float64Array,
  right: Float64Array,
  indices: readonly number[],
): { passive: number[]; amounts: Float64Array } {
  const amounts = new Float64Array(right.length);
  for (let passive = [...indices]; passive.length > 0; ) {
    const values = solvePart(gram, right, passive);
    if (!values) break;
    const kept = passive.filter((_, at) => values[at] > 0);
    if (kept.length === passive.length) {
      passive.forEach((i, at) => {
        amounts[i] = values[at];
      });
      return { passive, amounts };
    }
    passive = kept;
  }
  return { passive: [], amounts };
}

/** Moves the passive amounts to their least-squares values; those that would turn negative leave. False where they are not independent. */
function settle(gram: Float64Array, right: Float64Array, passive: number[], amounts: Float64Array): boolean {
  for (;;) {
    const wanted = solvePart(gram, right, passive);
    if (!wanted) return false;
    let first = -1;
    let step = 1;
    passive.forEach((i, at) => {
      const room = wanted[at] > 0 ? 1 : amounts[i] / (amounts[i] - wanted[at]);
      if (wanted[at] <= 0 && (first < 0 || room < step)) [first, step] = [at, room];
    });
    passive.forEach((i, at) => {
      amounts[i] = Math.max(0, amounts[i] + step * (wanted[at] - amounts[i]));
    });
    if (first < 0) return true;
    amounts[passive[first]] = 0;
    passive.splice(first, 1);
  }
}

/** Least squares on some of the components; undefined where they are not independent. */
function solvePart(gram: Float64Array, right: Float64Array, indices: readonly number[]): Float64Array | undefined {
  const n = right.length;
  const size = indices.length;
  const part = new Float64Array(size * size);
  for (let r = 0; r < size; r++) for (let c = 0; c <= r; c++) part[r * size + c] = gram[indices[r] * n + indices[c]];
  if (!cholesky(part, size)) return undefined;
  return solveCholesky(
    part,
    Float64Array.from(indices, i => right[i]),
  );
}
