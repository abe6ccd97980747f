import { describe, expect, it, test } from 'vitest';
import { suggest } from '../../../core/lines/index.js';
import { bptClasses, kauffmann } from '../../../core/lines/nebular/classify.js';
import { opticalLines, toVacuum } from '../../../core/lines/nebular/lines.js';
import { nebularClasses, synthNebular } from '../../../core/synth/index.js';
import { nebularLines } from '../../../core/synth/nebular/lines.js';
import { classMeans } from './means.js';

const KEY = ['Hβ', '[O III] 4959', '[O III] 5007', '[N II] 6548', 'Hα', '[N II] 6583', '[S II] 6716', '[S II] 6731'];
const scene = (seed: number, velocity = 0, noise = 1) =>
  synthNebular({ width: 36, height: 36, bands: 1024, seed, velocity, noise });
/** Wavelengths that the scenes have lines at. */
const real = Object.values(nebularLines).map(([, wavelength]) => wavelength);

describe('the mean spectra of the true classes of synthetic fields', () => {
  const tally = { lines: 0, right: 0, near: 0, named: 0 };

  it.each([
    [1, 0],
    [2, -179],
    [3, 1500],
    [4, 25_000],
  ])('seed %i, %i km/s: lines, velocity, class', (seed, velocity) => {
    const synthesis = scene(seed, velocity);
    const means = classMeans(synthesis);
    const suggestions = suggest(synthesis.spectralAxis, means)!;
    nebularClasses.forEach((name, c) => {
      const { lines, redshift, name: suggested } = suggestions[c];
      // The field rotates by up to 60 km/s, and nebulae have 25 km/s of their own.
      expect(Math.abs(299792.458 * redshift!.z - velocity)).toBeLessThan(90);
      const names = lines.map(line => line.name);
      const inRange = KEY.filter(key => {
        const { wavelength } = opticalLines.find(line => line.name === key)!;
        return wavelength * (1 + velocity / 299792.458) < 9330;
      });
      expect(names, `${name}: ${names}`).toEqual(expect.arrayContaining(inRange));
      for (const line of names) {
        const { wavelength } = opticalLines.find(known => known.name === line)!;
        tally.lines++;
        if (real.some(there => Math.abs(there - wavelength) < 0.01)) tally.right++;
      }
      if (velocity > 3000) return;
      expect(suggested, `${name}, seed ${seed}`).toContain(name);
      tally.near++;
      if (suggested === name) tally.named++;
    });
  });

  it('no line that is not there, nearly every class by its one name', () => {
    expect(tally.lines).toBeGreaterThan(150);
    expect(tally.right).toBe(tally.lines);
    // The rest is "H II region or mixed ionisation": true masks hold other nebulae too.
    expect(tally.named).toBeGreaterThanOrEqual(tally.near - 1);
  });
});

describe('noise and continua have no lines', () => {
  it.each([1, 2])('seed %i', seed => {
    // The background spectrum alone: the noise of a field, about a smooth continuum.
    const synthesis = scene(seed, 0, 3);
    const { bands } = synthesis.shape;
    const rows = 6;
    const sum = new Float64Array(bands);
    const squares = new Float64Array(bands);
    const [data, expected] = [new Float32Array(36 * bands), new Float32Array(36 * bands)];
    for (let y = 0; y < rows; y++) {
      synthesis.row(y, data, new Float32Array(36 * bands));
      synthesis.expected(y, expected);
      for (let x = 0; x < 36; x++)
        for (let b = 0; b < bands; b++) {
          const v = data[x * bands + b] - expected[x * bands + b] + 4 - 3e-3 * b;
          sum[b] += v;
          squares[b] += v * v;
        }
    }
    const n = 36 * rows;
    const spectrum = {
      mean: sum.map(v => v / n),
      std: squares.map((v, b) => Math.sqrt(v / n - (sum[b] / n) ** 2)),
      samples: new Float64Array(bands).fill(n),
    };
    const [suggestion] = suggest(synthesis.spectralAxis, [spectrum])!;
    expect(suggestion).toMatchObject({ name: '', lines: [], notes: ['No emission lines that fit together.'] });
  });
});

describe('axes', () => {
  const synthesis = scene(2);
  const means = classMeans(synthesis);
  const [first] = suggest(synthesis.spectralAxis, means)!;
  const turned = (list: Float64Array) => list.toReversed();

  it('nanometres and a falling axis give the same lines', () => {
    const { kind, values, edges } = synthesis.spectralAxis;
    const axis = { kind, unit: 'nm', values: turned(values).map(v => v / 10), edges: turned(edges).map(v => v / 10) };
    const flipped = means.map(({ mean, std, samples }) => ({ mean: turned(mean), std: turned(std), samples }));
    const [same] = suggest(axis, flipped)!;
    expect(same.name).toBe(first.name);
    expect(same.lines.map(line => line.name)).toEqual(first.lines.map(line => line.name));
    expect(same.lines[0].position).toBeCloseTo(first.lines[0].position / 10, 2);
  });

  it('an axis in vacuum moves the lines by 83 km/s, not the redshift', () => {
    const axis = {
      ...synthesis.spectralAxis,
      kind: 'wavelength-vacuum' as const,
      values: synthesis.spectralAxis.values.map(toVacuum),
      edges: synthesis.spectralAxis.edges.map(toVacuum),
    };
    const [vacuum] = suggest(axis, means)!;
    expect(299792 * Math.abs(vacuum.redshift!.z - first.redshift!.z)).toBeLessThan(6);
  });

  it('a redshift that is given is taken, a wrong one finds nothing', () => {
    expect(suggest(synthesis.spectralAxis, means, { redshift: 0 })![0].name).toBe(first.name);
    expect(suggest(synthesis.spectralAxis, means, { redshift: 0.06 })![0].lines).toEqual([]);
  });

  it('other axes have no suggestion, and say so when lines are asked for', () => {
    const raman = { ...synthesis.spectralAxis, kind: 'raman-shift' as const, unit: 'cm-1' };
    expect(suggest(raman, means)).toBeUndefined();
    expect(suggest(synthesis.spectralAxis, means, { lines: 'off' })).toBeUndefined();
    expect(() => suggest(raman, [], { lines: 'xrf' })).toThrow(/no xrf lines on this axis: it is of raman-shift in cm-1/);
    expect(() => suggest(synthesis.spectralAxis, [], { lines: 'xrf' })).toThrow(/axis of energy/);
    expect(() => suggest(synthesis.spectralAxis, [], { redshift: Number.NaN })).toThrow(/redshift of NaN/);
  });

  it('one spectrum has no error', () => {
    const lone = { ...means[0], samples: means[0].samples.map(() => 1) };
    expect(suggest(synthesis.spectralAxis, [lone])![0].notes).toEqual(['Too few spectra for an error of their mean.']);
  });
});

test('wavelengths in vacuum as the Sloan survey lists them', () => {
  for (const [name, vacuum] of [
    ['Hα', 6564.61],
    ['Hβ', 4862.68],
    ['[O III] 5007', 5008.24],
    ['[N II] 6583', 6585.27],
    ['[S II] 6731', 6732.67],
    ['[O I] 6300', 6302.05],
    ['Hγ', 4341.68],
  ] as const)
    expect(Math.abs(toVacuum(opticalLines.find(line => line.name === name)!.wavelength) - vacuum), name).toBeLessThan(0.07);
});

describe('classes', () => {
  const at = (oiii: number, nii: number, sii: number, error = 0.02) => ({
    oiii: { value: oiii, error },
    nii: { value: nii, error },
    sii: { value: sii, error },
  });

  it.each([
    ['Orion', at(0.45, -0.72, -1.1), ['H II region']],
    ['a planetary nebula', at(1.05, -0.3, -1.3), ['planetary nebula']],
    ['a supernova remnant', at(0.3, -0.2, -0.05), ['shock']],
    ['in between', at(0.3, -0.35, -0.6), ['mixed ionisation']],
    ['not told by its errors', at(0.1, -0.4, -0.6, 0.2), ['H II region', 'mixed ionisation']],
  ])('%s', (_, ratios, classes) => {
    expect(bptClasses(ratios, false).sort()).toEqual(classes.sort());
  });

  it('distant sources are galaxies', () => {
    expect(bptClasses(at(0, -0.5, -0.4), true)).toEqual(['star-forming galaxy']);
    expect(bptClasses(at(0.1, -0.15, -0.4), true)).toEqual(['composite galaxy']);
    expect(bptClasses(at(1, 0, -0.3), true)).toEqual(['active nucleus or shock']);
  });

  it('without [O III] only a shock can be told; without anything, nothing', () => {
    expect(bptClasses({ sii: { value: -0.1, error: 0.05 } }, false)).toEqual(['shock']);
    expect(bptClasses({ sii: { value: -0.7, error: 0.05 } }, false)).toEqual([]);
    expect(bptClasses({}, true)).toEqual([]);
  });

  it('the curve of Kauffmann et al. passes through their points', () => {
    expect(kauffmann(-0.5)).toBeCloseTo(0.19, 2);
    expect(kauffmann(0.1)).toBe(Number.NEGATIVE_INFINITY);
  });
});
