import type { StepDefinition } from '../step.js';

/** Derivative per band by central differences (one-sided at the ends), taken `order` times. */
export const derivative: StepDefinition = {
  name: 'derivative',
  summary: 'derivative per band by central differences',
  domain: 'spectra of two bands or more',
  parameters: { order: { kind: 'integer', min: 1, max: 4, default: 1 } },
  bind({ order }: { order: number }, axis) {
    return {
      axis,
      inPlace: true,
      run(x, y) {
        const n = x.length;
        if (y !== x) y.set(x);
        for (let round = 0; round < order; round++) {
          let before = y[0];
          let here = y[0];
          for (let i = 0; i < n - 1; i++) {
            const after = y[i + 1];
            y[i] = i === 0 ? after - here : (after - before) / 2;
            before = here;
            here = after;
          }
          y[n - 1] = n > 1 ? here - before : Number.NaN;
        }
      },
    };
  },
};
