import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { synthNebular } from '../../core/synth/index.js';
import { nebularLines } from '../../core/synth/nebular/lines.js';
import { root } from '../helpers/unpack.js';

const { atRest } = await import(join(root, 'samples/paper/generate.mjs'));

const [side, bands] = [16, 1024];
const scene = (velocity: number) => synthNebular({ width: side, height: side, seed: 3, bands, edge: 60, velocity });
type Scene = ReturnType<typeof scene>;
const { values } = scene(0).spectralAxis;
const step = values[1] - values[0];
const nearestBand = (wavelength: number) =>
  values.reduce((best, v, b) => (Math.abs(v - wavelength) < Math.abs(values[best] - wavelength) ? b : best), 0);

/** The noiseless spectrum of the whole field. */
function spectrum(cube: Scene): Float64Array {
  const sum = new Float64Array(bands);
  const row = new Float32Array(side * bands);
  for (let y = 0; y < side; y++) {
    cube.expected(y, row);
    row.forEach((v, i) => {
      sum[i % bands] += v;
    });
  }
  return sum;
}

/** Where the line at a wavelength stands: the top of the parabola through the highest band within three, and its neighbours. */
function lineAt(sum: Float64Array, wavelength: number): number {
  const near = Array.from({ length: 7 }, (_, i) => nearestBand(wavelength) - 3 + i);
  const top = near.reduce((best, b) => (sum[b] > sum[best] ? b : best));
  const [before, at, after] = sum.subarray(top - 1, top + 2);
  return values[top] + (step * (before - after)) / (2 * (before - 2 * at + after));
}

describe.each([-300, 180])('a field that moves at %i km/s, at rest', velocity => {
  const cube = scene(velocity);
  const rest: Scene = atRest(cube, velocity);

  test.each(['halpha', 'hbeta', 'oiii5007'] as const)(
    '%s stands within half a band of its wavelength, and did not before',
    name => {
      const wavelength = nebularLines[name][1];
      expect(Math.abs(lineAt(spectrum(rest), wavelength) - wavelength)).toBeLessThan(step / 2);
      expect(Math.abs(lineAt(spectrum(cube), wavelength) - wavelength)).toBeGreaterThan(step / 2);
    },
  );

  test('samples and variances are moved whole, from the band nearest to where their wavelength was seen', () => {
    const from = values.map(v => nearestBand(v * (1 + velocity / 299792.458)));
    const [seen, spread, data, variance] = [0, 0, 0, 0].map(() => new Float32Array(side * bands));
    for (const y of [0, side - 1]) {
      cube.row(y, seen, spread);
      rest.row(y, data, variance);
      expect(data).toEqual(seen.map((_, i) => seen[i - (i % bands) + from[i % bands]]));
      expect(variance).toEqual(spread.map((_, i) => spread[i - (i % bands) + from[i % bands]]));
      rest.row(y, variance);
      expect(variance).toEqual(data);
    }
  });

  test('the truth is untouched, as is the cube that was given', () => {
    const { row: _, expected: __, ...truth } = rest;
    const fresh = scene(velocity);
    const { row: ___, expected: ____, ...given } = fresh;
    expect(truth).toEqual(given);
    const [data, again] = [new Float32Array(side * bands), new Float32Array(side * bands)];
    cube.row(3, data);
    fresh.row(3, again);
    expect(data).toEqual(again);
  });
});

test('a field at rest stays as it is', () => {
  const cube = scene(0);
  const [data, same] = [new Float32Array(side * bands), new Float32Array(side * bands)];
  cube.row(5, data);
  atRest(cube, 0).row(5, same);
  expect(same).toEqual(data);
});
