import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSampleSource } from '../../../formats/index.js';
import { counted, damaged, fixture, fuzz, inMemory, open, PATIENCE, readAll, SIZE } from '../helpers.js';

describe('Lispix files', () => {
  it('of HyperSpy, by header and by data', async () => {
    for (const end of ['rpl', 'raw']) {
      const cube = await open(`rpl/hyperspy.${end}`);
      expect(cube).toMatchObject({ format: 'RPL', dtype: 'u16', shape: SIZE, spectralAxis: { kind: 'energy', unit: 'keV' } });
      expect(cube.spectralAxis.values[0]).toBeCloseTo(-0.96, 12);
      expect(cube.spectralAxis.values[5]).toBeCloseTo(-0.91, 12);
      expect(await readAll(cube)).toEqual(counted());
      await cube.close();
    }
  });

  it('image by image, high byte first, with an offset and electronvolts a channel', async () => {
    const cube = await open('rpl/image.rpl');
    expect(await readAll(cube)).toEqual(counted(n => n / 4 - 7.5));
    expect(cube.notes).toEqual(['live time of the scan: 12.5 s']);
    expect([...cube.spectralAxis.values]).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(cube.warnings).toEqual([
      'the spectral axis has no zero in the header: channel 0 is taken as 0 keV; --energy gain=0.01,zero=-0.96 says otherwise',
    ]);
    await cube.close();
  });

  it("in INCA's words", async () => {
    const cube = await open('rpl/inca.rpl');
    expect(await readAll(cube)).toEqual(counted());
    expect(cube).toMatchObject({ dtype: 'u8', spectralAxis: { kind: 'channel' } });
    await cube.close();
  });
});

const header = readFileSync(fixture('rpl/image.rpl'));
const data = new Uint8Array(readFileSync(fixture('rpl/image.raw')));

describe('damaged Lispix headers', () => {
  it.each([
    ['width\t5', 'width\t-5', /image\.rpl, width\]: '-5' is not a whole number of 1 or more/],
    ['height\t4', 'heigth\t4', /height\]: it is missing/],
    ['depth\t6', 'depth\t60', /truncated \[image\.raw\].*that is 4816 bytes, the file has 496/],
    ['data-length\t4', 'data-length\t3', /data-length\]: 3 bytes of type float/],
    ['data-type\tfloat', 'data-type\tcomplex', /data-type\]: 'complex', known are signed, unsigned, float/],
    ['data-type\tfloat', 'data-type\tconstructor', /data-type\]: 'constructor', known are signed, unsigned, float/],
    ['byte-order\tbig-endian', 'byte-order\tmiddle', /byte-order\]: 'middle'/],
    ['record-by\timage', 'record-by\tcolumn', /record-by\]: 'column', known are vector, image, dont-care/],
    ['height\t4', 'width\t4', /width\]: it stands twice/],
  ])('%j -> %j', async (from, to, says) => {
    expect(header.toString()).toContain(from);
    const text = header.toString().replace(from, to);
    const { source, beside } = inMemory({ 'image.rpl': new TextEncoder().encode(text), 'image.raw': data });
    await expect(openSampleSource(source('image.rpl'), { beside })).rejects.toThrow(says);
  });

  it.each([
    [
      'ev-per-chan\t10',
      'ev-per-chan\tten',
      /ev-per-chan of the header is not used, 'ten' is not a number: bands.*--energy gain=0\.01,zero=0 or --axis FILE/,
    ],
    ['ev-per-chan\t10', 'depth-units\tkeV\ndepth-scale\t0,01', /depth-scale .*'0,01' is not a number \(a decimal comma\?\)/],
    ['ev-per-chan\t10', 'depth-units\tkeV\ndepth-scale\t0.01\ndepth-origin\t-0,96', /depth-origin .*'-0,96' is not a number/],
  ])('an axis that is no number does not stop the samples: %j -> %j', async (from, to, says) => {
    const text = header.toString().replace(from, to);
    const { source, beside } = inMemory({ 'image.rpl': new TextEncoder().encode(text), 'image.raw': data });
    const cube = await openSampleSource(source('image.rpl'), { beside });
    expect(cube).toMatchObject({ shape: SIZE, spectralAxis: { kind: 'channel' }, warnings: [expect.stringMatching(says)] });
  });

  it("a scanner's depthscaleorigin, depthscaleincrement, depthscaleunits", async () => {
    const keys = 'depthscaleorigin\t-0.956\ndepthscaleincrement \t 0.010002\ndepthscaleunits\tkeV';
    const text = header.toString().replace('ev-per-chan\t10', keys);
    const { source, beside } = inMemory({ 'image.rpl': new TextEncoder().encode(text), 'image.raw': data });
    const { spectralAxis, warnings } = await openSampleSource(source('image.rpl'), { beside });
    expect(spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
    expect(spectralAxis.values[5]).toBeCloseTo(-0.956 + 5 * 0.010002, 12);
    expect(warnings).toEqual([]);
  });

  it('damaged headers are read or refused with a tag', { timeout: 60_000 * PATIENCE }, async () => {
    const refused = await fuzz(1500, 12, next => {
      const { source, beside } = inMemory({ 'image.rpl': damaged(header, next), 'image.raw': data });
      return { source: source(next() < 0.5 ? 'image.raw' : 'image.rpl'), options: { beside } };
    });
    expect(refused).toBeGreaterThan(200);
  });
});
