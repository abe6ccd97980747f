import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../core/cube/axis.js';
import { scanCube } from '../../../core/cube/scan.js';
import type { SamplePiece, SampleSource } from '../../../core/cube/types.js';
import { type MemoryCube, memoryCube, noiseCube } from './memory-source.js';

const [WIDTH, HEIGHT, BANDS] = [10, 20, 8];
const PIXELS = WIDTH * HEIGHT;

/** Noise without gaps, then NaN in band `band` of the first `count` spaxels. */
function withGaps(gaps: Readonly<Record<number, number>>): MemoryCube {
  const cube = noiseCube(WIDTH, HEIGHT, BANDS, 0);
  for (const [band, count] of Object.entries(gaps))
    cube.data.fill(Number.NaN, Number(band) * PIXELS, Number(band) * PIXELS + count);
  return cube;
}

const nan = (cube: MemoryCube): MemoryCube => ({ ...cube, data: cube.data.map(() => Number.NaN) });

describe('scanCube', () => {
  it('takes every spaxel of a small cube, in order', async () => {
    const cube = withGaps({});
    const { sample, notch } = await scanCube(memoryCube(cube));
    expect(sample).toMatchObject({ n: PIXELS, bands: BANDS });
    for (let p = 0; p < PIXELS; p++)
      for (let b = 0; b < BANDS; b++) expect(sample.data[p * BANDS + b]).toBe(cube.data[b * PIXELS + p]);
    expect(notch).toEqual(new Uint8Array(BANDS));
  });

  it('finds bands that are missing in 95 % of the spaxels, and leaves them out of the cube', async () => {
    const cube = withGaps({ 2: PIXELS, 4: 190, 5: 189, 7: 10 });
    const { cube: opened, notch } = await scanCube(memoryCube(cube));
    expect(Array.from(notch)).toEqual([0, 0, 1, 0, 1, 0, 0, 0]);
    expect(opened.excludedBands).toEqual(notch);
    // 0.8 of the six bands left are five: spaxels that lack band 5 alone stay, those that lack 7 as well do not.
    const { valid, data } = await opened.block(0, HEIGHT, {});
    expect(Array.from(valid)).toEqual(Array.from({ length: PIXELS }, (_, p) => (p < 10 ? 0 : 1)));
    // The blocks have all bands, also those that take no part.
    expect(data[195 * BANDS + 4]).toBe(cube.data[4 * PIXELS + 195]);
  });

  it('does not call a band a notch that the selection leaves out', async () => {
    const cube = withGaps({ 2: PIXELS });
    const { cube: opened, notch } = await scanCube(memoryCube(cube), { selection: { exclude: [[5001.5, 5002.5]] } });
    expect(notch).toEqual(new Uint8Array(BANDS));
    expect(Array.from(opened.excludedBands)).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
  });

  /** Rows of 30 spaxels with bands [from, to) of 40,000; the first `missing` bands of the file are. */
  function wideCube(from: number, to: number, missing: number): SampleSource {
    const [width, height, bands] = [30, 30, to - from];
    const data = new Float32Array(width * bands);
    for (let i = 0; i < data.length; i++) {
      const [x, b] = [Math.floor(i / bands), from + (i % bands)];
      data[i] = b < missing ? Number.NaN : (Math.imul(b, 2654435761) ^ Math.imul(x, 40503)) % 1000;
    }
    async function* samples(y0: number, rows: number): AsyncGenerator<SamplePiece> {
      for (let y = y0; y < y0 + rows; y++) {
        // Rows differ in one band.
        for (let x = 0; x < width; x++) data[x * bands + 20_000 - from] = y;
        yield { y0: y, rows: 1, band: 0, bands, order: 'bip', data };
      }
    }
    const spectralAxis = linearAxis('wavelength', 'nm', from, 1, bands);
    return { ...memoryCube(noiseCube(1, 1, 1, 0)), shape: { width, height, bands }, spectralAxis, samples };
  }

  it('gives the cube and the sample that a file with only the bands that take part gives, however many these are', async () => {
    // With 40,000 bands 419 spaxels have room in a sample, with 25,000 of them 671.
    const found = await scanCube(wideCube(0, 40_000, 10_000), { selection: { exclude: [[35_000, 1e6]] } });
    const alone = await scanCube(wideCube(10_000, 35_000, 0));
    expect([found.sample.n, found.sample.bands]).toEqual([alone.sample.n, 25_000]);
    const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);
    expect(Buffer.compare(bytes(found.sample.data), bytes(alone.sample.data))).toBe(0);
    expect(found.sample.n).toBeGreaterThan(419);
    expect(Buffer.from(found.means.slice(10_000, 35_000).buffer).equals(Buffer.from(alone.means.buffer))).toBe(true);
    expect([found.notch.indexOf(0), found.cube.kept.length, found.cube.kept[0]]).toEqual([10_000, 25_000, 10_000]);
  });

  it('samples a spread of rows when there is a limit, the same however the reader cuts its pieces', async () => {
    const tall = noiseCube(3, 400, 4, 0.1);
    const scan = async (more: Partial<MemoryCube>) => (await scanCube(memoryCube({ ...tall, ...more }), { limit: 100 })).sample;
    const sample = await scan({});
    expect(sample.n).toBeLessThanOrEqual(100);
    expect(sample.n).toBeGreaterThanOrEqual(50);
    for (const order of ['bands-first', 'bip'] as const)
      expect(await scan({ order, rowCuts: [1], bandCuts: [4] })).toEqual(sample);
    // Spectra of the cube, from its beginning to its end.
    const key = (spectrum: Iterable<number>): string => Array.from(spectrum).join();
    const places = new Map(
      Array.from({ length: 1200 }, (_, p) => [key([0, 1, 2, 3].map(b => tall.data[b * 1200 + p])), Math.floor(p / 3)]),
    );
    const rows = Array.from({ length: sample.n }, (_, i) => places.get(key(sample.data.subarray(i * 4, i * 4 + 4))) as number);
    expect(rows.every(row => row >= 0)).toBe(true);
    expect([...rows].sort((a, b) => a - b)).toEqual(rows);
    expect(rows[0]).toBeLessThan(20);
    expect(rows.at(-1)).toBeGreaterThan(380);
  });

  it('looks only into the region, and leaves out spaxels without a good sample', async () => {
    const cube = withGaps(Object.fromEntries(Array.from({ length: BANDS }, (_, b) => [b, 15])));
    const { sample } = await scanCube(memoryCube(cube), { selection: { region: { x0: 2, y0: 1, x1: 8, y1: 4 } } });
    // Row 1 lacks its first five spaxels.
    expect(sample.n).toBe(3 * 6 - 3);
    expect(sample.data[0]).toBe(cube.data[WIDTH + 5]);
  });

  it('reads on where the spread of rows met nothing good', async () => {
    const empty = nan(noiseCube(2, 300, 4, 0));
    for (let b = 0; b < 4; b++) empty.data.fill(b, b * 600, b * 600 + 2);
    const { sample } = await scanCube(memoryCube(empty), { limit: 64 });
    expect(sample.n).toBe(2);
    expect(Array.from(sample.data)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  it('says that there is nothing to segment: one band, every sample missing', async () => {
    await expect(scanCube(memoryCube(noiseCube(4, 4, 1, 0)))).rejects.toMatchObject({
      tag: 'EmptyError',
      message: expect.stringMatching(/^nothing to segment \[memory.fits\]: the image has one band.*\. Choose an HDU/),
    });
    await expect(scanCube(memoryCube(nan(noiseCube(4, 4, 6, 0))))).rejects.toMatchObject({
      tag: 'EmptyError',
      message: expect.stringMatching(/^nothing to segment \[memory.fits\]: every sample is missing/),
    });
    const outside = withGaps(Object.fromEntries(Array.from({ length: BANDS }, (_, b) => [b, 50])));
    const selection = { region: { x0: 0, y0: 0, x1: WIDTH, y1: 5 } };
    await expect(scanCube(memoryCube(outside), { selection })).rejects.toMatchObject({ tag: 'EmptyError' });
  });

  it('stops when aborted', async () => {
    await expect(scanCube(memoryCube(withGaps({})), {}, AbortSignal.abort())).rejects.toMatchObject({ tag: 'InterruptedError' });
  });
});
