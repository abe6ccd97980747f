import { UsageError } from '../../cube/errors.js';
import { chebyshev, orthonormal } from '../polynomial.js';
import type { StepDefinition } from '../step.js';

/**
 * Subtracts a polynomial baseline by the modified polynomial fit of Lieber and Mahadevan-Jansen (2003): fit, clip the spectrum to the
 * fit from above, and again; after `iterations` rounds the last fit, which lies under the peaks, is subtracted. Order 5 is theirs, and
 * they found 25 to 200 rounds enough. The polynomial is in the axis' own values; its Chebyshev terms are made orthonormal once, so a
 * fit is two passes over the spectrum.
 */
export const baseline: StepDefinition = {
  name: 'baseline',
  summary: 'subtract a polynomial fitted under the peaks (ModPoly)',
  domain: 'everything',
  parameters: {
    order: { kind: 'integer', min: 0, max: 20, default: 5 },
    iterations: { kind: 'integer', min: 0, max: 1000, default: 50 },
  },
  bind({ order, iterations }: { order: number; iterations: number }, axis) {
    const n = axis.values.length;
    if (order >= n) throw new UsageError("bad step 'baseline'", { why: `order ${order} with ${n} bands` });
    const [first, last] = [axis.values[0], axis.values[n - 1]];
    const terms = chebyshev(
      axis.values.map(v => (2 * (v - first)) / (last - first || 1) - 1),
      order,
    );
    const project = projector(orthonormal(terms).q);
    const clipped = new Float64Array(n);
    const fit = new Float64Array(n);
    return {
      axis,
      inPlace: true,
      run(x, y) {
        clipped.set(x);
        project(clipped, fit);
        for (let round = 0; round < iterations; round++) {
          for (let i = 0; i < n; i++) if (clipped[i] > fit[i]) clipped[i] = fit[i];
          project(clipped, fit);
        }
        for (let i = 0; i < n; i++) y[i] = x[i] - fit[i];
      },
    };
  },
};

/** Projects on to orthonormal vectors. Two terms share a pass over the data, which halves the time against one by one. */
function projector(basis: readonly Float64Array[]): (from: Float64Array, to: Float64Array) => void {
  const n = basis[0].length;
  const terms = basis.length % 2 ? [...basis, new Float64Array(n)] : basis;
  return (from, to) => {
    to.fill(0);
    for (let k = 0; k < terms.length; k += 2) {
      const [a, b] = [terms[k], terms[k + 1]];
      let ca = 0;
      let cb = 0;
      for (let i = 0; i < n; i++) {
        ca += a[i] * from[i];
        cb += b[i] * from[i];
      }
      for (let i = 0; i < n; i++) to[i] += ca * a[i] + cb * b[i];
    }
  };
}
