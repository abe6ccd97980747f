import { nonNegative } from '../cluster/unmix/nnls.js';

/** A part of a spectrum of known shape: its samples from band `from` on, zero elsewhere. */
export interface Component {
  readonly from: number;
  readonly values: Float64Array;
}

/** A spectrum as a sum of components. */
export interface LinearFit {
  /** Of each component, 0 or more. */
  readonly amounts: Float64Array;
  /** Sum of squared residuals in units of the variance. */
  readonly chi2: number;
  /** [bands] the fitted spectrum. */
  readonly model: Float64Array;
}

/** A model whose normal equations are ready: once fitted, it can be fitted again without some of its components at little cost. */
export interface PreparedModel {
  fit(without?: (component: number) => boolean): LinearFit;
}

/** The component without its zeros at either end. */
export function componentOf(values: Float64Array): Component {
  let from = values.findIndex(v => v !== 0);
  if (from < 0) from = 0;
  let to = values.length;
  while (to > from && values[to - 1] === 0) to--;
  return { from, values: values.slice(from, to) };
}

/**
 * Weighted non-negative least squares of `spectrum` [bands] on components; bands of weight 0 (one over the variance) do not count. `guess`
 * [components], the amounts of a similar fit, saves work.
 */
export function prepareModel(
  spectrum: Float64Array,
  weights: Float64Array,
  components: readonly Component[],
  guess?: Float64Array,
): PreparedModel {
  const n = components.length;
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  let power = 0;
  for (let b = 0; b < spectrum.length; b++) if (weights[b] > 0) power += weights[b] * spectrum[b] ** 2;
  components.forEach((p, i) => {
    for (let v = 0, b = p.from; v < p.values.length; v++, b++)
      if (weights[b] > 0) right[i] += weights[b] * p.values[v] * spectrum[b];
    for (let j = 0; j <= i; j++) gram[i * n + j] = gram[j * n + i] = product(p, components[j], weights);
  });
  let whole = guess;
  return {
    fit(without) {
      const amounts = nonNegative(gram, right, i => gram[i * n + i] > 0 && !without?.(i), whole);
      if (!without) whole = amounts;
      let chi2 = power;
      for (let i = 0; i < n; i++) {
        if (amounts[i] === 0) continue;
        chi2 -= 2 * amounts[i] * right[i];
        for (let j = 0; j < n; j++) chi2 += amounts[i] * amounts[j] * gram[i * n + j];
      }
      return { amounts, chi2, model: sumOf(components, amounts, spectrum.length) };
    },
  };
}

/** [bands] the sum of components in these amounts. */
export function sumOf(components: readonly Component[], amounts: Float64Array, bands: number): Float64Array {
  const out = new Float64Array(bands);
  components.forEach(({ from, values }, i) => {
    if (amounts[i] > 0) for (let v = 0; v < values.length; v++) out[from + v] += amounts[i] * values[v];
  });
  return out;
}

function product(p: Component, q: Component, weights: Float64Array): number {
  const start = Math.max(p.from, q.from);
  const end = Math.min(p.from + p.values.length, q.from + q.values.length);
  let sum = 0;
  for (let b = start; b < end; b++) sum += weights[b] * p.values[b - p.from] * q.values[b - q.from];
  return sum;
}
