import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { root } from '../../helpers/unpack.js';

interface Case {
  readonly cards: string[];
  readonly points: { pixel: [number, number]; sky: [number, number] | null; back: [number, number] | null }[];
}

const { cases } = JSON.parse(await readFile(join(root, 'tests/fixtures/wcs/astropy.json'), 'utf8')) as {
  cases: Record<string, Case>;
};

/** Angle between two directions in degrees, exact for small ones. */
function separation([l1, b1]: readonly number[], [l2, b2]: readonly number[]): number {
  const [x, y] = [((l1 - l2) * Math.PI) / 180, ((b1 - b2) * Math.PI) / 180];
  const cos = Math.cos((b1 * Math.PI) / 180) * Math.cos((b2 * Math.PI) / 180);
  return (2 * Math.asin(Math.sqrt(Math.sin(y / 2) ** 2 + cos * Math.sin(x / 2) ** 2)) * 180) / Math.PI;
}

const card = (keyword: string, value: string) => `${keyword.padEnd(8)}= ${value.padStart(20)}`.padEnd(80);
const tan = (more: Record<string, string> = {}) =>
  Object.entries({
    ...{ CTYPE1: "'RA---TAN'", CTYPE2: "'DEC--TAN'", CRPIX1: '1.0', CRPIX2: '1.0', CRVAL1: '150.0', CRVAL2: '2.0' },
    ...{ CDELT1: '-1.0E-3', CDELT2: '1.0D-3' },
    ...more,
  }).map(([keyword, value]) => card(keyword, value));

describe.each(Object.entries(cases))('%s', (_, { cards, points }) => {
  const wcs = celestialWcs(cards);

  it('finds the sky as astropy does, to 1e-6 degrees', () => {
    for (const { pixel, sky } of points) {
      const found = wcs.pixelToSky(...pixel);
      if (!sky) expect(found).toBeUndefined();
      else expect(separation(found ?? [Number.NaN, Number.NaN], sky)).toBeLessThan(1e-6);
    }
  });

  it('finds the pixel as astropy does', () => {
    for (const { sky, back } of points) {
      if (!sky || !back) continue;
      const found = wcs.skyToPixel(...sky) ?? [Number.NaN, Number.NaN];
      expect(Math.hypot(found[0] - back[0], found[1] - back[1])).toBeLessThan(1e-6);
    }
  });
});

describe('celestialWcs', () => {
  it('puts the centre of pixel 0 at 0.5: FITS pixel 1', () => {
    const found = celestialWcs(tan()).pixelToSky(0.5, 0.5) ?? [0, 0];
    expect(separation(found, [150, 2])).toBeLessThan(1e-12);
  });

  it('gives nothing for the far side of the sky', () => {
    expect(celestialWcs(tan()).skyToPixel(330, -2)).toBeUndefined();
    expect(celestialWcs(tan({ CTYPE1: "'RA---SIN'", CTYPE2: "'DEC--SIN'" })).pixelToSky(1e6, 0)).toBeUndefined();
  });

  it('names the reference system and its defaults', () => {
    expect(celestialWcs(tan()).reference).toBe('ICRS');
    expect(celestialWcs(tan({ EQUINOX: '2000.0' })).reference).toBe('FK5');
    expect(celestialWcs(tan({ EQUINOX: '1950.0' })).reference).toBe('FK4');
    expect(celestialWcs(tan({ RADESYS: "'FK5     '" })).reference).toBe('FK5');
  });

  it.each([
    ['SIP by name', { CTYPE1: "'RA---TAN-SIP'", CTYPE2: "'DEC--TAN-SIP'" }, /SIP/],
    ['SIP by coefficients', { A_2_0: '1.0E-5' }, /A_2_0.*distortion/],
    ['distortion tables', { CPDIS1: "'LOOKUP'" }, /CPDIS1/],
    ['TPV by parameters', { PV1_1: '1.0' }, /PV1_1/],
    ['another projection', { CTYPE1: "'RA---ZPN'", CTYPE2: "'DEC--ZPN'" }, /ZPN is not supported/],
    ['one celestial axis', { CTYPE2: "'AWAV    '" }, /CTYPE2/],
    ['two longitudes', { CTYPE2: "'RA---TAN'" }, /belong together/],
    ['a singular matrix', { CDELT1: '0.0' }, /inverted/],
    ['a unit that is no angle', { CUNIT1: "'m       '" }, /CUNIT1/],
    ['a latitude beyond the pole', { CRVAL2: '91.0' }, /CRVAL2/],
    ['an impossible pole', { CTYPE1: "'RA---CAR'", CTYPE2: "'DEC--CAR'", CRVAL2: '80.0', LONPOLE: '90.0' }, /contradict/],
  ])('refuses %s', (_, more, message) => {
    expect(() => celestialWcs(tan(more as Record<string, string>))).toThrowError(
      expect.toSatisfy(err => isCloisonneError(err, 'InputError') && message.test(err.message)),
    );
  });
});
