import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  axisFromCentres,
  axisFromEdges,
  axisLabel,
  axisMatches,
  channelAxis,
  convertAxis,
  linearAxis,
  logAxis,
} from '../../../core/cube/axis.js';
import { axisOfBands } from '../../../core/cube/bands.js';
import type { SpectralAxis } from '../../../core/cube/types.js';
import { canonicalUnit, unitFactor } from '../../../core/cube/units.js';

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/preprocess/axis.json', import.meta.url), 'utf8')) as {
  log: { reference: number; step: number; band: number; values: number[] };
  factors: [string, string, number][];
};

describe('building an axis', () => {
  it('linear, either way', () => {
    const up = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 3);
    expect([...up.values]).toEqual([4750, 4751.25, 4752.5]);
    expect([...up.edges]).toEqual([4749.375, 4750.625, 4751.875, 4753.125]);
    expect([...linearAxis('frequency', 'Hz', 10, -2, 2).edges]).toEqual([11, 9, 7]);
  });

  it('logarithmic, as astropy has it', () => {
    const { reference, step, band, values } = fixture.log;
    const axis = logAxis('wavelength', 'm', reference, step, band, values.length);
    for (const [i, v] of values.entries()) expect(Math.abs(axis.values[i] / v - 1)).toBeLessThan(1e-12);
    expect(axis.edges[11] ** 2).toBeCloseTo(axis.values[10] * axis.values[11], 20);
  });

  it('from centres and from edges', () => {
    expect([...axisFromCentres('energy', 'keV', [1, 2, 4]).edges]).toEqual([0.5, 1.5, 3, 5]);
    expect([...axisFromCentres('energy', 'keV', [7]).edges]).toEqual([6.5, 7.5]);
    expect([...axisFromEdges('energy', 'keV', [1, 2, 4]).values]).toEqual([1.5, 3]);
    expect([...channelAxis(2, ['red', 'nir']).edges]).toEqual([-0.5, 0.5, 1.5]);
  });

  it('refuses what is no axis', () => {
    expect(() => axisFromCentres('energy', 'keV', [1, 2, 2])).toThrow(/not monotonic/);
    expect(() => axisFromCentres('energy', 'keV', [1, Number.NaN, 3])).toThrow(/not monotonic/);
    expect(() => axisFromCentres('energy', 'keV', [1, 2, Number.POSITIVE_INFINITY])).toThrow(/not/);
    expect(() => linearAxis('energy', 'keV', 1, 0, 4)).toThrow(/not monotonic/);
    expect(() => axisFromCentres('energy', 'keV', [])).toThrow(/empty/);
    expect(() => axisFromEdges('energy', 'keV', [1])).toThrow(/empty/);
    expect(() => channelAxis(2, ['red'])).toThrow(/1 names for 2 bands/);
  });
});

describe('units', () => {
  it.each(fixture.factors)('%s to %s as astropy has it', (from, to, factor) => {
    expect(Math.abs((unitFactor(from, to) as number) / factor - 1)).toBeLessThan(1e-14);
  });

  it('knows spellings, and the case of prefixes', () => {
    expect(['angstrom', 'Å', 'AA', 'micron', 'µm', 'KM/S', 'km s-1', '1/cm', 'KEV', 'MHz', ' nm '].map(canonicalUnit)).toEqual([
      ...['Angstrom', 'Angstrom', 'Angstrom', 'um', 'um', 'km/s', 'km/s', 'cm-1', 'keV', 'MHz', 'nm'],
    ]);
    expect(['mHz', 'parsec', '', 'meV'].map(canonicalUnit)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('converts within a family only', () => {
    const axis = convertAxis(linearAxis('wavelength-vacuum', 'm', 4.75e-7, 1.25e-10, 3), 'Angstrom');
    expect(axis.values[2]).toBeCloseTo(4752.5, 8);
    expect(axis.edges[0]).toBeCloseTo(4749.375, 8);
    expect(() => convertAxis(axis, 'keV')).toThrow(/cannot convert 'Angstrom' to 'keV': 'Angstrom' converts to m, /);
    expect(() => convertAxis({ ...axis, unit: 'furlong' }, 'm')).toThrow(/not a unit/);
  });

  it('labels plots', () => {
    const label = (kind: Parameters<typeof linearAxis>[0], unit: string): string => axisLabel(linearAxis(kind, unit, 1, 1, 2));
    expect(label('wavelength-air', 'Angstrom')).toBe('Wavelength in air (Å)');
    expect(label('raman-shift', 'cm-1')).toBe('Raman shift (cm⁻¹)');
    expect(label('velocity', 'km/s')).toBe('Velocity (km s⁻¹)');
    expect(label('channel', '')).toBe('Band');
    expect(axisLabel(channelAxis(1, ['red']))).toBe('Band');
  });
});

describe('axisMatches', () => {
  const muse = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 500);
  it('within a tenth of a bin, in any unit of the family', () => {
    expect(axisMatches(muse, muse)).toEqual({ match: true });
    expect(axisMatches(muse, convertAxis(muse, 'nm'))).toEqual({ match: true });
    expect(axisMatches(muse, linearAxis('wavelength', 'Angstrom', 4750.12, 1.25, 500))).toEqual({ match: true });
    const off = axisMatches(muse, linearAxis('wavelength-air', 'Angstrom', 4750.14, 1.25, 500));
    expect(off).toMatchObject({
      match: false,
      rebinnable: false,
      why: expect.stringMatching(/band 0 is 0.11 bins off; the cube runs from 4749.38 to/),
    });
  });

  it('says what differs, and whether rebinning can bridge it', () => {
    const inside = linearAxis('wavelength-air', 'Angstrom', 4800, 2.5, 100);
    expect(axisMatches(muse, inside)).toMatchObject({
      match: false,
      rebinnable: true,
      why: expect.stringContaining('500 bands, the encoder 100'),
    });
    expect(axisMatches(inside, muse)).toMatchObject({ match: false, rebinnable: false });
    expect(axisMatches(muse, { ...muse, kind: 'wavelength-vacuum' })).toEqual({
      match: false,
      rebinnable: false,
      why: 'the cube has wavelength in air, the encoder wavelength in vacuum, a shift of about 0.03 %',
    });
    expect(axisMatches(muse, linearAxis('energy', 'keV', 0, 0.01, 500))).toMatchObject({
      match: false,
      rebinnable: false,
      why: expect.stringContaining('energy'),
    });
    const backwards = axisFromCentres('wavelength-air', 'Angstrom', [...muse.values].reverse());
    expect(axisMatches(muse, backwards)).toMatchObject({ match: false, rebinnable: true });
  });

  it('compares channels by number and name', () => {
    expect(axisMatches(channelAxis(3), channelAxis(3, ['r', 'g', 'b']))).toEqual({ match: true });
    expect(axisMatches(channelAxis(3, ['r', 'g', 'n']), channelAxis(3, ['r', 'g', 'b']))).toMatchObject({
      why: "band 2 is 'n' in the cube and 'b' in the encoder",
    });
    expect(axisMatches(channelAxis(4), channelAxis(3))).toMatchObject({ match: false, rebinnable: false });
  });

  it('tells axes apart by the bands that are gone', () => {
    const some = (axis: SpectralAxis, ...kept: number[]) => axisOfBands(axis, Int32Array.from(kept));
    for (const axis of [muse, channelAxis(500)]) {
      const split = some(axis, 0, 1, 4, 5);
      expect(axisMatches(split, some(axis, 0, 1, 4, 5))).toEqual({ match: true });
      for (const other of [some(axis, 0, 1, 2, 3), some(axis, 0, 1, 5, 6), some(axis, 0, 3, 4, 5)]) {
        expect(axisMatches(split, other).match).toBe(false);
        expect(axisMatches(other, split).match).toBe(false);
      }
    }
    expect(axisMatches(some(channelAxis(9), 3, 4, 7), some(channelAxis(9), 0, 1, 4))).toEqual({ match: true });
  });
});
