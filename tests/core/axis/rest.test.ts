import { describe, expect, test } from 'vitest';
import { axisFromCentres, channelAxis, linearAxis } from '../../../core/cube/axis.js';
import { axisAtRest } from '../../../core/cube/rest.js';

// c in km/s, CODATA.
const C = 299792.458;
const muse = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 3681);

describe('an axis at rest', () => {
  test.each([900, -300, 30_000])('wavelengths seen at %i km/s are those of the laboratory', velocity => {
    const halpha = 6562.8;
    const seen = axisFromCentres(
      'wavelength-air',
      'Angstrom',
      [4861.33, halpha, 6583.45].map(v => v * (1 + velocity / C)),
    );
    const { values, edges, kind, unit } = axisAtRest(seen, velocity);
    expect(values[1]).toBeCloseTo(halpha, 9);
    expect([kind, unit]).toEqual(['wavelength-air', 'Angstrom']);
    edges.forEach((edge, i) => {
      expect(edge / seen.edges[i]).toBeCloseTo(C / (C + velocity), 12);
    });
  });

  test('energies and frequencies go the other way: h c over the wavelength stays', () => {
    for (const kind of ['energy', 'frequency'] as const) {
      const axis = linearAxis(kind, kind === 'energy' ? 'keV' : 'GHz', 1, 0.5, 6);
      axisAtRest(axis, 5000).values.forEach((value, i) => {
        expect(value).toBeCloseTo(axis.values[i] * (1 + 5000 / C), 12);
      });
    }
  });

  test('without a velocity it is the axis itself', () => {
    expect(axisAtRest(muse)).toBe(muse);
    expect(axisAtRest(muse, 0)).toBe(muse);
  });

  test('bands, Raman shifts and velocities have no rest frame, and 1 + z is above 0', () => {
    expect(() => axisAtRest(channelAxis(4), 100)).toThrow(/no rest frame: it is of channel/);
    expect(() => axisAtRest(linearAxis('raman-shift', 'cm-1', 600, 4, 9), 100)).toThrow(/raman-shift/);
    expect(() => axisAtRest(muse, Number.NaN)).toThrow(/NaN km\/s/);
    expect(() => axisAtRest(muse, -C)).toThrow(/from -29979 to 3597509/);
  });
});
