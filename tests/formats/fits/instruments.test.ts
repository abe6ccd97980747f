import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { signalToNoise } from '../../../core/cube/snr.js';
import type { SampleSource } from '../../../core/cube/types.js';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { memorySource, parseCubeName } from '../../../formats/bytes/index.js';
import { type OpenFitsOptions, openFits } from '../../../formats/fits/index.js';
import { gather, nan } from './helpers.js';

interface Expected {
  readonly axis?: readonly number[];
  readonly samples?: readonly (number | null)[];
  readonly variance?: readonly (number | null)[];
  readonly snr?: readonly (number | null)[];
  readonly sky?: Readonly<Record<string, readonly [number, number]>>;
}

const FOLDER = 'tests/fixtures/fits/layouts/';
const expected = JSON.parse(readFileSync(`${FOLDER}expected.json`, 'utf8')) as Record<string, Expected>;
const open = (name: string, options?: OpenFitsOptions): Promise<SampleSource> =>
  openFits(memorySource(new Uint8Array(gunzipSync(readFileSync(`${FOLDER}${name}.fits.gz`))), name), options);
const close = (found: ArrayLike<number>, wanted: ArrayLike<number>, relative: number): void => {
  expect(found).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    if (Number.isNaN(wanted[i])) expect(found[i]).toBeNaN();
    else expect(Math.abs(found[i] / wanted[i] - 1), `${i}: ${found[i]}, not ${wanted[i]}`).toBeLessThan(relative);
  }
};

const KINDS: [string, string][] = [
  ['jwst_s3d', 'wavelength-vacuum um'],
  ['manga_logcube', 'wavelength-vacuum Angstrom'],
  ['manga_nowave', 'wavelength-vacuum Angstrom'],
  ['tab_index', 'wavelength-air nm'],
  ['awav_log', 'wavelength-air Angstrom'],
  ['freq', 'frequency GHz'],
  ['vrad', 'velocity km/s'],
  ['velo', 'velocity m/s'],
  ['wavn', 'wavenumber m-1'],
  ['ener', 'energy J'],
];

test.each(KINDS)('%s: the axis is that of astropy.wcs, %s', async (name, kind) => {
  const { spectralAxis, warnings } = await open(name);
  expect(`${spectralAxis.kind} ${spectralAxis.unit}`).toBe(kind);
  expect(warnings).toEqual([]);
  close(spectralAxis.values, expected[name].axis as number[], 1e-9);
});

test.each(['jwst_s3d', 'manga_logcube'])(
  '%s: flagged samples are missing, errors become variances, and their S/N is numpy’s',
  async name => {
    const cube = await open(name);
    const { samples, variance, snr } = expected[name];
    expect(await gather(cube, cube.samples(0, 5))).toEqual(nan(samples ?? []));
    close(await gather(cube, cube.variance!(0, 5)), nan(variance ?? []), 2e-7);
    close(await signalToNoise(cube, { maxMemory: 1 << 20 }), nan(snr ?? []), 1e-6);
  },
);

test('a cube without variance has no S/N', async () => {
  await expect(signalToNoise(await open('freq'), { maxMemory: 1 << 20 })).rejects.toThrow(/no variance.*STAT/);
});

const WINDOWS: [string, { x: [number, number, number]; y: [number, number, number]; bands: [number, number, number] }][] = [
  ['[2:3,2:5,*]', { x: [1, 2, 1], y: [1, 4, 1], bands: [0, 6, 1] }],
  ['[DATA][1:4:2,*:2,2:6:3]', { x: [0, 2, 2], y: [0, 3, 2], bands: [1, 2, 3] }],
  ['[DATA][2:4:3]', { x: [1, 1, 3], y: [0, 5, 1], bands: [0, 6, 1] }],
  ['[*,3,3:5]', { x: [0, 4, 1], y: [2, 1, 1], bands: [2, 3, 1] }],
];

test.each(WINDOWS)('%s has the samples, bands and sky positions of its pixels', async (brackets, { x, y, bands }) => {
  const { hdu, section } = parseCubeName(`window.fits${brackets}`);
  const cube = await open('window', { hdu, section });
  expect(cube.shape).toEqual({ width: x[1], height: y[1], bands: bands[1] });
  expect(cube.name).toBe(`window[DATA]${brackets.replace('[DATA]', '').replace(/,3,/, ',3:3,')}`);
  const indices = ([start, count, step]: [number, number, number]) => Array.from({ length: count }, (_, i) => start + i * step);
  const pick = (all: readonly (number | null)[]): Float32Array =>
    nan(indices(bands).flatMap(b => indices(y).flatMap(j => indices(x).map(i => all[(b * 5 + j) * 4 + i]))));
  const { samples = [], variance = [], sky = {} } = expected.window;
  expect(await gather(cube, cube.samples(0, y[1]))).toEqual(pick(samples));
  expect(await gather(cube, cube.variance!(0, y[1]))).toEqual(pick(variance));
  expect(await cube.spectrum(0, y[1] - 1)).toEqual(pick(samples).filter((_, i) => i % (x[1] * y[1]) === (y[1] - 1) * x[1]));
  expect([...cube.spectralAxis.values]).toEqual(indices(bands).map(b => 4750 + 1.25 * b));
  const wcs = celestialWcs(cube.frame.kind === 'celestial' ? cube.frame.cards : []);
  for (const [j, row] of indices(y).entries()) {
    for (const [i, column] of indices(x).entries()) {
      // Pixel i covers [i, i + 1).
      const [ra, dec] = wcs.pixelToSky(i + 0.5, j + 0.5) ?? [0, 0];
      expect(Math.abs(ra - sky[`${column},${row}`][0])).toBeLessThan(1e-10);
      expect(Math.abs(dec - sky[`${column},${row}`][1])).toBeLessThan(1e-10);
    }
  }
});

test('sections that make no sense are refused in one line', async () => {
  const of = (text: string) => open('window', parseCubeName(text));
  await expect(of('x.fits[1:5,*,*]')).rejects.toThrow(/outside the cube.*pixels 1 to 5 of axis 1.*4 x 5 x 6/);
  await expect(of('x.fits[*,*,*,*]')).rejects.toThrow(/more ranges than the cube has axes/);
  await expect(of('x.fits[*,*,2]')).rejects.toThrow(/one band/);
  for (const [text, why] of [
    ['a.fits[]', /empty brackets/],
    ['a.fits[DATA][]', /empty brackets/],
    ['a.fits[5:1,*]', /reversed/],
    ['a.fits[-*,*]', /reversed/],
    ['a.fits[0:4,*]', /counted from 1/],
    ['a.fits[1:4:0,*]', /step/],
    ['a.fits[1:b,*]', /no range/],
    ['a.fits[1:4,*][DATA]', /no known order/],
    ['a.fits[DATA][SCI]', /no known order/],
    ['a.fits[bin x=1:4]', /not supported.*bin/],
    ['a.fits[EVENTS][pha > 5]', /not supported.*pha/],
  ] as const)
    expect(() => parseCubeName(text), text).toThrow(why);
  expect(parseCubeName('https://x.org/a.fits?b=[1]&c')).toEqual({ path: 'https://x.org/a.fits?b=[1]&c' });
  expect(parseCubeName('a.fits[SCI,2][3,4:5,*:7]')).toEqual({
    path: 'a.fits',
    hdu: 'SCI,2',
    section: [{ first: 3, last: 3, step: 1 }, { first: 4, last: 5, step: 1 }, { step: 7 }],
  });
});
