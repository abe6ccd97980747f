import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { drawModel, kewley, nebularClasses } from '../../../core/synth/nebular/classes.js';
import { extinction } from '../../../core/synth/nebular/extinction.js';
import { museAxis, synthNebular } from '../../../core/synth/nebular/nebular.js';
import { lineSpread, noiseOn } from '../../../core/synth/nebular/noise.js';
import { drawScene } from '../../../core/synth/nebular/scene.js';
import fixture from '../../fixtures/synth/synth.json' with { type: 'json' };

const sum = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0);

describe('model nebulae', () => {
  it.each([0, 1, 2])('of class %i lie where BPT diagrams put them', kind => {
    const random = createRandom(11);
    for (let i = 0; i < 300; i++) {
      const { oiii, nii, sii, oi } = drawModel(random, kind).ratios;
      const starburst = oiii < kewley.nii(nii) && oiii < kewley.sii(sii) && oiii < kewley.oi(oi);
      if (kind === 0) expect(starburst).toBe(true);
      // Frew and Parker 2010: planetary nebulae have stronger [O III] and weaker [S II]; Fesen et al. 1985: remnants have [S II] above 0.4.
      if (kind === 1) expect(oiii > kewley.nii(nii) && oiii >= 0.9 && 10 ** sii < 0.25).toBe(true);
      if (kind === 2) expect(oiii > kewley.oi(oi) && 10 ** sii > 0.4 && 10 ** oi > 0.1).toBe(true);
    }
  });

  it('keep the ratios of atomic physics and of reddening', () => {
    const random = createRandom(5);
    for (const kind of [0, 1, 2]) {
      const { lines, reddening, ratios } = drawModel(random, kind);
      const unreddened = (line: (typeof lines)[number]) => line.flux * 10 ** (0.4 * extinction(line.wavelength) * reddening);
      const flux = Object.fromEntries(lines.map(line => [line.key, unreddened(line)]));
      expect(flux.oiii5007 / flux.oiii4959).toBeCloseTo(2.98, 6);
      expect(flux.nii6583 / flux.nii6548).toBeCloseTo(3.05, 6);
      const intrinsic = [2.86, 2.82, 3.05][kind];
      const decrement = intrinsic * 10 ** (0.4 * reddening * (extinction(4861.333) - extinction(6562.819)));
      const seen = Object.fromEntries(lines.map(line => [line.key, line.flux]));
      expect(seen.halpha / seen.hbeta).toBeCloseTo(decrement, 6);
      expect(Math.log10(flux.nii6583 / flux.halpha)).toBeCloseTo(ratios.nii, 6);
    }
  });

  it.each(fixture.extinction)('extinction at %f Angstrom is %f', (wavelength, expected) => {
    expect(extinction(wavelength)).toBeCloseTo(expected, 10);
  });
});

describe('the noise', () => {
  it('is that of the real cube where it was measured', () => {
    const variance = noiseOn(museAxis().edges);
    expect(variance.length).toBe(3681);
    // The table has three digits.
    for (const [channel, expected] of Object.entries(fixture.noise))
      expect(Math.abs(variance[Number(channel)] / expected - 1)).toBeLessThan(0.005);
    expect(Math.min(...variance)).toBeGreaterThan(0.3);
    const at = (wavelength: number) => variance[Math.round((wavelength - 4750) / 1.25)];
    expect(at(5577.5) / at(5560)).toBeGreaterThan(10);
    expect(at(9000)).toBeGreaterThan(at(7000));
  });

  it('averages over wider bins', () => {
    const edges = Float64Array.from({ length: 101 }, (_, i) => 4749.375 + 5 * i);
    const variance = noiseOn(edges);
    fixture.noiseBinned.forEach((expected, i) => {
      expect(Math.abs(variance[20 * i] / expected - 1)).toBeLessThan(0.005);
    });
  });
});

describe('a nebular cube', () => {
  const cube = synthNebular({ width: 48, height: 40, seed: 3, velocity: -179 });
  const { width, height, bands } = cube.shape;
  const { values, edges } = cube.spectralAxis;

  it('has all classes, and shares that sum to 1', () => {
    expect(cube.classes).toEqual([...nebularClasses, 'background']);
    for (let id = 1; id <= 4; id++)
      expect(cube.labels.data.filter(label => label === id).length).toBeGreaterThan(0.02 * width * height);
    for (let p = 0; p < width * height; p++) {
      const shares = cube.abundances.map(plane => plane[p]);
      expect(sum(shares)).toBeCloseTo(1, 5);
      expect(1 + shares.indexOf(Math.max(...shares))).toBe(cube.labels.data[p]);
    }
  });

  it('is the same bytes whatever the order of rows, and other bytes for another seed', () => {
    const again = synthNebular({ width: 48, height: 40, seed: 3, velocity: -179 });
    const [a, b, c] = [0, 0, 0].map(() => new Float32Array(width * bands));
    cube.row(0, a);
    cube.row(7, a);
    again.row(7, b);
    expect(a).toEqual(b);
    synthNebular({ width: 48, height: 40, seed: 4, velocity: -179 }).row(7, c);
    expect(c).not.toEqual(a);
  });

  it('differs from what is expected by noise of the variance it states', () => {
    const [data, clean, variance] = [0, 0, 0].map(() => new Float32Array(width * bands));
    let [mean, square, n] = [0, 0, 0];
    for (const y of [3, 17, 31]) {
      cube.row(y, data, variance);
      cube.expected(y, clean);
      for (let i = 0; i < data.length; i++) {
        const z = (data[i] - clean[i]) / Math.sqrt(variance[i]);
        mean += z;
        square += z * z;
        n++;
      }
    }
    expect(Math.abs(mean / n)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(square / n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it('shows lines at the scene’s velocity, as wide as instrument and gas make them', () => {
    const scene = drawScene(width, height, createRandom(3, 1));
    const clean = new Float32Array(width * bands);
    let checked = 0;
    for (const [y, x] of [...cube.labels.data.keys()].map(p => [Math.floor(p / width), p % width])) {
      const flux = scene.nebulae.map(nebula => nebula.brightness(x, y));
      const main = flux.indexOf(Math.max(...flux));
      // One nebula alone, so that the line has one centre and one width.
      if (flux[main] < 5 || flux.some((f, i) => i !== main && f > 1e-3 * flux[main]) || checked >= 12) continue;
      cube.expected(y, clean);
      const spectrum = clean.subarray(x * bands, (x + 1) * bands);
      const nebula = scene.nebulae[main];
      const speed = -179 + scene.rotation(x, y) + nebula.velocity(x, y);
      const centre = 5006.843 * (1 + speed / 299792.458);
      const window = [...values.keys()].filter(i => Math.abs(values[i] - centre) < 12);
      const base = Math.min(...window.map(i => spectrum[i]));
      const weights = window.map(i => spectrum[i] - base);
      const found = sum(window.map((i, j) => values[i] * weights[j])) / sum(weights);
      expect(Math.abs(found - centre)).toBeLessThan(0.05);
      const spread = Math.sqrt(sum(window.map((i, j) => (values[i] - found) ** 2 * weights[j])) / sum(weights));
      const expected = Math.hypot(lineSpread(5006.8) / 2.3548, (centre * nebula.sigma) / 299792.458);
      // Channels widen a line by a twelfth of their square; the continuum under it has a slope.
      expect(Math.abs(spread / Math.hypot(expected, 1.25 / Math.sqrt(12)) - 1)).toBeLessThan(0.05);
      checked++;
    }
    expect(checked).toBeGreaterThan(3);
  });

  it('conserves flux on 1024 bands', () => {
    const coarse = synthNebular({ width: 48, height: 40, seed: 3, velocity: -179, bands: 1024 });
    expect(coarse.labels).toEqual(cube.labels);
    const [fine, wide] = [new Float32Array(width * bands), new Float32Array(width * 1024)];
    cube.expected(20, fine);
    coarse.expected(20, wide);
    for (const x of [0, 11, 30]) {
      const total = sum(fine.subarray(x * bands, (x + 1) * bands)) * (edges[1] - edges[0]);
      const same = sum(wide.subarray(x * 1024, (x + 1) * 1024)) * (coarse.spectralAxis.edges[1] - coarse.spectralAxis.edges[0]);
      expect(Math.abs(same / total - 1)).toBeLessThan(1e-4);
    }
  });

  it('keeps its scene whatever the noise, and has none at 0', () => {
    const quiet = synthNebular({ width: 16, height: 8, seed: 1, noise: 0, bands: 512 });
    const loud = synthNebular({ width: 16, height: 8, seed: 1, noise: 3, bands: 512 });
    expect(loud.labels).toEqual(quiet.labels);
    const [a, b, v] = [0, 0, 0].map(() => new Float32Array(16 * 512));
    quiet.row(2, a, v);
    quiet.expected(2, b);
    expect(a).toEqual(b);
    expect(Math.max(...v)).toBe(0);
  });

  it('refuses what it cannot make', () => {
    expect(() => synthNebular({ width: 0, height: 4, seed: 0 })).toThrow(/cannot be synthesised/);
    expect(() => synthNebular({ width: 4, height: 4, seed: 0, noise: -1 })).toThrow(/noise -1/);
  });
});
