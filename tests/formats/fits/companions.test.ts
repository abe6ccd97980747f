import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCube } from '../../../core/cube/cube.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { scanCube } from '../../../core/cube/scan.js';
import type { SampleSource } from '../../../core/cube/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { type AskedCompanions, type FitsData, formatCard, openFits, writeFits } from '../../../formats/fits/index.js';
import { gather } from './helpers.js';

const [W, H, B] = [3, 2, 4];
const N = W * H * B;
const AXIS = [
  formatCard('CTYPE3', 'WAVE'),
  formatCard('CUNIT3', 'nm'),
  formatCard('CRVAL3', 400),
  formatCard('CDELT3', 10),
  formatCard('CRPIX3', 1),
];

/** An image of the cube's shape: `name`, samples, and further cards by keyword. */
interface Part {
  readonly name?: string;
  readonly data?: FitsData;
  readonly cards?: Readonly<Record<string, string | number>>;
  readonly shape?: readonly number[];
}

const cubeData = Float32Array.from({ length: N }, (_, i) => i + 1);
const noise = new Float32Array(N).fill(0.5);
const image = (name: string, data: FitsData = cubeData, cards: Part['cards'] = {}): Part => ({ name, data, cards });

function open(parts: readonly Part[], companions?: AskedCompanions, hdu?: string): Promise<SampleSource> {
  const bytes = writeFits(
    parts.map(({ name, data, cards = {}, shape = data ? [W, H, B] : [] }) => ({
      name,
      data,
      shape,
      header: [...AXIS, ...Object.entries(cards).map(([keyword, value]) => formatCard(keyword, value))],
    })),
  );
  return openFits(memorySource(bytes, 'x.fits'), { companions, hdu });
}

const samplesOf = async (cube: SampleSource) => gather(cube, cube.samples(0, H));
const varianceOf = async (cube: SampleSource) => cube.variance && (await gather(cube, cube.variance(0, H)))[0];
const missingOf = async (cube: SampleSource) => (await samplesOf(cube)).reduce((n, v) => n + (Number.isNaN(v) ? 1 : 0), 0);

const { cases } = JSON.parse(readFileSync('tests/fixtures/fits/companions/expected.json', 'utf8')) as {
  cases: Record<string, { utype: string | null; variance: number[] }>;
};

test.each(Object.entries(cases))(
  'astropy’s CCDData with %s: the variance by UTYPE, MASK of any value',
  async (name, { variance }) => {
    const bytes = new Uint8Array(readFileSync(`tests/fixtures/fits/companions/ccd_${name}.fits.gz`));
    const cube = await openFits(memorySource(bytes, name));
    if (variance && cube.variance) {
      const found = await gather(cube, cube.variance(0, 3));
      for (const [i, value] of variance.entries()) expect(Math.abs(found[i] / value - 1)).toBeLessThan(1e-6);
    }
    const values = await gather(cube, cube.samples(0, 3));
    expect([...values.keys()].filter(i => Number.isNaN(values[i])).map(i => i % 6)).toEqual([3, 3, 3, 3]);
    expect(cube.notes?.join()).toMatch(/MASK.*any bit.*CCDData/);
  },
);

test.each([
  ['STAT', 0.5],
  ['VAR', 0.5],
  ['VARIANCE', 0.5],
  ['MSE', 0.5],
  ['ERR', 0.25],
  ['ERROR', 0.25],
  ['NOISE', 0.25],
  ['UNCERT', 0.25],
  ['SIGMA', 0.25],
  ['RMS', 0.25],
  ['STDDEV', 0.25],
  ['ERRDATA', 0.25],
  ['FLUX_ERR', 0.25],
  ['IVAR', 2],
  ['INVVAR', 2],
  ['INVERSE_VARIANCE', 2],
  ['WGHT', undefined],
  ['WMAP', undefined],
  ['ERRWEIGHT', undefined],
  ['SKY_IVAR', undefined],
  ['LSF', undefined],
  ['VAR_POISSON', undefined],
] as const)('%s beside DATA gives the variance %s', async (name, wanted) => {
  const cube = await open([image('DATA'), image(name, noise)]);
  expect(cube.name).toBe('x.fits[DATA]');
  expect(await varianceOf(cube)).toBe(wanted);
  if (wanted !== undefined) expect(cube.notes?.join()).toContain(name);
});

test.each([
  [['IFU.1.DATA', 'IFU.1.NOISE', 'IFU.2.DATA', 'IFU.2.NOISE'], 'IFU.2.DATA'],
  [['018.DATA', '018.NOISE'], '018.DATA'],
  [['RED_DATA', 'RED_IVAR', 'BLUE_DATA', 'BLUE_IVAR'], 'BLUE_DATA'],
  [['B_FLUX', 'B_IVAR', 'R_FLUX', 'R_IVAR'], 'R_FLUX'],
  [['SCI1', 'VAR1', 'SCI2', 'VAR2'], 'SCI2'],
])('of %j the companion of %s is its own', async (names, asked) => {
  const own = names[names.indexOf(asked) + 1];
  const data = (name: string, i: number) => (name === own ? noise : new Float32Array(N).fill(i + 10));
  const cube = await open(
    names.map((name, i) => image(name, data(name, i))),
    undefined,
    asked,
  );
  const wanted = { NOISE: 0.25, IVAR: 2, VAR: 0.5 }[own.match(/NOISE|IVAR|VAR/)![0]];
  expect(await varianceOf(cube)).toBe(wanted);
  const others = names.filter(name => /DATA|FLUX|SCI/.test(name) && name !== asked);
  for (const other of others) expect(cube.notes?.join()).toContain(other);
});

test('the cube is the science data, wherever it stands', async () => {
  for (const names of [
    ['STAT', 'DATA'],
    ['DQ', 'DATA', 'STAT'],
    ['WMAP', 'SCI', 'ERR'],
    ['IVAR', 'MASK', 'FLUX'],
  ]) {
    const cube = await open([{}, ...names.map(name => image(name, /DQ|MASK/.test(name) ? new Int32Array(N) : cubeData))]);
    expect(cube.name).toMatch(/\[(DATA|SCI|FLUX)\]/);
  }
});

test('cards say more than names, and a contradiction is told', async () => {
  const utype = await open([image('DATA'), image('ERR', noise, { UTYPE: 'VarianceUncertainty' })]);
  expect(await varianceOf(utype)).toBe(0.5);
  const class3 = await open([image('DATA'), image('IVAR', noise, { HDUCLAS2: 'ERROR', HDUCLAS3: 'RMSE' })]);
  expect(await varianceOf(class3)).toBe(0.25);
  expect(class3.warnings.join()).toMatch(
    /EXTNAME = IVAR means an inverse variance, HDUCLAS3 = RMSE a standard deviation.*--ivar IVAR/,
  );
  const linked = await open([image('A'), image('X', noise, { SCIDATA: 'A', HDUCLAS3: 'INVMSE' })]);
  expect(await varianceOf(linked)).toBe(2);
  const unit = await open([image('DATA', cubeData, { BUNIT: 'Jy' }), image('ERR', noise, { BUNIT: 'Jy**2' })]);
  expect(unit.warnings.join()).toMatch(/unit of a variance.*--variance ERR/);
});

test('what is asked for counts before what the file says', async () => {
  const parts = [
    image('DATA'),
    image('STAT', cubeData),
    image('MINE', noise),
    image(
      'FLAGS',
      Int16Array.from(cubeData, (_, i) => (i < 5 ? 3 : 0)),
    ),
  ];
  for (const [rule, wanted] of [
    ['variance', 0.5],
    ['sigma', 0.25],
    ['inverse', 2],
  ] as const) {
    const cube = await open(parts, { variance: { hdu: 'MINE', rule }, dq: 'FLAGS', dqBits: '1' });
    expect(await varianceOf(cube)).toBe(wanted);
    expect(await missingOf(cube)).toBe(5);
  }
  await expect(open(parts, { variance: { hdu: 'NONE', rule: 'sigma' } })).rejects.toThrow(/no HDU NONE/);
  const flat: Part = { name: 'FLAT', data: new Float32Array(W * H), shape: [W, H] };
  await expect(open([...parts, flat], { dq: 'FLAT' })).rejects.toThrow(/does not fit the cube.*3 x 2, not 3 x 2 x 4/);
});

/** Flags: none, bit 0, bit 2, bit 10, bits 2 and 10, bit 30, and the same again. */
const BITS = [0, 1, 4, 1024, 1028, 2 ** 30];
const flags = Int32Array.from({ length: N }, (_, i) => BITS[i % 6]);
const manga = { MASKNAME: 'MANGA_DRP3PIXMASK' };

test.each([
  ['MaNGA: DONOTUSE', [image('FLUX', cubeData, manga), image('MASK', flags)], undefined, [3, 4]],
  ['JWST: DO_NOT_USE', [{ cards: { TELESCOP: 'JWST' } }, image('SCI'), image('DQ', flags)], undefined, [1]],
  ['MUSE: any', [{ cards: { INSTRUME: 'MUSE' } }, image('DATA'), image('DQ', flags)], undefined, [1, 2, 3, 4, 5]],
  ['BADPIX: any', [image('DATA'), image('BADPIX', flags)], undefined, [1, 2, 3, 4, 5]],
  ['unknown: any', [image('DATA'), image('DQ', flags)], undefined, [1, 2, 3, 4, 5]],
  [
    'ESO QUALMASK',
    [image('DATA'), image('Q', flags, { HDUCLAS2: 'QUALITY', HDUCLAS3: 'FLAG32BIT', QUALMASK: 5 })],
    undefined,
    [1, 2, 4],
  ],
  ['ESO MASKONE', [image('DATA'), image('DQ', flags, { HDUCLAS3: 'MASKONE' })], undefined, [0]],
  ['numbers', [image('DATA'), image('DQ', flags)], '30,0', [1, 5]],
  ['any', [image('FLUX', cubeData, manga), image('MASK', flags)], 'any', [1, 2, 3, 4, 5]],
  ['none', [image('DATA'), image('DQ', flags)], 'none', []],
  ['a name of the survey', [image('FLUX', cubeData, manga), image('MASK', flags)], 'DEADFIBER', [2, 4]],
  ['a name that one survey has', [image('DATA'), image('DQ', flags)], 'jump_det', [2, 4]],
  ['names of the header', [image('DATA'), image('DQ', flags, { MP_SAT: 30 })], 'SAT', [5]],
] as [string, Part[], string | undefined, number[]][])('bits: %s', async (_, parts, dqBits, wanted) => {
  const cube = await open(parts, { dqBits });
  const values = await samplesOf(cube);
  const missing = [...values.keys()].filter(i => Number.isNaN(values[i]));
  expect([...new Set(missing.map(i => i % 6))]).toEqual(wanted);
  expect(cube.flagged?.()).toMatchObject({ read: N, flagged: missing.length, missing: 0 });
});

test('a bit beyond those of float32 is not lost, in 32 and 64 bits, signed and not', async () => {
  for (const [data, zero] of [
    [Int32Array.from(flags, v => (v + 2 ** 31) | 0), 2 ** 31],
    [BigInt64Array.from(flags, v => BigInt(v)), 0],
  ] as const) {
    const cube = await open([image('DATA'), image('DQ', data, { BZERO: zero })], { dqBits: '0' });
    const values = await samplesOf(cube);
    expect([...values.keys()].filter(i => Number.isNaN(values[i])).every(i => i % 6 === 1)).toBe(true);
    expect(cube.flagged?.()?.flagged).toBe(N / 6);
  }
});

test('the run says what flags cost, once, and what can be done where nothing is known of them', async () => {
  const cube = await open([image('DATA'), image('DQ', flags)]);
  expect(cube.notes?.join()).toMatch(/any bit makes a sample missing, for nothing is known of its bits; --dq-bits/);
  expect(cube.warnings).toEqual([]);
  for (let i = 0; i < 3; i++) await samplesOf(cube);
  expect(cube.warnings).toEqual([
    '20 of 24 samples are missing by HDU 1 (DQ), any bit; nothing is known of its bits, --dq-bits 0,3 says which count',
  ]);
});

test('names of bits that nobody knows are refused with those that are known', async () => {
  const parts = [image('FLUX', cubeData, manga), image('MASK', flags)];
  await expect(open(parts, { dqBits: 'HOT' })).rejects.toThrow(/does not know 'HOT'.*DONOTUSE/);
  await expect(open(parts, { dqBits: '64' })).rejects.toThrow(/does not know '64'/);
  await expect(open(parts, { dqBits: '' })).rejects.toThrow(/--dq-bits/);
});

test('where flags leave nothing, they are named, and not NaN', async () => {
  const all = await open([image('FLUX'), image('MASK', new Int16Array(N).fill(1))]);
  await expect(scanCube(all)).rejects.toSatisfy(
    err =>
      isCloisonneError(err, 'EmptyError') &&
      /24 of 24 samples are flagged by HDU 1 \(MASK\).*--dq-bits/.test(err.message) &&
      !/NaN/.test(err.message),
  );
  const half = Float32Array.from(cubeData, (v, i) => (i < 6 ? Number.NaN : v));
  const both = await open([
    image('FLUX', half),
    image(
      'MASK',
      Int16Array.from(half, v => (Number.isNaN(v) ? 0 : 1)),
    ),
  ]);
  await expect(scanCube(both)).rejects.toThrow(/18 of 24 samples are flagged.*the other 6 are NaN/);
  expect(createCube(all).shape.bands).toBe(B);
});
