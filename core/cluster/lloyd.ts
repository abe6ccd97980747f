import { type Assignment, createAssignment } from './assign.js';

/** Points [n * dim] in float64 and when to stop. `threshold` is the summed squared centre shift. */
export interface LloydProblem {
  readonly data: Float64Array;
  readonly dim: number;
  readonly k: number;
  readonly maxIterations: number;
  readonly threshold: number;
}

/** One step: the centres that were used, and what the assignment to them gave. The arrays are the algorithm's own: copy to keep. */
export interface LloydStep {
  readonly iteration: number;
  readonly centres: Float64Array;
  readonly labels: Uint16Array;
  readonly counts: Float64Array;
  readonly inertia: number;
  readonly repaired: number;
}

/** The last step and why it was the last. */
export interface LloydResult extends LloydStep {
  readonly stop: 'tolerance' | 'stable' | 'max-iterations';
}

/**
 * Lloyd's algorithm from `centres` (changed in place): assign each point to its nearest centre, move each centre to its points' mean.
 * An empty cluster takes the point that is farthest from its own centre. The result's labels are the nearest of the result's centres,
 * and no cluster is empty as long as there are k different points.
 */
export function* lloyd(problem: LloydProblem, centres: Float64Array): Generator<LloydStep, LloydResult, undefined> {
  const { data, dim, k, maxIterations, threshold } = problem;
  const assignment = createAssignment(data, dim, k);
  const { labels, counts, sums } = assignment;
  let shift = Number.POSITIVE_INFINITY;
  let repaired = 0;
  for (let iteration = 0; ; iteration++) {
    const { inertia, changed } = assignment.run(centres);
    const step = { iteration, centres, labels, counts, inertia, repaired };
    const empty = emptyClusters(counts);
    // Repairs lower the inertia, so they end; the limit guards against points that differ by less than their squares can tell.
    if (empty.length === 0 || iteration >= maxIterations + k) {
      if (!changed) return { ...step, stop: 'stable' };
      if (shift <= threshold) return { ...step, stop: 'tolerance' };
      if (iteration >= maxIterations) return { ...step, stop: 'max-iterations' };
    }
    yield step;
    repair(problem, centres, assignment, empty);
    repaired += empty.length;
    shift = 0;
    for (let c = 0, p = 0; c < k; c++) {
      for (let d = 0; d < dim; d++, p++) {
        const moved = sums[p] / counts[c];
        shift += (moved - centres[p]) ** 2;
        centres[p] = moved;
      }
    }
  }
}

function emptyClusters(counts: Float64Array): number[] {
  return [...counts.keys()].filter(c => counts[c] === 0);
}

/** Gives each empty cluster the point that is farthest from its own centre and from the centres just given out. */
function repair({ data, dim }: LloydProblem, centres: Float64Array, assignment: Assignment, empty: readonly number[]): void {
  const { labels, counts } = assignment;
  const squaredDistance = (i: number, c: number) => {
    let sum = 0;
    for (let d = 0; d < dim; d++) sum += (data[i * dim + d] - centres[c * dim + d]) ** 2;
    return sum;
  };
  empty.forEach((c, given) => {
    let farthest = 0;
    let most = -1;
    for (let i = 0; i < labels.length; i++) {
      if (counts[labels[i]] < 2) continue;
      let distance = squaredDistance(i, labels[i]);
      for (let e = 0; e < given; e++) distance = Math.min(distance, squaredDistance(i, empty[e]));
      if (distance > most) {
        most = distance;
        farthest = i;
      }
    }
    assignment.move(farthest, c);
    centres.set(data.subarray(farthest * dim, (farthest + 1) * dim), c * dim);
  });
}
