import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { SampleSource } from '../../../core/cube/types.js';
import { memorySource, parseCubeName } from '../../../formats/bytes/index.js';
import { type FitsData, formatCard, openFits, readFitsImage, writeFits } from '../../../formats/fits/index.js';
import { gather } from './helpers.js';

const [N, B] = [5, 4];
const spectra = Float32Array.from({ length: N * B }, (_, i) => i);
const wave = Float64Array.from({ length: B }, (_, i) => 500 + i * i);

interface Part {
  readonly name?: string;
  readonly data?: FitsData;
  readonly shape?: readonly number[];
  readonly cards?: Readonly<Record<string, string | number>>;
}
const fileOf = (parts: readonly Part[]) =>
  memorySource(
    writeFits(
      parts.map(({ name, data, shape = [], cards = {} }) => ({
        ...{ name, data, shape },
        header: Object.entries(cards).map(([keyword, value]) => formatCard(keyword, value)),
      })),
    ),
    'rows.fits',
  );
const open = (parts: readonly Part[], hdu?: string): Promise<SampleSource> => openFits(fileOf(parts), { hdu });
const rows = (name: string, data: FitsData = spectra, cards: Part['cards'] = {}): Part => ({ name, data, shape: [B, N], cards });
const list = (name: string): Part => ({ name, data: wave, shape: [B], cards: { BUNIT: 'nm' } });

test.each([
  [
    'CTYPE1 of a primary HDU',
    [{ data: spectra, shape: [B, N], cards: { CTYPE1: 'WAVE', CUNIT1: 'nm', CRVAL1: 500, CDELT1: 2, CRPIX1: 1 } }],
    [500, 502, 504, 506],
    undefined,
  ],
  [
    'MaNGA RSS',
    [{}, rows('FLUX'), rows('IVAR', new Float32Array(N * B).fill(4)), rows('MASK', new Int32Array(N * B)), list('WAVE')],
    [...wave],
    0.25,
  ],
  [
    'LVM: SKY_IVAR is the sky’s',
    [{}, rows('FLUX'), rows('SKY_IVAR', new Float32Array(N * B).fill(4)), list('WAVE')],
    [...wave],
    undefined,
  ],
  [
    'DESI: each arm its own',
    [{}, rows('B_FLUX'), rows('B_IVAR', new Float32Array(N * B).fill(2)), list('B_WAVELENGTH'), rows('R_FLUX')],
    [...wave],
    0.5,
  ],
  [
    'WEAVE: CTYPE1 and RED_IVAR',
    [
      {},
      rows('RED_DATA', spectra, { CTYPE1: 'AWAV', CUNIT1: 'nm', CRVAL1: 500, CD1_1: 2, CRPIX1: 1 }),
      rows('RED_IVAR', new Float32Array(N * B).fill(4)),
    ],
    [500, 502, 504, 506],
    0.25,
  ],
] as [string, Part[], number[], number | undefined][])('spectra in rows: %s', async (_, parts, axis, variance) => {
  const cube = await open(parts);
  expect(cube.shape).toEqual({ width: N, height: 1, bands: B });
  expect([...cube.spectralAxis.values]).toEqual(axis);
  expect(cube.spectralAxis.unit).toBe('nm');
  const values = await gather(cube, cube.samples(0, 1));
  for (let x = 0; x < N; x++) {
    expect([...(await cube.spectrum(x, 0))]).toEqual([...spectra.subarray(x * B, (x + 1) * B)]);
    for (let b = 0; b < B; b++) expect(values[b * N + x]).toBe(spectra[x * B + b]);
  }
  expect(cube.variance && (await gather(cube, cube.variance(0, 1)))[0]).toBe(variance);
  expect(cube.notes?.join()).toMatch(/5 spectra of 4 bands are read as 5 x 1 spaxels/);
});

test('a picture is no list of spectra, and a cube comes before one', async () => {
  const picture = { data: spectra, shape: [B, N], cards: { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN' } };
  await expect(open([picture])).rejects.toSatisfy(
    err => isCloisonneError(err, 'EmptyError') && /one band.*CTYPE1/.test(err.message),
  );
  const cube: Part = { name: 'DATA', data: new Float32Array(12), shape: [2, 2, 3] };
  expect((await open([{}, rows('SPEC', spectra, { CTYPE1: 'WAVE' }), cube])).name).toBe('rows.fits[DATA]');
});

const maps = (): Part[] => [
  {},
  { name: 'SPX_SKYCOO', data: new Float32Array(2 * 6), shape: [3, 2, 2] },
  { name: 'BINID', data: Int32Array.from({ length: 12 }, (_, i) => (i < 6 ? i - 1 : 100 + i)), shape: [3, 2, 2] },
];

test('one plane of several by a section or by its number, else refused with how to name one', async () => {
  const read = (text: string, plane?: number[]) => readFitsImage(fileOf(maps()), { ...parseCubeName(text), plane });
  const first = await read('maps.fits[BINID][*,*,1]');
  expect([first.width, first.height, [...first.data]]).toEqual([3, 2, [-1, 0, 1, 2, 3, 4]]);
  expect([...(await read('maps.fits[BINID][*,*,2]')).data]).toEqual([106, 107, 108, 109, 110, 111]);
  expect([...(await read('maps.fits[BINID]', [1])).data]).toEqual([106, 107, 108, 109, 110, 111]);
  expect([...(await read('maps.fits[BINID][2:3,*,2]')).data]).toEqual([107, 108, 110, 111]);
  await expect(read('maps.fits[BINID]')).rejects.toThrow(/3 x 2 x 2.*\[BINID\]\[\*,\*,1\]/);
  await expect(read('maps.fits[BINID]', [2])).rejects.toThrow(/no plane 2/);
});

test('maps of MaNGA’s analysis are no cube of two bands', async () => {
  await expect(open(maps())).rejects.toThrow(/file of maps, not a cube.*SPX_SKYCOO.*--mask/);
  expect((await open(maps(), 'SPX_SKYCOO')).shape.bands).toBe(2);
});

test('every HDU is listed with what it was taken for', async () => {
  const cube = await open([
    {},
    rows('FLUX'),
    rows('IVAR', spectra),
    rows('MASK', new Int32Array(N * B)),
    list('WAVE'),
    { name: 'FWHM', data: wave, shape: [B] },
  ]);
  expect(cube.contents?.map(({ part, taken }) => [part, taken])).toEqual([
    ['HDU 0 (PRIMARY)', ''],
    ['HDU 1 (FLUX)', 'cube'],
    ['HDU 2 (IVAR)', 'variance'],
    ['HDU 3 (MASK)', 'quality'],
    ['HDU 4 (WAVE)', 'spectral axis'],
    ['HDU 5 (FWHM)', ''],
  ]);
  expect(cube.contents?.[1]).toMatchObject({ size: '4 x 5 x 1', type: 'f32', why: expect.stringContaining('science data') });
  expect(cube.axisFrom).toBe('HDU WAVE');
});

test('a hundred thousand lines of HISTORY are read', async () => {
  const history = Array.from({ length: 100_100 }, (_, i) => `HISTORY step ${i}`.padEnd(80));
  const bytes = writeFits([{ shape: [2, 2, 3], data: new Float32Array(12), header: history }]);
  expect((await openFits(memorySource(bytes, 'long.fits'))).shape).toEqual({ width: 2, height: 2, bands: 3 });
});
