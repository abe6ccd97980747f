import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platform } from '../../../core/platform/node.js';
import { openSampleSource, stackTiff } from '../../../formats/index.js';
import { seriesOf } from '../../../formats/tiff/series.js';
import { fixture, inFolder } from '../helpers.js';

describe('files of one series', () => {
  it.each([
    ['page_450nm.tif', ['page_400nm.tif', 'page_450nm.tif', 'page_1000nm.tif']],
    ['scan_2.tif', ['scan_1.tif', 'scan_2.tif', 'scan_10.tif']],
    ['a1_400nm_x.tif', ['a1_400nm_x.tif', 'a1_450nm_x.tif']],
    ['alone_1.tif', []],
    ['noNumber.tif', []],
  ])('%s', (name, series) => {
    const all = [
      ...['page_1000nm.tif', 'page_400nm.tif', 'page_450nm.tif', 'page_450nm.txt', 'other_400nm.tif', 'noNumber.tif'],
      ...['scan_10.tif', 'scan_2.tif', 'scan_1.tif', 'alone_1.tif'],
      ...['a1_400nm_x.tif', 'a1_450nm_x.tif', 'a2_400nm_x.tif', 'a3_400nm_x.tif'],
    ];
    expect(seriesOf(name, all)).toEqual(series);
  });
});

describe('images of one filter each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloisonne-series-'));
  const put = (name: string, width: number, add: number) =>
    writeFileSync(
      join(folder, name),
      stackTiff({ width, height: 2 }, [Float32Array.from({ length: 2 * width }, (_, i) => add + i)], [], { kind: 'none' }),
    );
  for (const [i, nm] of [400, 450.5, 1000].entries()) put(`page_${nm}nm.tif`, 3, 100 * i);
  for (const i of [1, 2]) put(`scan_${i}.tif`, 3, 10 * i);
  for (const i of [1, 2]) put(`odd_${i}.tif`, 2 + i, 0);
  const open = async (name: string, siblings = true) =>
    openSampleSource(await platform.openFile(join(folder, name)), {
      beside: inFolder(folder),
      siblings: siblings ? async () => readdirSync(folder) : undefined,
    });

  it('are one cube with the wavelengths of their names', async () => {
    const cube = await open('page_450.5nm.tif');
    expect(cube.shape).toEqual({ width: 3, height: 2, bands: 3 });
    expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength', unit: 'nm' });
    expect([...cube.spectralAxis.values]).toEqual([400, 450.5, 1000]);
    expect(cube.notes?.join()).toMatch(/a series of 3 files, page_400nm\.tif to page_1000nm\.tif/);
    expect(cube.files).toHaveLength(3);
    expect([...(await cube.spectrum(1, 1))]).toEqual([4, 104, 204]);
    expect([...(await cube.plane(2))]).toEqual([200, 201, 202, 203, 204, 205]);
    const bands: number[][] = [];
    for await (const { data } of cube.samples(1, 1)) bands.push([...data]);
    expect(bands).toEqual([
      [3, 4, 5],
      [103, 104, 105],
      [203, 204, 205],
    ]);
    await cube.close();
  });

  it('are numbered where the names have no unit, and refused where they differ', async () => {
    const cube = await open('scan_1.tif');
    expect(cube).toMatchObject({ spectralAxis: { kind: 'channel' }, warnings: [expect.stringMatching(/--axis FILE/)] });
    await cube.close();
    await expect(open('odd_1.tif')).rejects.toThrow(/images of the series differ.*4 x 2 x 1, odd_1\.tif is 3 x 2 x 1/);
  });

  it('stay single where nobody tells the neighbours, and files of several bands always', async () => {
    const single = await open('scan_1.tif', false);
    expect(single.shape.bands).toBe(1);
    await single.close();
    writeFileSync(join(folder, 'rgb_1.tif'), readFileSync(fixture('tiff/pages.tif')));
    writeFileSync(join(folder, 'rgb_2.tif'), readFileSync(fixture('tiff/pages.tif')));
    const several = await open('rgb_1.tif');
    expect(several.shape.bands).toBe(7);
    await several.close();
  });
});
