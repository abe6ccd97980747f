import { expect, it } from 'vitest';
import { axisFromCentres, linearAxis } from '../../../core/cube/axis.js';
import { axisOfBands, bandStarts } from '../../../core/cube/bands.js';
import { reduceSpectrum } from '../../../core/cube/reduce.js';
import { axisAtRest } from '../../../core/cube/rest.js';
import type { SpectralAxis } from '../../../core/cube/types.js';
import { axisAfterSteps, compileSteps } from '../../../core/preprocess/index.js';
import type { StepSpec } from '../../../core/preprocess/types.js';

const whole = linearAxis('wavelength', 'nm', 500, 1, 12);
/** Bands 500 to 503 and 508 to 511 nm. */
const split = axisOfBands(whole, Int32Array.of(0, 1, 2, 3, 8, 9, 10, 11));

function run(steps: StepSpec[], spectrum: readonly number[], axis: SpectralAxis = split): number[] {
  const { reducer, apply, outputBands } = compileSteps(steps, axis);
  const [reduced, out] = [new Float32Array(reducer.outputBands), new Float32Array(outputBands)];
  reduceSpectrum(reducer, Float32Array.from(spectrum), reduced);
  apply(reduced, 0, out, 0);
  return [...out];
}

const step = (name: string, parameters: Record<string, unknown>) => ({ name, version: 1, ...parameters }) as StepSpec;
const bins = (axis: SpectralAxis) => Array.from(bandStarts(axis), (start, i) => [start, axis.edges[i + 1]]);
/** A spectrum that is its own wavelength. */
const ramp = Array.from(split.values);

it('an axis without some of its bands keeps where the others begin and end', () => {
  expect(bins(split)).toEqual([0, 1, 2, 3, 8, 9, 10, 11].map(b => [499.5 + b, 500.5 + b]));
  expect(split.gaps).toEqual([{ band: 4, start: 507.5 }]);
  expect(
    axisOfBands(
      whole,
      Int32Array.from({ length: 12 }, (_, b) => b),
    ),
  ).toBe(whole);
  expect(axisOfBands(whole, Int32Array.of(3, 4, 5)).gaps).toBeUndefined();
  // What is gone twice is one gap.
  expect(bins(axisOfBands(split, Int32Array.of(2, 5)))).toEqual([
    [501.5, 502.5],
    [508.5, 509.5],
  ]);
  const rest = axisAtRest(split, 30_000);
  expect(bins(rest)[4][0]).toBeCloseTo(507.5 / (1 + 30_000 / 299_792.458), 9);
  const falling = axisOfBands(axisFromCentres('frequency', 'Hz', [9, 8, 7, 6]), Int32Array.of(0, 3));
  expect(bins(falling)).toEqual([
    [9.5, 8.5],
    [6.5, 5.5],
  ]);
});

it('rebin merges the bands that are there as they follow one another; no bin holds what is gone', () => {
  expect(run([step('rebin', { bands: 4 })], ramp)).toEqual([500.5, 502.5, 508.5, 510.5]);
  expect(bins(axisAfterSteps([step('rebin', { bands: 4 })], split))).toEqual([
    [499.5, 501.5],
    [501.5, 503.5],
    [507.5, 509.5],
    [509.5, 511.5],
  ]);
  // As in a file that has only these bands.
  const alone = linearAxis('wavelength', 'nm', 1, 1, 8);
  expect(run([step('rebin', { bands: 3 })], ramp)).toEqual(run([step('rebin', { bands: 3 })], ramp, alone));
});

it('crop keeps the gap where it lies in what is kept', () => {
  expect(bins(axisAfterSteps([step('crop', { from: 3, to: 6 })], split))).toEqual([
    [502.5, 503.5],
    [507.5, 508.5],
    [508.5, 509.5],
  ]);
  expect(axisAfterSteps([step('crop', { from: 4, to: 8 })], split).gaps).toBeUndefined();
});

it('take picks bands by place, and draws a straight line between two', () => {
  expect(run([step('take', { at: [6, 0, 3] })], ramp)).toEqual([510, 500, 503]);
  expect(run([step('take', { at: [3, 3.25, 3.5, 4] })], ramp)).toEqual([503, 504.25, 505.5, 508]);
  expect(bins(axisAfterSteps([step('take', { at: [2, 3, 4, 7] })], split))).toEqual([
    [501.5, 502.5],
    [502.5, 503.5],
    [507.5, 508.5],
    [510.5, 511.5],
  ]);
  for (const at of [-0.5, 7.5, 8]) expect(() => run([step('take', { at: [at] })], ramp)).toThrow(/no place .* among 8 bands/);
});

it('rebin-to gives a bin what is left of it, and refuses one of which nothing is left unless told to', () => {
  const edges = [499.5, 501.5, 504.5, 506.5, 511.5];
  expect(() => run([step('rebin-to', { edges })], ramp)).toThrow(/the bands around 505.5 are left out or missing/);
  const got = run([step('rebin-to', { edges, beyond: 'repeat' })], ramp);
  // Two bands; two of three; the line from 503 to 508 at 505.5; four of five.
  expect(got).toEqual([500.5, 502.5, 505.5, 509.5]);
  // Totals grow with what is missing of a bin.
  const some = step('rebin-to', { edges: [499.5, 501.5, 504.5, 510.5], mode: 'sum' });
  const sums = run([some], Array(8).fill(10));
  expect(sums).toEqual([20, 30, 60]);
});

it('rebin-to leaves out the intervals that are no bins', () => {
  const onto = step('rebin-to', { edges: [499.5, 501.5, 503.5, 507.5, 509.5], skip: [2] });
  expect(run([onto], ramp)).toEqual([500.5, 502.5, 508.5]);
  expect(bins(axisAfterSteps([onto], whole))).toEqual([
    [499.5, 501.5],
    [501.5, 503.5],
    [507.5, 509.5],
  ]);
});
