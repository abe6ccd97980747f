import { describe, expect, it, test } from 'vitest';
import { hats } from '../../../core/lines/continuum.js';
import { meanErrors } from '../../../core/lines/errors.js';
import { componentOf, prepareModel, sumOf } from '../../../core/lines/model.js';
import cases from '../../fixtures/lines/nnls.json' with { type: 'json' };

describe.each(cases)('non-negative least squares, scipy’s amounts', ({ a, b, w, x, chi2 }) => {
  const components = x.map((_, i) => componentOf(Float64Array.from(a, row => row[i])));
  const prepared = prepareModel(Float64Array.from(b), Float64Array.from(w), components);

  it(`of ${x.length} components`, () => {
    const fit = prepared.fit();
    x.forEach((amount, i) => {
      expect(fit.amounts[i]).toBeCloseTo(amount, 5);
    });
    expect(fit.chi2).toBeCloseTo(chi2, 5);
    const residual = b.reduce((sum, v, row) => sum + w[row] * (v - fit.model[row]) ** 2, 0);
    expect(fit.chi2).toBeCloseTo(residual, 8);
  });

  it('is worse without a component it uses, and the same without one it does not', () => {
    const whole = prepared.fit();
    for (let i = 0; i < x.length; i++) {
      const less = prepared.fit(component => component === i);
      expect(less.amounts[i]).toBe(0);
      if (x[i] > 1e-3) expect(less.chi2).toBeGreaterThan(whole.chi2);
      else expect(less.chi2).toBeCloseTo(whole.chi2, 6);
    }
  });
});

test('two parallel components are as good as one', () => {
  const one = componentOf(Float64Array.of(0, 1, 2, 1));
  const fit = prepareModel(Float64Array.of(0, 2, 4, 2), new Float64Array(4).fill(1), [one, one]).fit();
  expect([...fit.model].map(v => Math.round(1e9 * v) / 1e9)).toEqual([0, 2, 4, 2]);
});

test('the triangles of a continuum add up to 1 everywhere', () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => i * 0.3);
  const knots = [values[0], 2, 5, 9.1, values[49]];
  const sum = sumOf(hats(values, knots), new Float64Array(knots.length).fill(1), values.length);
  for (const v of sum) expect(v).toBeCloseTo(1, 12);
});

test('the error of a mean: std over root n - 1, held up by its neighbours, 0 where nothing was measured', () => {
  const error = meanErrors(Float64Array.of(2, 2, 0, 2, Number.NaN), Float64Array.of(5, 5, 5, 5, 0), 1);
  expect([...error]).toEqual([1, 1, Math.sqrt((1 + 0 + 1) / 3 / 4), 1, 0]);
});
