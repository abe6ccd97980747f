import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { platform } from '#platform';
import type { SpatialFrame } from '../../../core/cube/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { encodeChecksum, sum32 } from '../../../formats/fits/checksum.js';
import {
  commentary,
  formatCard,
  labelFits,
  openFits,
  parseCard,
  readFitsImage,
  stackFits,
  textCard,
  writeFits,
} from '../../../formats/fits/index.js';
import { bytesOf, expected, gather, open } from './helpers.js';

const PYTHON = '/usr/bin/python3';
const missing = (): string | undefined => {
  if (spawnSync('fitsverify', ['-h']).error) return 'fitsverify is not installed';
  return spawnSync(PYTHON, ['-c', 'import astropy']).status === 0 ? undefined : 'astropy is not installed';
};
const reason = missing();

const folder = mkdtempSync(join(tmpdir(), 'cloisonne-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function museFrame(): Promise<SpatialFrame> {
  const cube = await openFits(await platform.openFile('samples/data/muse.fits'));
  await cube.close();
  return cube.frame;
}

const labels = { width: 3, height: 4, data: Uint8Array.of(0, 1, 2, 3, 1, 1, 2, 2, 3, 0, 0, 1) };
const notes = {
  names: [
    { id: 1, name: "Hα émission: o'clock" },
    { id: 2, name: 'a very long name '.repeat(8) },
  ],
  history: [
    'made by a test',
    'one line that is longer than the seventy-two characters that a HISTORY card of FITS can hold\nand a second',
  ],
  cards: [formatCard('NCLUST', 3, 'clusters')],
};

test('labels, in 8, 16 and 32 bits, come back with their frame', async () => {
  const { frame } = await open('pair.fits');
  for (const [data, type] of [
    [labels.data, 'u8'],
    [Uint16Array.from(labels.data, v => v * 100), 'i16'],
    [Uint16Array.from(labels.data, v => v * 20000), 'i32'],
  ] as const) {
    const bytes = labelFits({ width: 3, height: 4, data }, frame, notes);
    expect(bytes.length % 2880).toBe(0);
    const image = await readFitsImage(memorySource(bytes, 'labels.fits'));
    expect(
      Array.from(image.data, v => (Number.isNaN(v) ? 0 : v)),
      type,
    ).toEqual([...data]);
    expect(image.warnings).toEqual([]);
    expect(image.frame).toEqual(frame);
  }
});

test('the same input gives the same bytes, and another input others', () => {
  const none = { kind: 'none' } as const;
  expect(labelFits(labels, none, notes)).toEqual(labelFits(labels, none, notes));
  expect(labelFits(labels, none, notes)).not.toEqual(labelFits(labels, none));
});

test('stacks come back plane by plane', async () => {
  const frame = await museFrame();
  const planes = [0, 1, 2].map(k => Float32Array.from({ length: 900 }, (_, i) => (i === 7 ? Number.NaN : Math.sin(i + k))));
  const bytes = stackFits({ width: 30, height: 30 }, planes, ['z1', 'z2', 'z3'], frame);
  const cube = await openFits(memorySource(bytes, 'latents.fits'));
  for (const [k, plane] of planes.entries()) expect(await cube.plane(k)).toEqual(plane);
  expect(cube.frame).toEqual(frame);
  expect(() => stackFits({ width: 30, height: 29 }, planes, ['z1', 'z2', 'z3'], frame)).toThrow(/plane 1 has 900 samples/);
});

test('every sample type is written as it is read', async () => {
  const types = [
    Uint8Array.of(0, 255),
    Int16Array.of(-32768, 32767),
    Int32Array.of(-(2 ** 31), 5),
    BigInt64Array.of(-5n, 2n ** 40n),
    Float32Array.of(1.5, -0),
    Float64Array.of(Math.PI, -1e30),
  ];
  for (const data of types) {
    const bytes = writeFits([{ header: [], data, shape: [2, 1] }]);
    const image = await readFitsImage(memorySource(bytes, 'x.fits'), { hdu: 0 });
    expect(image.data).toEqual(Float32Array.from(data as ArrayLike<number>, Number));
  }
  expect(() => writeFits([{ header: [], data: types[0], shape: [3] }])).toThrow(/2 samples/);
});

test('CHECKSUM and DATASUM: a whole HDU sums to all ones, and to what astropy writes', async () => {
  const bytes = writeFits([
    { header: [], shape: [] },
    { name: 'X', header: [], data: Float32Array.from({ length: 999 }, (_, i) => i / 7), shape: [9, 111] },
  ]);
  expect(sum32(bytes.subarray(0, 2880))).toBe(0xffffffff);
  expect(sum32(bytes.subarray(2880))).toBe(0xffffffff);
  // The worked example of the FITS standard 4.0, appendix J: a sum of 868229149 encodes as hcHjjc9ghcEghc9g.
  expect(encodeChecksum(868229149)).toBe('hcHjjc9ghcEghc9g');
});

test('cards are 80 characters and read back', () => {
  const round = (value: string | number | boolean) => parseCard(formatCard('KEY', value, 'note')).value;
  for (const value of ['', "it's", 'a / b', 0, -5, 1.5, -4.12858236376e-5, 1e300, 12345678901234, true, false])
    expect(round(value)).toBe(value);
  expect(formatCard('KEY', -0.1)).toHaveLength(80);
  expect(parseCard(textCard('KEY', 'é'.repeat(99))).value).toBe(`${'e'.repeat(65)}...`);
  expect(commentary('HISTORY', 'x'.repeat(150)).map(card => card.length)).toEqual([80, 80, 80]);
  expect(() => formatCard('lower', 1)).toThrow(RangeError);
  expect(() => formatCard('KEY', Number.NaN)).toThrow(RangeError);
  expect(() => formatCard('KEY', 'x'.repeat(69))).toThrow(RangeError);
});

interface Report {
  fitsverify: string;
  warnings: string[];
  hdus: {
    shape: number[];
    nan: number;
    sum: number;
    cards: Record<string, string | number>;
    history: string[];
    sky: number[][] | null;
    stored: number[] | null;
  }[];
}

test.skipIf(reason)(`fitsverify and astropy accept what is written${reason ? ` (skipped: ${reason})` : ''}`, async () => {
  const muse = await museFrame();
  const pair = await open('pair.fits');
  const frames: Record<string, SpatialFrame> = Object.fromEntries(
    await Promise.all(['vrad', 'order_byx', 'cd', 'pc'].map(async name => [name, (await open(`${name}.fits`)).frame] as const)),
  );
  const planes = [Float32Array.from({ length: 12 }, (_, i) => (i ? i / 4 : Number.NaN)), new Float32Array(12).fill(2)];
  const files: Record<string, Uint8Array> = {
    'labels.fits': labelFits(labels, pair.frame, notes),
    'labels16.fits': labelFits({ ...labels, data: Uint16Array.from(labels.data) }, muse, notes),
    'plain.fits': labelFits(labels, { kind: 'none' }),
    'latents.fits': stackFits({ width: 3, height: 4 }, planes, ['silhouette', "planet's"], muse, {
      name: 'LATENTS',
      history: ['x'],
    }),
    'latents_cdelt.fits': stackFits({ width: 3, height: 4 }, planes, ['a', 'b'], pair.frame),
    'two.fits': writeFits([
      { header: [], shape: [] },
      { name: 'A', header: [], data: Int16Array.of(1, 2), shape: [2] },
    ]),
    ...Object.fromEntries(Object.entries(frames).map(([name, frame]) => [`frame_${name}.fits`, labelFits(labels, frame)])),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const { stdout, stderr } = spawnSync(
    PYTHON,
    ['tests/fixtures/fits/check_written.py', ...Object.keys(files).map(name => join(folder, name))],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Record<string, Report>;
  for (const name of Object.keys(files)) {
    expect(report[name].fitsverify, name).toMatch(/^verification OK/);
    expect(report[name].warnings, name).toEqual([]);
  }
  const [written] = report['labels.fits'].hdus;
  expect(written).toMatchObject({ shape: [4, 3], nan: 0, sum: 16, stored: [0, 1, 2, 3] });
  expect(written.cards).toMatchObject({
    LABEL001: "H? emission: o'clock",
    NCLUST: 3,
    'DATE-OBS': '2014-09-21T07:12:55.5',
  });
  expect(written.cards).not.toHaveProperty('BLANK');
  expect(new TextDecoder('latin1').decode(files['labels.fits'])).toContain('COMMENT label 0 means no data');
  expect(written.history).toHaveLength(4);
  for (const [i, [ra, dec]] of expected['pair.fits'].sky!.entries()) {
    expect(written.sky![i][0]).toBeCloseTo(ra, 12);
    expect(written.sky![i][1]).toBeCloseTo(dec, 12);
  }
  expect(report['latents.fits'].hdus[0]).toMatchObject({ shape: [2, 4, 3], nan: 1, sum: 16.5 + 24 });
  expect(report['latents.fits'].hdus[0].cards).toMatchObject({ PLANE1: 'silhouette', PLANE2: "planet's", WCSAXES: 3 });
});

test('the frame is that of the input: verbatim, renumbered, with repaired dates', async () => {
  const pair = await open('pair.fits');
  const cards = pair.frame.kind === 'celestial' ? pair.frame.cards : [];
  expect(pair.warnings.join()).toMatch(/illegal date: DATE-OBS.*written as 2014-09-21T07:12:55\.5/);
  expect(cards.every(card => card.length === 80)).toBe(true);
  const swapped = await open('order_byx.fits');
  const keys = (frame: typeof swapped.frame) =>
    frame.kind === 'celestial' ? Object.fromEntries(frame.cards.map(parseCard).map(c => [c.keyword, c.value])) : {};
  expect(keys(swapped.frame)).toEqual({
    WCSAXES: 2,
    CTYPE1: 'DEC--TAN',
    CUNIT1: 'deg',
    CRVAL1: -27.82,
    CRPIX1: 2,
    CDELT1: 2e-4,
    CTYPE2: 'RA---TAN',
    CUNIT2: 'deg',
    CRVAL2: 53.16,
    CRPIX2: 1.5,
    CDELT2: -2e-4,
    RADESYS: 'ICRS',
  });
  const muse = await museFrame();
  const raw = (await readFile('samples/data/muse.fits')).toString('latin1', 0, 60_000);
  for (const card of muse.kind === 'celestial' ? muse.cards.slice(1) : ['none']) expect(raw).toContain(card);
  expect((await openFits(memorySource(bytesOf('f32.fits'), 'f32'))).frame.kind).toBe('celestial');
  const plain = await openFits(memorySource(writeFits([{ header: [], data: new Float32Array(24), shape: [2, 3, 4] }]), 'plain'));
  expect(plain.frame).toEqual({ kind: 'none' });
  expect(await gather(plain, plain.samples(0, 3))).toEqual(new Float32Array(24));
});
