import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { readOme } from '../../../formats/tiff/stacks/ome.js';
import { damaged, fixture, open as openFile, PATIENCE, random } from '../helpers.js';
import { readCube } from './helpers.js';

const open = (name: string, plane?: readonly number[]) => openFile(`ome/${name}.ome.tif`, { plane });

/** Planes of the fixtures by number: 20 p + 0..19. */
const planes = (...numbers: readonly number[]): Float32Array =>
  Float32Array.from(numbers.flatMap(p => Array.from({ length: 20 }, (_, i) => 20 * p + i)));

describe('OME-TIFF of tifffile', () => {
  it('channels with emission wavelengths and names', async () => {
    const cube = await open('channels');
    expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength', unit: 'nm', names: ['blue', 'green', 'red'] });
    expect([...cube.spectralAxis.values]).toEqual([450, 550, 650]);
    expect(await readCube(cube, 4)).toEqual(planes(0, 1, 2));
    await cube.close();
  });

  it.each([
    [0, 0, [0, 1, 2]],
    [1, 0, [3, 4, 5]],
    [0, 1, [6, 7, 8]],
  ])('TZC: plane %i,%i (Z, T: the faster first)', async (z, t, numbers) => {
    const cube = await open('tzc', [z, t]);
    expect(cube.spectralAxis.names).toEqual(['blue', 'green', 'red']);
    expect(await readCube(cube, 4)).toEqual(planes(...numbers));
    await cube.close();
  });

  it('CTZ: channels far apart', async () => {
    const cube = await open('ctz', [1, 1]);
    expect(await readCube(cube, 2)).toEqual(planes(3, 7, 11));
    await cube.close();
  });

  it('a stack of Z has its planes as bands', async () => {
    const cube = await open('z');
    expect(cube.spectralAxis).toMatchObject({ kind: 'channel' });
    expect(await readCube(cube, 4)).toEqual(planes(0, 1, 2, 3));
    await cube.close();
  });

  it('samples of one directory, and pyramids in SubIFDs', async () => {
    const rgb = await open('rgb');
    expect(rgb.shape.bands).toBe(3);
    expect([...(await rgb.spectrum(1, 0))]).toEqual([3, 4, 5]);
    await rgb.close();
    const pyramid = await open('pyramid');
    expect(pyramid.shape).toEqual({ width: 64, height: 64, bands: 3 });
    expect([...(await pyramid.spectrum(1, 0))]).toEqual([1, 4097, 8193]);
    await pyramid.close();
  });

  it('directories in an order of their own', async () => {
    const cube = await open('order');
    expect(cube.spectralAxis.names).toEqual(['a & b', 'c', 'd']);
    expect(await readCube(cube, 4)).toEqual(planes(2, 0, 1));
    await cube.close();
  });
});

describe('what must be chosen or is refused', () => {
  it.each([
    [
      'tzc',
      undefined,
      /more than three axes.*beside space and spectrum it has axis 1 \(Z, 2 long\), axis 0 \(T, 2 long\)\. Choose one index.*--plane 0,0/,
    ],
    ['tzc', [0], /more than three axes/],
    ['tzc', [0, 2], /there is no plane 2/],
    ['channels', [0], /there is no plane to choose/],
    ['part1', undefined, /band 2 is not in this file \(others: part2\.ome\.tif \.\.\.\)\. Write the set as one file/],
  ] as const)('%s with plane %j', (name, plane, says) => expect(open(name, plane)).rejects.toThrow(says));

  it('a plain TIFF has no plane', () =>
    expect(openFile('tiff/pages.tif', { plane: [0] })).rejects.toThrow(
      /there is no plane to choose \[.*\]: of TIFF files only those of OME, ImageJ and tifffile/,
    ));

  const xml = (pixels: string, inner = '') => `<OME><Image><Pixels ${pixels}>${inner}</Pixels></Image></OME>`;
  const good = 'DimensionOrder="XYCZT" SizeC="3" SizeZ="1" SizeT="1"';
  it.each([
    [xml('SizeC="3"'), /DimensionOrder is ''/],
    [xml(good.replace('SizeC="3"', 'SizeC="0"')), /SizeC is not a whole number of 1 or more/],
    [xml(good.replace('SizeC="3"', 'SizeC="9999999"')), /1 x 9999999 x 1 planes, at most/],
    [xml(good), /plane 2 is directory 2, the file has 2/],
    [xml(good, '<TiffData IFD="-1"/>'), /TiffData has IFD="-1"/],
    [xml(good, '<TiffData IFD="0"/>'), /band 2 is not in this file/],
    [xml(good, '<TiffData IFD="0"/>'.repeat(9)), /name the same planes over and over/],
  ])('%s', (text, says) => expect(() => readOme(text, 'x.ome.tif', 2, 1, {})).toThrow(says));

  it('other descriptions say nothing', () => expect(readOme('ImageJ=1.53\nimages=3', 'x.tif', 3, 1, {})).toBeUndefined());

  it('damaged descriptions are read or refused with a tag', { timeout: 60_000 * PATIENCE }, () => {
    const texts = ['tzc', 'channels', 'order'].map(name => {
      const bytes = readFileSync(fixture(`ome/${name}.ome.tif`));
      const from = bytes.indexOf('<?xml');
      return bytes.subarray(from, bytes.indexOf('</OME>', from) + 6);
    });
    const next = random(15);
    let refused = 0;
    for (let round = 0; round < 5000 * PATIENCE; round++) {
      try {
        const ome = readOme(
          new TextDecoder().decode(damaged(texts[round % 3], next)),
          'x',
          12,
          1,
          round % 2 ? { plane: [1, 1] } : {},
        );
        for (const page of ome?.pages ?? []) expect(page).toBeLessThan(12);
      } catch (err) {
        if (!isCloisonneError(err)) throw err;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('a description of millions of open tags is read in a moment', () => {
    const many = `<OME><Image><Pixels ${good}>${'<TiffData>'.repeat(300_000)}`;
    expect(() => readOme(many, 'x.ome.tif', 2, 1, {})).toThrow(/plane 2 is directory 2/);
  });
});
