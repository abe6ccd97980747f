import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRaster } from '../../../cli/tiles/source.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { root } from '../../helpers/unpack.js';

const fixture = (name: string) => join(root, 'tests/fixtures/tiles', name);
const raw = async (name: string) => new Uint8Array(await readFile(fixture(name)));

/** All rows as RGB. */
async function pixels(path: string, labels = false) {
  const { source, close } = await openRaster(path, labels);
  const { width, height, channels, kind, bits } = source;
  const out = new Uint16Array(width * height * 3);
  let at = 0;
  for await (const { rows, data } of source.strips())
    for (let p = 0; p < rows * width; p++) for (let c = 0; c < 3; c++) out[at++] = data[p * channels + Math.min(c, channels - 1)];
  await close();
  expect(at).toBe(out.length);
  return { width, height, channels, kind, bits, data: out };
}

const worst = (found: ArrayLike<number>, expected: Uint8Array) =>
  expected.reduce((most, v, i) => Math.max(most, Math.abs(v - found[i])), 0);

describe('a picture', () => {
  it.each(['tiled.tif', 'planar16.tif'])('in %s is read to the last bit', async name => {
    const image = await pixels(fixture(name));
    expect(image).toMatchObject({ width: 150, height: 101, channels: 3, kind: 'photo', bits: 8 });
    expect(worst(image.data, await raw('rgb.raw'))).toBe(0);
  });

  it('with a palette is read to the last bit', async () => {
    expect(worst((await pixels(fixture('palette.png'))).data, await raw('palette.raw'))).toBe(0);
  });

  it('is white where it is transparent', async () => {
    const { data } = await pixels(fixture('alpha.png'));
    const expected = (await raw('rgb.raw')).map((v, i) => (Math.floor(i / 3) % 150 < 75 ? v : 255));
    expect(worst(data, expected)).toBe(0);
  });

  it.each([
    // Chroma is upsampled without smoothing: PIL smooths, so that pixels differ where colours change.
    ['baseline', 24, 2.5],
    ['progressive', 24, 2.5],
    ['grey', 3, 0.6],
  ])('in %s.jpg is what PIL reads, but for rounding', async (name, most, average) => {
    const [{ data }, expected] = [await pixels(fixture(`${name}.jpg`)), await raw(`${name}.raw`)];
    expect(worst(data, expected)).toBeLessThanOrEqual(most);
    expect(expected.reduce((sum, v, i) => sum + Math.abs(v - data[i]), 0) / expected.length).toBeLessThan(average);
  });

  it.each([
    ['neither JPEG', 'text', Buffer.from('not a picture at all')],
    ['cannot read the JPEG', 'jpg', Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 1])],
    ['PNG', 'png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0])],
  ])('that is none is refused: %s', async (message, extension, bytes) => {
    const path = join(tmpdir(), `cloisonne-bad-${process.pid}.${extension}`);
    await writeFile(path, bytes);
    await expect(openRaster(path, false)).rejects.toSatisfy(
      err => isCloisonneError(err, 'InputError') && (err as Error).message.includes(message),
    );
  });

  it('is not made from a cube', async () => {
    await expect(openRaster(join(root, 'samples/data/landsat.tif'), false)).rejects.toThrow(/6 bands of u8/);
    await expect(openRaster(fixture('tiled.tif'), true)).rejects.toThrow(/expected one band/);
  });
});

describe('labels', () => {
  it('in a TIFF keep their ids', async () => {
    const image = await pixels(join(root, 'samples/data/raman_labels.tif'), true);
    expect(image).toMatchObject({ width: 35, height: 25, channels: 1, kind: 'labels', bits: 8 });
    expect(new Set(image.data)).toEqual(new Set([0, 1, 2, 3]));
  });
});
