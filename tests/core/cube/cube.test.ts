import { describe, expect, it } from 'vitest';
import { type CubeOptions, createCube } from '../../../core/cube/cube.js';
import { InputError } from '../../../core/cube/errors.js';
import type { CubeSource, ReadPlan, Reducer } from '../../../core/cube/types.js';
import { type MemoryCube, memoryCube, noiseCube } from './memory-source.js';

const [WIDTH, HEIGHT, BANDS] = [5, 11, 10];
const PIXELS = WIDTH * HEIGHT;
const noise = noiseCube(WIDTH, HEIGHT, BANDS, 0.15);
const variance = noise.data.map(v => v * v + 1);
const ORDERS = ['bsq', 'bands-first', 'bip', 'bip-part'] as const;

interface Walk {
  data: Float32Array;
  variance: Float32Array;
  valid: Uint8Array;
}

/** Everything a walk gives, put together. Blocks are looked at only after the next one may have been read. */
async function walk(cube: CubeSource, plan: ReadPlan, signal?: AbortSignal): Promise<Walk> {
  const parts: Walk[] = [];
  let row = plan.firstRow ?? 0;
  for await (const block of cube.blocks(plan, signal)) {
    await new Promise(resolve => setTimeout(resolve, 0));
    expect(block.row).toBe(row);
    expect(block.data.length).toBe(block.rows * cube.shape.width * block.bands);
    parts.push({ data: block.data.slice(), variance: block.variance?.slice() ?? new Float32Array(), valid: block.valid.slice() });
    row += block.rows;
  }
  expect(row).toBe(cube.shape.height);
  const joined = <T extends 'data' | 'variance' | 'valid'>(key: T): number[] => parts.flatMap(part => Array.from(part[key]));
  return {
    data: Float32Array.from(joined('data')),
    variance: Float32Array.from(joined('variance')),
    valid: Uint8Array.from(joined('valid')),
  };
}

/** The policy written down directly: native spectra of all bands, and who is valid. */
function direct(
  cube: MemoryCube,
  excluded: readonly number[],
  minGood = 0.8,
  takesPart: (x: number, y: number) => boolean = () => true,
) {
  const { width, height, bands, data } = cube;
  const native = new Float32Array(width * height * bands);
  const valid = new Uint8Array(width * height);
  for (let p = 0; p < width * height; p++) {
    let good = 0;
    for (let b = 0; b < bands; b++) {
      const v = data[b * width * height + p];
      native[p * bands + b] = v;
      if (!Number.isNaN(v) && !excluded.includes(b)) good++;
    }
    const enough = good > 0 && good / (bands - excluded.length) >= minGood - 1e-12;
    valid[p] = enough && takesPart(p % width, Math.floor(p / width)) ? 1 : 0;
  }
  return { native, valid };
}

/** Seven bins of equally many bands each, clipped to [-2, 9], as a dense matrix and as a Reducer. */
const BINS = 7;
const share = (bin: number, band: number, bands = BANDS): number =>
  Math.max(0, Math.min(((bin + 1) * bands) / BINS, band + 1) - Math.max((bin * bands) / BINS, band));
function sevenBins(bands = BANDS): Reducer {
  const start = [0];
  const bin: number[] = [];
  const weight: number[] = [];
  for (let band = 0; band < bands; band++) {
    for (let j = 0; j < BINS; j++) {
      if (share(j, band, bands) > 1e-9) {
        bin.push(j);
        weight.push(share(j, band, bands));
      }
    }
    start.push(bin.length);
  }
  return {
    ...{ inputBands: bands, outputBands: BINS, clipMin: -2, clipMax: 9 },
    ...{ start: Int32Array.from(start), bin: Int32Array.from(bin), weight: Float32Array.from(weight) },
  };
}

/** Fill, clip and rebin of one spectrum in float64. */
function reducedDirectly(spectrum: Float32Array): number[] {
  const good = Array.from(spectrum.keys()).filter(b => !Number.isNaN(spectrum[b]));
  const filled = Array.from(spectrum, (v, b) => {
    if (!Number.isNaN(v)) return v;
    const before = good.filter(g => g < b).at(-1);
    const after = good.find(g => g > b);
    if (before === undefined) return spectrum[after as number];
    if (after === undefined) return spectrum[before];
    return spectrum[before] + ((spectrum[after] - spectrum[before]) * (b - before)) / (after - before);
  });
  const clipped = filled.map(v => Math.min(9, Math.max(-2, v)));
  return Array.from({ length: BINS }, (_, j) => clipped.reduce((sum, v, b) => sum + share(j, b, clipped.length) * v, 0));
}

describe('createCube', () => {
  it.each(ORDERS)('puts %s pieces together as spectra and marks who is valid', async order => {
    const cube = createCube(memoryCube({ ...noise, order }));
    const { native, valid } = direct(noise, []);
    expect(new Set(valid)).toEqual(new Set([0, 1]));
    const got = await walk(cube, { rows: 4 });
    expect(got.data).toEqual(native);
    expect(got.valid).toEqual(valid);
    expect(cube.excludedBands).toEqual(new Uint8Array(BANDS));
    expect(cube.selected).toBeUndefined();
    expect(cube.hasVariance).toBe(false);
  });

  it('needs 0.8 of the bands that take part: 8 of 10 will do, 7 will not; of 5 left over, 4', async () => {
    // Spaxel i lacks its first i bands.
    const data = Float32Array.from({ length: 100 }, (_, i) => (Math.floor(i / 10) < i % 10 ? Number.NaN : 1));
    const stairs: MemoryCube = { width: 10, height: 1, bands: 10, data };
    const validWith = async (options: CubeOptions): Promise<number> => {
      const { valid } = await createCube(memoryCube(stairs), options).block(0, 1, {});
      return valid.indexOf(0) < 0 ? 10 : valid.indexOf(0);
    };
    expect(await validWith({})).toBe(3);
    expect(await validWith({ minGood: 1 })).toBe(1);
    expect(await validWith({ minGood: 0.1 })).toBe(10);
    expect(await validWith({ minGood: 0.65 })).toBe(4);
    // Bands 0 to 4 left out: spaxel 6 still has 4 of 5.
    expect(await validWith({ selection: { exclude: [[4999.5, 5004.5]] } })).toBe(7);
    expect(await validWith({ notch: Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 0, 0, 0) })).toBe(7);
    for (const minGood of [0, -1, 1.01, Number.NaN])
      expect(() => createCube(memoryCube(stairs), { minGood })).toThrow(/fraction of good samples/);
  });

  it.each(ORDERS)('leaves out bands by range, by what to keep, and by notch (%s)', async order => {
    const notch = new Uint8Array(BANDS);
    notch[8] = 1;
    const selection = { exclude: [[5003.5, 5001.5] as const], keep: [[5000, 5005] as const, [5007, 5009] as const] };
    const cube = createCube(memoryCube({ ...noise, order }), { selection, notch });
    const { native, valid } = direct(noise, [2, 3, 6, 8]);
    expect(Array.from(cube.excludedBands)).toEqual([0, 0, 1, 1, 0, 0, 1, 0, 1, 0]);
    const got = await walk(cube, { rows: 3 });
    expect(got.data).toEqual(native);
    expect(got.valid).toEqual(valid);
  });

  it('refuses a selection of fewer than two bands, a mask of another size, a region outside', () => {
    const make = (selection: CubeOptions['selection']) => () => createCube(memoryCube(noise), { selection });
    expect(make({ keep: [[5000, 5000]] })).toThrow(/fewer than two bands.*5000.00 to 5009.00 Angstrom/);
    expect(make({ mask: new Uint8Array(3) })).toThrow(/3 pixels, the cube has 5 x 11/);
    expect(make({ region: { x0: 0, y0: 0, x1: 6, y1: 2 } })).toThrow(/region.*5 x 11/);
    expect(make({ region: { x0: 2, y0: 1, x1: 2, y1: 3 } })).toThrow(/region/);
  });

  it('lets a region and a mask decide who takes part', async () => {
    const mask = Uint8Array.from({ length: PIXELS }, (_, p) => (p % 3 === 0 ? 0 : 7));
    const region = { x0: 1, y0: 2, x1: 4, y1: 9 };
    const inside = (x: number, y: number) => x >= 1 && x < 4 && y >= 2 && y < 9;
    const both = createCube(memoryCube(noise), { selection: { mask, region } });
    const wanted = direct(noise, [], 0.8, (x, y) => inside(x, y) && (y * WIDTH + x) % 3 !== 0);
    const got = await walk(both, { rows: 4 });
    expect(got.valid).toEqual(wanted.valid);
    expect(got.data).toEqual(wanted.native);
    expect(both.selected?.reduce((a, b) => a + b)).toBe(14);
    const masked = await walk(createCube(memoryCube(noise), { selection: { mask } }), { rows: 11 });
    expect(masked.valid).toEqual(direct(noise, [], 0.8, (x, y) => (y * WIDTH + x) % 3 !== 0).valid);
  });

  it('fills, clips and rebins while reading, the same for every storage order', async () => {
    const selection = { exclude: [[5004.5, 5005.5] as const] };
    const { native, valid } = direct(noise, [5]);
    const walks = await Promise.all(
      (['bsq', 'bands-first', 'bip'] as const).map(order =>
        walk(createCube(memoryCube({ ...noise, order }), { selection }), { rows: 4, reducer: sevenBins(9) }),
      ),
    );
    for (const got of walks) {
      expect(got.valid).toEqual(valid);
      expect(got.data).toEqual(walks[0].data);
    }
    for (let p = 0; p < PIXELS; p++) {
      const wanted = reducedDirectly(native.subarray(p * BANDS, (p + 1) * BANDS).filter((_, b) => b !== 5));
      for (let j = 0; j < BINS; j++) expect(walks[0].data[p * BINS + j]).toBeCloseTo(wanted[j], 4);
    }
    const parts = createCube(memoryCube({ ...noise, order: 'bip-part' }));
    await expect(parts.block(0, 1, { reducer: sevenBins() })).rejects.toThrow(
      /part of the bands.*memory.fits|memory.fits.*|part/,
    );
  });

  it.each(['bsq', 'bands-first', 'bip'] as const)(
    'reduces as a cube that has only the bands that take part (%s)',
    async order => {
      for (const excluded of [[0], [9], [4, 5, 6], [0, 1, 3, 9], [2, 4, 6, 8]]) {
        const kept = Array.from({ length: BANDS }, (_, b) => b).filter(b => !excluded.includes(b));
        const data = Float32Array.from(kept.flatMap(b => Array.from(noise.data.subarray(b * PIXELS, (b + 1) * PIXELS))));
        const alone = createCube(memoryCube({ ...noise, order, data, bands: kept.length }));
        const notch = Uint8Array.from({ length: BANDS }, (_, b) => (excluded.includes(b) ? 1 : 0));
        const cube = createCube(memoryCube({ ...noise, order }), { notch });
        const plan = { rows: 3, reducer: sevenBins(kept.length) };
        expect(await walk(cube, plan)).toEqual(await walk(alone, plan));
        expect([...cube.kept]).toEqual(kept);
        expect([...cube.keptAxis.values]).toEqual(kept.map(b => 5000 + b));
        await expect(walk(cube, { rows: 3, reducer: sevenBins() })).rejects.toThrow(/take 10, \d of the cube's take part/);
      }
    },
  );

  it('tells bands that are missing from those left out', () => {
    const notch = Uint8Array.from({ length: BANDS }, (_, b) => (b > 7 ? 1 : 0));
    const cube = createCube(memoryCube(noise), { selection: { exclude: [[5008.5, 5009.5]] }, notch });
    expect([...cube.excludedBands]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect([...cube.missingBands]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it('gives the same bytes for blocks of 1 to all rows, read ahead or not, with variance', async () => {
    const cube = createCube(memoryCube({ ...noise, variance }));
    expect(cube.hasVariance).toBe(true);
    for (const more of [{ variance: true }, { reducer: sevenBins() }]) {
      const whole = await walk(cube, { rows: HEIGHT, ...more });
      for (let rows = 1; rows <= HEIGHT + 2; rows++) {
        for (const readAhead of [true, false]) expect(await walk(cube, { rows, readAhead, ...more })).toEqual(whole);
      }
    }
    const { variance: got } = await walk(cube, { rows: 4, variance: true });
    for (let p = 0; p < PIXELS; p++) for (let b = 0; b < BANDS; b++) expect(got[p * BANDS + b]).toBe(variance[b * PIXELS + p]);
    expect((await cube.block(0, 1, {})).variance).toBeUndefined();
  });

  it('starts at any row', async () => {
    const cube = createCube(memoryCube(noise));
    const whole = await walk(cube, { rows: 3 });
    for (const firstRow of [1, 5, 10]) {
      const rest = await walk(cube, { rows: 3, firstRow });
      expect(rest.data).toEqual(whole.data.subarray(firstRow * WIDTH * BANDS));
      expect(rest.valid).toEqual(whole.valid.subarray(firstRow * WIDTH));
    }
    expect(await walk(cube, { rows: 3, firstRow: HEIGHT })).toEqual({
      data: new Float32Array(),
      variance: new Float32Array(),
      valid: new Uint8Array(),
    });
  });

  it('hands out blocks of its own, which stay as they are', async () => {
    const cube = createCube(memoryCube(noise));
    const first = await cube.block(2, 3, {});
    const before = first.data.slice();
    await cube.block(5, 3, {});
    await walk(cube, { rows: 2 });
    expect(first.data).toEqual(before);
    expect(before).toEqual(direct(noise, []).native.subarray(2 * WIDTH * BANDS, 5 * WIDTH * BANDS));
  });

  it.each([true, false])('stops when aborted, with InterruptedError (read ahead: %s)', async readAhead => {
    const cube = createCube(memoryCube(noise));
    const before = AbortSignal.abort();
    await expect(walk(cube, { rows: 2, readAhead }, before)).rejects.toMatchObject({ tag: 'InterruptedError' });
    await expect(cube.block(0, 1, {}, before)).rejects.toMatchObject({ tag: 'InterruptedError' });
    const controller = new AbortController();
    const seen: number[] = [];
    const stopping = async (): Promise<void> => {
      for await (const { row } of cube.blocks({ rows: 2, readAhead }, controller.signal)) {
        seen.push(row);
        if (row === 4) controller.abort();
      }
    };
    await expect(stopping()).rejects.toMatchObject({ tag: 'InterruptedError' });
    expect(seen.at(-1)).toBeLessThanOrEqual(readAhead ? 6 : 4);
  });

  it('passes on the error of a reader, also of a block read ahead of a caller who stops', async () => {
    const failing = memoryCube({
      ...noise,
      onPiece: y0 => {
        if (y0 >= 6) throw new InputError('truncated', { where: 'memory.fits' });
      },
    });
    await expect(walk(createCube(failing), { rows: 2 })).rejects.toMatchObject({ tag: 'InputError' });
    for await (const { row } of createCube(failing).blocks({ rows: 2 })) if (row === 4) break;
    // An unhandled rejection of the block at row 6 would fail this file.
    await new Promise(resolve => setTimeout(resolve, 5));
  });

  it('says what a walk costs: slabs of both blocks, variance, the reader', () => {
    const cube = createCube(memoryCube({ ...noise, variance, more: { stagingBytes: rows => 1000 * rows } }));
    const one = cube.planBytes({ rows: 3, readAhead: false });
    expect(one).toBeGreaterThanOrEqual(3 * WIDTH * BANDS * 4 + 3000);
    expect(cube.planBytes({ rows: 3 }) - one).toBeGreaterThanOrEqual(3 * WIDTH * BANDS * 4);
    expect(cube.planBytes({ rows: 3, variance: true }) - cube.planBytes({ rows: 3 })).toBe(2 * 3 * WIDTH * BANDS * 4);
    expect(cube.planBytes({ rows: 6 })).toBe(2 * cube.planBytes({ rows: 3 }));
  });

  it('passes planes, spectra and close on', async () => {
    let closed = 0;
    const cube = createCube(memoryCube({ ...noise, more: { close: async () => void closed++ } }));
    expect(await cube.plane(3)).toEqual(noise.data.slice(3 * PIXELS, 4 * PIXELS));
    expect((await cube.spectrum(2, 7))[4]).toBe(noise.data[4 * PIXELS + 7 * WIDTH + 2]);
    await cube.close();
    expect(closed).toBe(1);
  });
});
