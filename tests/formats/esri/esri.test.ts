import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../core/cube/axis.js';
import { openSampleSource } from '../../../formats/index.js';
import { counted, damaged, fixture, fuzz, inMemory, open, PATIENCE, readAll, SIZE } from '../helpers.js';

const signed = (n: number): number => n - 60;

describe('ESRI images of GDAL', () => {
  it.each([
    ['u8', undefined],
    ['i16', signed],
    ['u16', undefined],
    ['f32', (n: number) => n / 4 - 7.5],
  ] as const)('%s by header and by data', async (dtype, rule) => {
    for (const end of ['hdr', 'bil']) {
      const cube = await open(`esri/${dtype}.${end}`);
      expect(cube).toMatchObject({ format: 'ESRI', dtype, shape: SIZE, spectralAxis: { kind: 'channel' } });
      expect(await readAll(cube)).toEqual(counted(rule));
      expect(cube.warnings.join()).toMatch(/bands are numbered; --axis FILE or --axis WAVE,nm,400,10/);
      await cube.close();
    }
  });

  it('bands one after the other, high byte first, with gaps, an offset and a value that is missing', async () => {
    for (const end of ['hdr', 'bsq']) {
      const cube = await open(`esri/gaps.${end}`);
      expect(await readAll(cube)).toEqual(counted(n => (n === 7 ? Number.NaN : n - 60)));
      await cube.close();
    }
  });

  it('with the axis that the header lacks', async () => {
    const cube = await open('esri/i16.bil', { axis: linearAxis('wavelength', 'nm', 400, 10, 6) });
    expect(cube.warnings).toEqual([]);
    await cube.close();
  });
});

const header = readFileSync(fixture('esri/gaps.hdr'));
const data = new Uint8Array(readFileSync(fixture('esri/gaps.bsq')));
const withHeader = (text: string) => {
  const { source, beside } = inMemory({ 'gaps.hdr': new TextEncoder().encode(text), 'gaps.bsq': data });
  return openSampleSource(source('gaps.hdr'), { beside });
};

describe('damaged ESRI headers', () => {
  it.each([
    ['nbits 16', 'nbits 1', /NBITS\]: 1 bits of/],
    ['pixeltype signedint', 'pixeltype complex', /PIXELTYPE\]: 'COMPLEX', known are/],
    ['layout bsq', 'layout zip', /LAYOUT\]: 'ZIP', known are BIL, BIP, BSQ/],
    ['byteorder M', 'byteorder Q', /BYTEORDER\]: 'Q'/],
    ['bandgapbytes 6', 'bandgapbytes 5', /BANDGAPBYTES\]: 5 bytes are no whole number of samples of 2/],
    ['bandrowbytes 16', 'bandrowbytes 4', /BANDROWBYTES\]: '4' is not a whole number of 10 or more/],
    ['nbands 6', 'nbands 60', /truncated \[gaps\.bsq\]: gaps\.hdr says \d+ bytes, the file has 430/],
    ['ncols 5', 'ncols 0', /NCOLS\]: '0' is not a whole number of 1/],
  ])('%s -> %s', async (from, to, says) => {
    expect(header.toString()).toContain(from);
    await expect(withHeader(header.toString().replace(from, to))).rejects.toThrow(says);
  });

  it('damaged headers are read or refused with a tag', { timeout: 60_000 * PATIENCE }, async () => {
    const refused = await fuzz(1500, 13, next => {
      const { source, beside } = inMemory({ 'gaps.hdr': damaged(header, next), 'gaps.bsq': data });
      return { source: source(next() < 0.5 ? 'gaps.bsq' : 'gaps.hdr'), options: { beside } };
    });
    expect(refused).toBeGreaterThan(200);
  });
});
