import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { platform } from '#platform';
import { spillFull } from '../../../core/platform/spill-room.js';
import type { ByteSource, SpillProgress } from '../../../core/platform/types.js';
import { gunzipToSpill, memorySource } from '../../../formats/bytes/index.js';
import { openFits } from '../../../formats/fits/index.js';
import { openTiff } from '../../../formats/tiff/index.js';

const GB = 2 ** 30;

/** A source that counts the bytes read of it. */
function counted(bytes: Uint8Array, name: string): { source: ByteSource; read: () => number } {
  const source = memorySource(bytes, name);
  let sum = 0;
  const count = (length: number): void => {
    sum += length;
  };
  return {
    read: () => sum,
    source: {
      ...source,
      read: (offset, length, signal) => {
        count(length);
        return source.read(offset, length, signal);
      },
      readInto: (offset, target, signal) => {
        count(target.length);
        return source.readInto(offset, target, signal);
      },
    },
  };
}

/** A FITS primary header of a cube. */
function header(shape: readonly number[], bitpix = -32): Buffer {
  const card = (key: string, value: unknown): string => `${key.padEnd(8)}= ${String(value).padStart(20)}`.padEnd(80);
  const axes = shape.map((n, i) => card(`NAXIS${i + 1}`, n));
  const cards = [card('SIMPLE', 'T'), card('BITPIX', bitpix), card('NAXIS', shape.length), ...axes, 'END'.padEnd(80)];
  return Buffer.from(cards.join('').padEnd(2880), 'latin1');
}

test('a gzip file is refused by what its FITS header declares, before it is unpacked', async () => {
  // 40 GB by the header, whose trailer (modulo 2^32) says nothing of the kind.
  const packed = gzipSync(Buffer.concat([header([1000, 1000, 10_000]), Buffer.alloc(8 << 20)]));
  const noise = Buffer.from(Array.from({ length: 3 << 20 }, (_, i) => (i * 2654435761) >>> 24));
  const { source, read } = counted(
    Buffer.concat([packed.subarray(0, packed.length - 8), noise, packed.subarray(-8)]),
    'x.fits.gz',
  );
  await expect(openFits(source)).rejects.toThrow(
    /x\.fits\.gz\]: at least 37\.3 GB, the limit is 16\.0 GB\. Raise the limit \(--max-spill\)/,
  );
  expect(read()).toBeLessThan(3 << 20);
});

test('a gzip bomb ends at the limit', async () => {
  const bomb = gzipSync(Buffer.concat([header([10, 10, 20]), Buffer.alloc(32 << 20)]));
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(1, lying.length - 4);
  const told: SpillProgress[] = [];
  const refused = gunzipToSpill(memorySource(lying, 'bomb.gz'), 4 << 20, { onSpill: progress => told.push(progress) });
  await expect(refused).rejects.toThrow(/unpacks to more than there is room for \[bomb\.gz\]: at least 4 MB, the limit is 4 MB/);
  expect(told.at(-1)?.bytes).toBeLessThanOrEqual(4 << 20);
});

test('unpacking tells how far it is', async () => {
  const told: SpillProgress[] = [];
  const data = Buffer.concat([header([100, 100, 50], 8), Buffer.alloc(500_480)]);
  const source = memorySource(gzipSync(data), 'c.fits.gz');
  await (await openFits(source, { onSpill: progress => told.push(progress) })).close();
  expect(told.at(-1)).toEqual({ name: 'c.fits.gz', share: 1, bytes: data.length });
  expect(told.slice(0, -1).every(({ share }, i) => share < 1 && share > (told[i - 1]?.share ?? 0))).toBe(true);
  expect(told.length).toBeGreaterThan(3);
});

test('a tile-compressed image is refused by the size it declares, before a tile is decoded', async () => {
  const bytes = readFileSync('tests/fixtures/fits/layouts/scene_rows.fits.fz');
  const open = (maxSpillBytes: number) => openFits(memorySource(bytes, 'scene.fits.fz'), { maxSpillBytes });
  await expect(open(1000)).rejects.toThrow(/there is room for \[scene\.fits\.fz\]: 17280 bytes, the limit is 1000 bytes/);
  await (await open(GB)).close();
});

test('strips as high as the image are refused by their size before they are decoded', async () => {
  const { source, read } = counted(readFileSync('tests/fixtures/tiff/gdal_deflate_p3_band.tif'), 's.tif');
  const cube = await openTiff(source, { limits: { maxSlabBytes: 1, maxSpillBytes: 100 } });
  const before = read();
  await expect(cube.spectrum(0, 0)).rejects.toThrow(/there is room for \[s\.tif\]: \d+ bytes, the limit is 100 bytes/);
  expect(read()).toBe(before);
});

test('temporary storage is bounded by the disk, and a missing folder is named', async () => {
  const spill = await platform.createSpill(Number.MAX_SAFE_INTEGER);
  expect(spill.room).toEqual({ bytes: expect.any(Number), folder: tmpdir() });
  expect(spill.room.bytes).toBeLessThan(2 ** 52);
  await spill.discard();
  const small = await platform.createSpill(10);
  expect(small.room).toEqual({ bytes: 10 });
  await expect(small.append(new Uint8Array(11))).rejects.toThrow(/at least 11 bytes, the limit is 10 bytes/);
  expect(spillFull({ bytes: 2 * GB, folder: '/small' }, 3 * GB, 'c.fits.gz').message).toMatch(
    /\[c\.fits\.gz\]: 3\.0 GB, 2\.0 GB can be taken in \/small\. Free some space, or set TMPDIR/,
  );
  const before = process.env.TMPDIR;
  process.env.TMPDIR = '/nowhere/at/all';
  try {
    await expect(platform.createSpill(10)).rejects.toThrow(
      /\(TMPDIR\) cannot be used \[\/nowhere\/at\/all\]: no such folder\. Set TMPDIR/,
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
