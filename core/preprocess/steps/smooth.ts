import type { StepDefinition } from '../step.js';

/** Running mean over `width` bands; at the ends over the bands that exist. */
export const smooth: StepDefinition = {
  name: 'smooth',
  summary: 'running mean over an odd number of bands',
  domain: 'everything',
  parameters: { width: { kind: 'integer', min: 1, odd: true } },
  bind({ width }: { width: number }, axis) {
    const half = (width - 1) / 2;
    return {
      axis,
      inPlace: false,
      run(x, y) {
        const n = x.length;
        let sum = 0;
        for (let i = 0; i < Math.min(half, n); i++) sum += x[i];
        for (let i = 0; i < n; i++) {
          if (i + half < n) sum += x[i + half];
          if (i - half - 1 >= 0) sum -= x[i - half - 1];
          y[i] = sum / (Math.min(n, i + half + 1) - Math.max(0, i - half));
        }
      },
    };
  },
};
