import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import {
  type Affine,
  approximateAffine,
  type CelestialWcs,
  type ControlPoint,
  celestialWcs,
  createTransform,
  fitRegistration,
  hitTest,
  parseRegistration,
  type Registration,
  registerBySky,
  skyTransform,
} from '../../../core/labels/index.js';
import { root } from '../../helpers/unpack.js';

interface Fixture {
  readonly projective: { points: ControlPoint[]; queries: ControlPoint[]; rms: number };
  readonly tps: { points: ControlPoint[]; queries: ControlPoint[]; leftOut: number[] };
  readonly smooth: { smoothing: number; queries: ControlPoint[] };
}
const scipy = JSON.parse(await readFile(join(root, 'tests/fixtures/registration/scipy.json'), 'utf8')) as Fixture;

const doubled: Affine = [2, 0, 0, 2, 0, 0];
const keystone = [31, 2.5, 400, -1.5, 28, 900, 2e-5, -3e-5, 1] as const;
const kinds: readonly Registration[] = [
  { kind: 'affine', matrix: [2, 0.5, -0.3, 3, 10, -7] },
  { kind: 'projective', matrix: keystone },
  { kind: 'projective', matrix: keystone.map(v => -3 * v) as unknown as typeof keystone },
  { kind: 'tps', points: scipy.tps.points },
];
const refused = (tag: 'UsageError' | 'InputError', message: RegExp, run: () => unknown) =>
  expect(run).toThrowError(expect.toSatisfy(err => isCloisonneError(err, tag) && message.test(err.message)));
const miss = (registration: Registration, queries: readonly ControlPoint[]) => {
  const { forward } = createTransform(registration);
  return Math.max(
    ...queries.map(({ cube, image }) => {
      const [x, y] = forward(...cube) ?? [Number.NaN, Number.NaN];
      return Math.hypot(x - image[0], y - image[1]);
    }),
  );
};

describe.each(kinds)('a registration of kind $kind', registration => {
  const { forward, inverse } = createTransform(registration);

  it('finds the way back from anywhere on the cube', () => {
    for (let x = 0; x <= 300; x += 30) {
      for (let y = 0; y <= 200; y += 20) {
        const [u, v] = forward(x, y) ?? [Number.NaN, Number.NaN];
        const [p, q] = inverse(u, v) ?? [Number.NaN, Number.NaN];
        expect(Math.hypot(p - x, q - y)).toBeLessThan(1e-6);
      }
    }
  });

  it('survives a sidecar', () => {
    expect(parseRegistration(JSON.parse(JSON.stringify(registration)))).toEqual(registration);
  });

  it('counts pixels as [i, i + 1): the middle of a cube pixel hits that pixel, and so do its corners from inside', () => {
    const labels = { width: 300, height: 200, data: Uint8Array.from({ length: 60000 }, (_, i) => (i % 7) + 1) };
    for (const inside of [0.5, 0.001, 0.999]) {
      const [x, y] = forward(17 + inside, 42 + inside) ?? [0, 0];
      expect(hitTest(labels, { forward, inverse }, x, y)).toMatchObject({ x: 17, y: 42 });
    }
  });
});

describe('half a pixel', () => {
  it('is where the centre is: a cube under an image of twice the resolution has its pixel centres on even borders', () => {
    const points = [
      [0, 0],
      [30, 0],
      [0, 20],
      [30, 20],
      [11, 7],
    ].map(([x, y]) => ({ cube: [x + 0.5, y + 0.5] as const, image: [2 * x + 1, 2 * y + 1] as const }));
    for (const kind of ['affine', 'projective', 'tps'] as const) {
      const { registration } = fitRegistration(kind, points);
      expect(approximateAffine(createTransform(registration), 30, 20).matrix).toEqual(doubled.map(v => expect.closeTo(v, 9)));
    }
  });
});

describe('control points', () => {
  it('give the projective map of least distances, as scipy finds it', () => {
    const { registration, rms, residuals } = fitRegistration('projective', scipy.projective.points);
    expect(rms).toBeCloseTo(scipy.projective.rms, 8);
    expect(residuals).toHaveLength(12);
    expect(miss(registration, scipy.projective.queries)).toBeLessThan(1e-3);
  });

  it('are met exactly by a projective map through four', () => {
    const { forward } = createTransform({ kind: 'projective', matrix: keystone });
    const corners = (
      [
        [0, 0],
        [1000, 0],
        [1000, 1500],
        [0, 1500],
      ] as const
    ).map(cube => ({ cube, image: forward(cube[0], cube[1]) ?? cube }));
    expect(fitRegistration('projective', corners).rms).toBeLessThan(1e-8);
  });

  it('give the thin-plate spline that scipy gives, and the distances of points left out', () => {
    const { registration, residuals } = fitRegistration('tps', scipy.tps.points);
    expect(miss(registration, scipy.tps.queries)).toBeLessThan(1e-8);
    expect(miss(registration, scipy.tps.points)).toBeLessThan(1e-8);
    expect(residuals).toEqual(scipy.tps.leftOut.map(v => expect.closeTo(v, 6)));
    const smooth: Registration = { kind: 'tps', points: scipy.tps.points, smoothing: scipy.smooth.smoothing };
    expect(miss(smooth, scipy.smooth.queries)).toBeLessThan(1e-8);
  });

  it('are refused when they do not fix the map', () => {
    const line = [0, 1, 2, 3, 4].map(i => ({ cube: [i, 2 * i] as const, image: [i, i] as const }));
    for (const kind of ['affine', 'projective', 'tps'] as const) {
      refused('UsageError', /line/, () => fitRegistration(kind, line));
      refused('UsageError', /given/, () => fitRegistration(kind, line.slice(0, 2)));
    }
    const twice = [...scipy.tps.points, scipy.tps.points[0]];
    refused('UsageError', /same place/, () => createTransform({ kind: 'tps', points: twice }));
  });
});

describe('beyond what a registration shows', () => {
  it('is nothing: behind the horizon of a projective map', () => {
    const { forward, inverse } = createTransform({ kind: 'projective', matrix: [1, 0, 0, 0, 1, 0, 0.01, 0, 1] });
    expect(forward(-200, 0)).toBeUndefined();
    expect(forward(-50, 0)).toEqual([-100, 0]);
    // The image beyond x = 100 shows what would lie behind the horizon.
    expect(inverse(150, 0)).toBeUndefined();
  });

  it('is nothing where a spline does not lead', () => {
    expect(createTransform(kinds[3]).inverse(Number.NaN, 0)).toBeUndefined();
  });
});

describe('a registration in a sidecar', () => {
  it.each([
    [null, /not an object/],
    [{ kind: 'spline' }, /kind.*spline/],
    [{ kind: 'affine', matrix: [1, 0, 0, 1, 0] }, /matrix.*6 finite/],
    [{ kind: 'affine', matrix: [1, 0, 0, null, 0, 0] }, /6 finite/],
    [{ kind: 'affine', matrix: [1, 2, 2, 4, 0, 0] }, /inverted/],
    [{ kind: 'projective', matrix: [1, 0, 0, 0, 1, 0, 1, 0, 0, 1] }, /9 finite/],
    [{ kind: 'projective', matrix: [1, 2, 3, 2, 4, 6, 0, 0, 1] }, /inverted/],
    [{ kind: 'tps' }, /points/],
    [{ kind: 'tps', points: [{ cube: [0, 0] }] }, /points\[0\]\.image/],
    [{ kind: 'tps', points: scipy.tps.points, smoothing: -1 }, /smoothing/],
  ])('is refused: %j', (value, message) => {
    refused('InputError', message, () => parseRegistration(value));
  });
});

describe('a cube on a sky image', () => {
  const cards = (crpix: number, step: number, more: Record<string, string> = {}) =>
    Object.entries({
      ...{ CTYPE1: "'RA---TAN'", CTYPE2: "'DEC--TAN'", CRPIX1: `${crpix}`, CRPIX2: `${crpix}`, CRVAL1: '53.1', CRVAL2: '-27.8' },
      ...{ CDELT1: `-${step}`, CDELT2: `${step}` },
      ...more,
    }).map(([key, value]) => `${key.padEnd(8)}= ${value}`.padEnd(80));
  const wcs = (...args: Parameters<typeof cards>): CelestialWcs => celestialWcs(cards(...args));
  // The reference pixel centre 8.5 of the cube (FITS 9) lies on 100.5 of the image (FITS 101), whose pixels are half as wide.
  const [cube, image] = [wcs(9, 2e-4), wcs(101, 1e-4)];

  it('is affine to rounding when both share a tangent point', () => {
    const { matrix, maxError } = registerBySky(cube, image, 30, 20);
    expect(matrix).toEqual([2, 0, 0, 2, 100.5 - 17, 100.5 - 17].map(v => expect.closeTo(v, 6)));
    expect(maxError).toBeLessThan(1e-6);
  });

  it('states the error of the affine map when they do not, and is exact as a function', () => {
    const far = wcs(101, 1e-4, { CRVAL1: '53.6', CRVAL2: '-27.4', CROTA2: '25.0' });
    const { matrix, maxError, rmsError } = registerBySky(cube, far, 300, 200);
    const { forward, inverse } = skyTransform(cube, far);
    const exact = forward(123.4, 56.7) ?? [0, 0];
    const [a, b, c, d, e, f] = matrix;
    expect(Math.hypot(a * 123.4 + c * 56.7 + e - exact[0], b * 123.4 + d * 56.7 + f - exact[1])).toBeLessThan(maxError * 1.01);
    expect(maxError).toBeGreaterThan(1e-6);
    expect(maxError).toBeLessThan(0.1);
    expect(rmsError).toBeLessThan(maxError);
    expect(inverse(...exact)).toEqual([expect.closeTo(123.4, 6), expect.closeTo(56.7, 6)]);
  });

  it('goes through the ICRS across celestial systems, and is refused where one does not convert', () => {
    // The reference pixel of the cube is ICRS 53.1 -27.8; by astropy that is 52.57680202 -27.96821879 in the FK4 of B1950 and
    // 223.55522376 -54.45076978 in galactic coordinates.
    const old = wcs(101, 1e-4, { CRVAL1: '52.57680202', CRVAL2: '-27.96821879', EQUINOX: '1950.0' });
    expect(skyTransform(cube, old).forward(8.5, 8.5)).toEqual([expect.closeTo(100.5, 2), expect.closeTo(100.5, 2)]);
    expect(skyTransform(cube, old).inverse(100.5, 100.5)).toEqual([expect.closeTo(8.5, 2), expect.closeTo(8.5, 2)]);
    const galactic = wcs(101, 1e-4, {
      ...{ CTYPE1: "'GLON-TAN'", CTYPE2: "'GLAT-TAN'", CRVAL1: '223.55522376', CRVAL2: '-54.45076978' },
    });
    expect(skyTransform(cube, galactic).forward(8.5, 8.5)).toEqual([expect.closeTo(100.5, 3), expect.closeTo(100.5, 3)]);
    const ecliptic = wcs(101, 1e-4, { CTYPE1: "'ELON-TAN'", CTYPE2: "'ELAT-TAN'" });
    refused('InputError', /systems.*ELON/, () => skyTransform(cube, ecliptic));
    expect(skyTransform(cube, wcs(101, 1e-4, { EQUINOX: '2000.0' })).forward(0, 0)).toBeDefined();
  });
});
