import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findPeaks, type Peak } from '../../../core/cube/peaks.js';

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/preprocess/peaks.json', import.meta.url), 'utf8')) as {
  axis: number[];
  mean: (number | null)[];
  peaks: Peak[];
};
const axis = Float64Array.from(fixture.axis);
const mean = Float64Array.from(fixture.mean, v => v ?? Number.NaN);

it('finds the peaks numpy finds, between bands, strongest first', () => {
  const got = findPeaks(axis, mean, { max: 100 });
  expect(got.length).toBe(fixture.peaks.length);
  for (const [i, peak] of fixture.peaks.entries()) {
    expect(got[i].position).toBeCloseTo(peak.position, 8);
    expect(got[i].value).toBeCloseTo(peak.value, 8);
    expect(got[i].significance).toBeCloseTo(peak.significance, 8);
  }
  // Lines were put at bands 200.5, 40.3 and 120.75 of an axis that runs down from 7000 in steps of 1.25.
  const strongest = findPeaks(axis, mean, { max: 3 }).map(peak => (7000 - peak.position) / 1.25);
  for (const band of [200.5, 40.3, 120.75]) expect(strongest.some(b => Math.abs(b - band) < 0.25)).toBe(true);
});

it('finds nothing where there is nothing', () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i);
  expect(findPeaks(x, new Float64Array(50).fill(3))).toEqual([]);
  expect(findPeaks(x, new Float64Array(50).fill(Number.NaN))).toEqual([]);
  expect(findPeaks(x, x)).toEqual([]);
  expect(findPeaks(x.subarray(0, 3), Float64Array.of(0, 1, 0))).toEqual([]);
});

it('counts a flat top once', () => {
  const y = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) * 0.1);
  y[30] = y[31] = 9;
  const peaks = findPeaks(
    Float64Array.from(y, (_, i) => i),
    y,
  );
  expect(peaks.map(p => p.position)).toEqual([expect.closeTo(30.5, 1)]);
});
