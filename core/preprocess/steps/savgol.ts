import { dot } from '../../cluster/eigen.js';
import { UsageError } from '../../cube/errors.js';
import { orthonormal } from '../polynomial.js';
import type { StepDefinition } from '../step.js';

/**
 * The filter of Savitzky and Golay (1964): the value, or derivative per band, of the polynomial that fits best around each band. The
 * first and last half window come from the polynomial of the first and last whole window (scipy's mode 'interp').
 */
export const savgol: StepDefinition = {
  name: 'savgol',
  summary: 'Savitzky-Golay smoothing, or its derivative per band',
  domain: 'everything',
  parameters: {
    width: { kind: 'integer', min: 3, odd: true },
    order: { kind: 'integer', min: 0, max: 8, default: 2 },
    derivative: { kind: 'integer', min: 0, max: 4, default: 0 },
  },
  bind({ width, order, derivative }: { width: number; order: number; derivative: number }, axis) {
    const n = axis.values.length;
    if (width > n) throw new UsageError("bad step 'savgol'", { why: `a window of ${width} in ${n} bands` });
    if (order >= width || derivative > order) {
      throw new UsageError("bad step 'savgol'", {
        why: `order ${order} with width ${width} and derivative ${derivative}`,
        remedy: 'It needs derivative <= order < width.',
      });
    }
    const half = (width - 1) / 2;
    const weights = Array.from({ length: width }, (_, at) => filterWeights(half, order, derivative, at - half));
    return {
      axis,
      inPlace: false,
      run(x, y) {
        for (let i = 0; i < n; i++) {
          const first = Math.min(Math.max(0, i - half), n - width);
          const w = weights[i - first];
          let sum = 0;
          for (let j = 0; j < width; j++) sum += w[j] * x[first + j];
          y[i] = sum;
        }
      },
    };
  },
};

/** Weights on the window -half..half whose sum is the polynomial's derivative at `position`: Q R^-T d, d the derivatives of 1, t, t^2... */
function filterWeights(half: number, order: number, derivative: number, position: number): Float64Array {
  const t = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) / half);
  const { q, r } = orthonormal(Array.from({ length: order + 1 }, (_, k) => t.map(x => x ** k)));
  const z = new Float64Array(order + 1);
  for (let k = 0; k <= order; k++) {
    let d = k < derivative ? 0 : (position / half) ** (k - derivative) / half ** derivative;
    for (let j = 0; j < derivative; j++) d *= k - j;
    for (let i = 0; i < k; i++) d -= r[i][k] * z[i];
    z[k] = d / r[k][k];
  }
  return t.map((_, j) =>
    dot(
      z,
      Float64Array.from(q, column => column[j]),
    ),
  );
}
