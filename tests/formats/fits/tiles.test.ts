import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { createCube } from '../../../core/cube/cube.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { openFits, scanFits } from '../../../formats/fits/index.js';
import { TiledSource } from '../../../formats/fits/tiles/index.js';
import { gather } from './helpers.js';

const LAYOUTS = 'tests/fixtures/fits/layouts/';
const PACKED = 'tests/fixtures/fits/conformance/packed/';
const bytesOf = (path: string): Uint8Array => {
  const bytes = readFileSync(path);
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
};

/** A source that notes what is read of it. */
function watched(bytes: Uint8Array): { source: ByteSource; reads: [offset: number, length: number][] } {
  const source = memorySource(bytes, 'watched.fits');
  const reads: [number, number][] = [];
  const note = <T>(offset: number, length: number, read: () => T): T => {
    reads.push([offset, length]);
    return read();
  };
  return {
    reads,
    source: {
      ...source,
      read: (offset, length, signal) => note(offset, length, () => source.read(offset, length, signal)),
      readInto: (offset, target, signal) => note(offset, target.length, () => source.readInto(offset, target, signal)),
    },
  };
}

const scene = async () => openFits(memorySource(bytesOf(`${LAYOUTS}scene.fits.gz`), 'scene.fits'));

test.each(['rows', 'planes', 'blocks'])(
  'tiles of %s: slabs, planes, spectra and blocks are those of the plain cube',
  async tiling => {
    const plain = await scene();
    const packed = await openFits(memorySource(bytesOf(`${LAYOUTS}scene_${tiling}.fits.fz`), 'packed.fits'));
    expect(packed.shape).toEqual(plain.shape);
    expect(packed.frame).toEqual(plain.frame);
    expect(packed.spectralAxis).toEqual(plain.spectralAxis);
    expect(packed.dtype).toBe('i16');
    for (const [y0, rows] of [
      [0, 12],
      [3, 5],
      [11, 1],
    ])
      expect(await gather(packed, packed.samples(y0, rows))).toEqual(await gather(plain, plain.samples(y0, rows)));
    expect(await packed.plane(17)).toEqual(await plain.plane(17));
    expect(await packed.spectrum(23, 7)).toEqual(await plain.spectrum(23, 7));
    const section = { section: [{ first: 5, last: 20, step: 3 }, { step: 2 }, { first: 9, last: 30, step: 1 }] };
    const part = await openFits(memorySource(bytesOf(`${LAYOUTS}scene_${tiling}.fits.fz`), 'packed.fits'), section);
    const whole = await openFits(memorySource(bytesOf(`${LAYOUTS}scene.fits.gz`), 'scene.fits'), section);
    expect(await gather(part, part.samples(0, 6))).toEqual(await gather(whole, whole.samples(0, 6)));
  },
);

test('one plane of a remote cube takes its tiles, not the file; a walk in aligned slabs reads each tile once', async () => {
  const bytes = bytesOf(`${LAYOUTS}scene_rows.fits.fz`);
  const { source, reads } = watched(bytes);
  const cube = await openFits(source);
  reads.length = 0;
  await cube.plane(4);
  const taken = reads.reduce((sum, [, length]) => sum + length, 0);
  // A thirtieth of the heap, and twelve rows of the table.
  expect(taken).toBeLessThan(bytes.length / 20);
  reads.length = 0;
  const { hdus } = await scanFits(source);
  const heap = hdus[1].dataOffset + hdus[1].header.number('NAXIS1')! * hdus[1].header.number('NAXIS2')!;
  reads.length = 0;
  const fresh = await openFits(source);
  reads.length = 0;
  for (let y = 0; y < 12; y += 4) for await (const _ of fresh.samples(y, 4)) expect(_.rows).toBeLessThanOrEqual(4);
  const fromHeap = reads.filter(([offset]) => offset >= heap).reduce((sum, [, length]) => sum + length, 0);
  expect(fromHeap).toBeLessThanOrEqual(hdus[1].header.number('PCOUNT')!);
});

test('slabs end where tiles do, and the plan counts the decoded tiles', async () => {
  const at = async (tiling: string) => openFits(memorySource(bytesOf(`${LAYOUTS}scene_${tiling}.fits.fz`), 'x.fits'));
  expect((await at('rows')).rowAlign).toBe(1);
  expect((await at('blocks')).rowAlign).toBe(7);
  expect((await at('planes')).rowAlign).toBe(12);
  const plain = createCube(await scene()).planBytes({ rows: 7 });
  // One layer of 3 x 2 x 1 tiles of 9 x 7 x 11 samples of 16 bits, cut off at the borders, and what decoding takes.
  expect(createCube(await at('blocks')).planBytes({ rows: 7 }) - plain).toBeGreaterThan(24 * 12 * 11 * 2);
});

test('a header that promises more than tiles may hold is refused before anything is allocated', async () => {
  const bytes = bytesOf(`${LAYOUTS}scene_planes.fits.fz`);
  const text = new TextDecoder('latin1').decode(bytes);
  const set = (keyword: string, value: string): void => {
    const at = text.indexOf(`${keyword.padEnd(8)}= `);
    bytes.set(new TextEncoder().encode(`${keyword.padEnd(8)}= ${value.padStart(20)}`.padEnd(80)), at);
  };
  for (const keyword of ['ZNAXIS1', 'ZTILE1', 'ZNAXIS2', 'ZTILE2']) set(keyword, '2000000');
  await expect(openFits(memorySource(bytes, 'bomb.fits'))).rejects.toThrow(/ZTILE1 = 2000000.*at most 268435456 bytes/);
});

test('an image, or a tile, of far more samples than its data can hold is refused', async () => {
  const large = bytesOf(`${PACKED}u8.h.rows.fits.gz`);
  const set = (keyword: string, value: number): void => {
    const at = new TextDecoder('latin1').decode(large).indexOf(`${keyword.padEnd(8)}= `);
    large.set(new TextEncoder().encode(`${keyword.padEnd(8)}= ${`${value}`.padStart(20)}`.padEnd(80)), at);
  };
  const opened = () => openFits(memorySource(large, 'large.fits'));
  for (const keyword of ['ZNAXIS1', 'ZTILE1']) set(keyword, 1_000_000);
  await expect(opened()).rejects.toThrow(/ZNAXIS1 = 1000000, .* an image of at most \d+ bytes as floats for \d+ bytes of data/);
  set('ZNAXIS3', 2);
  for (const keyword of ['ZNAXIS1', 'ZTILE1']) set(keyword, 650_000);
  await expect((await opened()).spectrum(0, 0)).rejects.toThrow(/\d+ bytes of HCOMPRESS_1 data for 8450000 samples/);
});

test('damaged compressed files are refused or read as something: they never crash, hang or fill the memory', {
  timeout: 60_000,
}, async () => {
  const random = createRandom(6);
  const files = readdirSync(PACKED).filter(name => /rows|blocks|m13/.test(name));
  let refused = 0;
  for (const name of files) {
    const good = bytesOf(PACKED + name);
    const { hdus } = await scanFits(memorySource(good, name));
    const { dataOffset, dataBytes } = hdus[1];
    for (let i = 0; i < 4; i++) {
      const bytes = good.slice();
      for (let n = 0; n < 3; n++)
        bytes[dataOffset + Math.floor(random.uniform() * dataBytes)] = Math.floor(random.uniform() * 256);
      const source = memorySource(bytes, name);
      try {
        const tiles = TiledSource.of(source, (await scanFits(source)).hdus[1]);
        expect((await tiles.read(0, tiles.size)).length).toBe(tiles.size);
      } catch (err) {
        expect(isCloisonneError(err, 'InputError'), `${name}: ${(err as Error).stack}`).toBe(true);
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(20);
});
