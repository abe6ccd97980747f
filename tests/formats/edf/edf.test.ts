import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nextName } from '../../../formats/edf/series.js';
import { openSampleSource } from '../../../formats/index.js';
import { counted, damaged, fixture, fuzz, inMemory, open, PATIENCE, readAll, SIZE } from '../helpers.js';

const files = Object.fromEntries(
  readdirSync(fixture('edf')).map(name => [name, new Uint8Array(readFileSync(fixture(`edf/${name}`)))]),
);
const FIRST = 'scan_xia01_0001_0000_0000.edf';

describe('EDF stacks', () => {
  it('a row a file, as PyMca writes them, with its calibration', async () => {
    const cube = await open(`edf/${FIRST}`);
    expect(cube).toMatchObject({ format: 'EDF', dtype: 'u32', shape: SIZE, spectralAxis: { kind: 'energy', unit: 'keV' } });
    expect(cube.spectralAxis.values[5]).toBeCloseTo(-0.91, 12);
    expect(cube.notes).toEqual([`4 files, ${FIRST} to scan_xia01_0001_0000_0003.edf`]);
    expect(cube.files).toHaveLength(4);
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it('a series starts with the file given, and is one file without its folder', async () => {
    const from = await open('edf/scan_xia01_0001_0000_0002.edf');
    expect(from.shape.height).toBe(2);
    await from.close();
    const lone = await open(`edf/${FIRST}`, { beside: undefined });
    expect(lone.shape).toEqual({ ...SIZE, height: 1 });
    await lone.close();
  });

  it('rows as images of one file, as fabio writes them', async () => {
    const cube = await open('edf/rows.edf');
    expect(cube).toMatchObject({ dtype: 'u16', shape: SIZE, spectralAxis: { kind: 'channel' } });
    expect(await readAll(cube)).toEqual(counted());
    expect([...(await cube.liveTime!())]).toEqual([2, 3, 4, 5].flatMap(s => Array(5).fill(s)));
    await cube.close();
  });

  it('a volume, high byte first', async () => {
    const cube = await open('edf/volume.edf');
    expect(await readAll(cube)).toEqual(counted(n => n - 60));
    await cube.close();
  });

  it('maps of one energy each', async () => {
    const cube = await open('edf/maps.edf');
    expect(await readAll(cube)).toEqual(counted(n => n / 4 - 7.5));
    expect([...cube.spectralAxis.values]).toEqual([7, 7.1, 7.2, 7.3, 7.4, 7.5]);
    await cube.close();
  });

  it('live times from the statistics of XIA electronics, of the detector the header names', async () => {
    const cube = await open(`edf/${FIRST}`);
    expect([...(await cube.liveTime!())]).toEqual([0.1, 0.2, 0.3, 0.4].flatMap(s => Array(5).fill(Math.fround(s))));
    await cube.close();
    const { 'scan_xiast_0001_0000_0002.edf': _, ...rest } = files;
    const { source, beside } = inMemory(rest);
    const poor = await openSampleSource(source(FIRST), { beside });
    await expect(poor.liveTime!()).rejects.toThrow(
      /scan_xia01_0001_0000_0002\.edf\]: scan_xiast_0001_0000_0002\.edf is not beside it/,
    );
  });

  it.each([
    ['scan_0009.edf', 'scan_0010.edf'],
    ['scan_99.edf', 'scan_100.edf'],
    ['a1_b2.edf', 'a1_b3.edf'],
    ['scan.edf', undefined],
  ])('after %s comes %s', (name, next) => expect(nextName(name)).toBe(next));
});

describe('damaged EDF files', () => {
  const text = new TextDecoder('latin1').decode(files['volume.edf']);
  it.each([
    ['Dim_1 = 6', 'Dim_1 = 0', /volume\.edf, image 0\]: Dim_1 x Dim_2 x Dim_3 is 0 x 5 x 4/],
    ['Dim_1 = 6', 'Dim_9 = 6', /Dim_1 is missing, not a whole number/],
    ['Dim_3 = 4', 'Dim_3 = 9', /the data block has 240 bytes, 6 x 5 x 9 samples of SignedShort are 540/],
    ['Size = 240', 'Sise = 240', undefined],
    ['DataType = SignedShort', 'DataType = SignedShirt', /DataType is 'SignedShirt', which is not known/],
    ['DataType = SignedShort', 'DataType = constructor', /DataType is 'constructor', which is not known/],
    ['ByteOrder = High', 'ByteOrder = Hugh', /ByteOrder is 'HughByteFirst'/],
    ['HeaderID = EH', 'Compression = Z', /Compression is 'Z.*Write it uncompressed/],
    ['}\n', '  ', /the EDF header has no end/],
  ])('%j -> %j', async (from, to, says) => {
    expect(text).toContain(from);
    const bytes = Uint8Array.from(text.replace(from, to), c => c.charCodeAt(0));
    const opened = openSampleSource(inMemory({ 'volume.edf': bytes }).source('volume.edf'));
    if (says) await expect(opened).rejects.toThrow(says);
    else expect((await opened).shape).toEqual(SIZE);
  });

  it('truncated data name the bytes expected and found', async () => {
    const bytes = files['volume.edf'].slice(0, -7);
    await expect(openSampleSource(inMemory({ 'volume.edf': bytes }).source('volume.edf'))).rejects.toThrow(
      /the data are truncated.*end at byte 752, the file has 745/,
    );
  });

  it('rows that are not alike are named', async () => {
    const { source, beside } = inMemory({ ...files, 'scan_xia01_0001_0000_0001.edf': files['rows.edf'] });
    await expect(openSampleSource(source(FIRST), { beside })).rejects.toThrow(
      /scan_xia01_0001_0000_0001\.edf, image 0\]: expected 6 x 5 x 1 samples of u32, found 6 x 5 x 1 samples of u16/,
    );
  });

  it('damaged files are read or refused with a tag', { timeout: 60_000 * PATIENCE }, async () => {
    const refused = await fuzz(1500, 13, next => {
      const name = ['volume.edf', 'maps.edf', 'rows.edf', FIRST][Math.floor(next() * 4)];
      const { source, beside } = inMemory({ ...files, [name]: damaged(files[name], next) });
      return { source: source(name), options: { beside } };
    });
    expect(refused).toBeGreaterThan(100);
  });
});
