import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSampleSource } from '../../../formats/index.js';
import { counted, damaged, fixture, fuzz, inMemory, open, PATIENCE, readAll, SIZE } from '../helpers.js';

const signed = (n: number): number => n - 60;
const real = (n: number): number => n / 4 - 7.5;

describe('ENVI files of GDAL', () => {
  it.each([
    ['u8_bsq', 'u8', undefined],
    ['i16_bil', 'i16', signed],
    ['i32_bip', 'i32', signed],
    ['f32_bsq', 'f32', real],
    ['f32_bip', 'f32', real],
    ['f64_bil', 'f64', real],
    ['u16_bip', 'u16', undefined],
    ['u32_bsq', 'u32', undefined],
    ['i64_bil', 'i64', signed],
    ['u64_bip', 'u64', undefined],
  ] as const)('%s by header and by data', async (name, dtype, rule) => {
    for (const end of ['.hdr', '.dat']) {
      const cube = await open(`envi/${name}${end}`);
      expect(cube).toMatchObject({ format: 'ENVI', dtype, shape: SIZE });
      expect(await readAll(cube)).toEqual(counted(rule));
      await cube.close();
    }
  });

  it('finds the header that GDAL puts after the whole name', async () => {
    const cube = await open('envi/f32_bil.img');
    expect(await readAll(cube)).toEqual(counted(real));
    expect(cube.files?.map(file => file.replace(/.*\//, ''))).toEqual(['f32_bil.img.hdr', 'f32_bil.img']);
    await cube.close();
  });

  it('complex samples are refused with what to do', async () => {
    await expect(open('envi/complex.dat')).rejects.toThrow(/complex\.hdr, data type\]: 6 is complex\. Write its magnitude/);
  });
});

describe('an ENVI header by hand', () => {
  it('offset, high byte first, lists over lines, values to ignore, bad bands, map info', async () => {
    const cube = await open('envi/scene.hdr');
    const expected = counted(signed);
    expected[(1 * 4 + 2) * 5 + 3] = Number.NaN;
    expected.fill(Number.NaN, 5 * 20);
    expect(await readAll(cube)).toEqual(expected);
    expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength', unit: 'nm' });
    expect([...cube.spectralAxis.values]).toEqual([450.5, 550, 650.25, 705, 865, 1375.5]);
    expect(cube.spectralAxis.names).toEqual(['blue', 'green', 'red', 'red edge', 'near infrared', 'water']);
    expect(cube.notes).toEqual([
      'full width at half maximum of the bands: 10 to 30 nm',
      "1 of 6 bands are bad by the header's list",
      'map info: UTM, 1.0, 1.0, 500000.0, 4649776.0, 30.0, 30.0, 33, North, WGS-84',
    ]);
    expect(cube.warnings).toEqual([]);
    await cube.close();
  });
});

const header = readFileSync(fixture('envi/scene.hdr'));
const data = new Uint8Array(readFileSync(fixture('envi/scene')));
const withHeader = (edit: (text: string) => string, bytes: Uint8Array = data) => {
  const { source, beside } = inMemory({ 'scene.hdr': new TextEncoder().encode(edit(header.toString())), scene: bytes });
  return openSampleSource(source('scene.hdr'), { beside });
};

describe('damaged ENVI headers', () => {
  it.each([
    ['bands   = 6', 'bands = six', /scene\.hdr, bands\]: 'six' is not a whole number/],
    ['samples = 5', 'simples = 5', /samples\]: it is missing/],
    [
      'bands   = 6',
      'bands = 7',
      /truncated \[scene\]: scene\.hdr says 5 x 4 x 7 .*from byte 7, that is 287 bytes, the file has 247/,
    ],
    ['bands   = 6', 'bands = 2000000000', /truncated/],
    ['data type = 2', 'data type = 7', /data type\]: 7, known are 1, 2, 3, 4, 5, 12, 13, 14, 15/],
    ['interleave = BIL', 'interleave = zip', /interleave\]: 'zip', known are bsq, bil, bip/],
    ['byte order = 1', 'byte order = 2', /byte order\]: '2' is not/],
    ['bbl = {1, 1, 1, 1, 1, 0}', 'bbl = {1, 1', /bbl\]: the list that opens in line \d+ is never closed/],
    ['data ignore value = -9999', 'data ignore value = none', /data ignore value\]: 'none' is not a number/],
    ['lines   = 4', 'lines = 4\nlines = 5', /lines\]: it stands twice/],
    ['file type = ENVI Standard', 'file compression = 1', /compressed ENVI data are not read\. Unpack the data/],
    ['file type = ENVI Standard', 'file type = ENVI Meta File', /holds no samples/],
    ['file type = ENVI Standard', 'major frame offsets = {0, 16}', /gaps between rows/],
  ])('%s -> %s', async (from, to, says) => {
    expect(header.toString()).toContain(from);
    await expect(withHeader(text => text.replace(from, to))).rejects.toThrow(says);
  });

  it.each([
    [
      'bbl = {1, 1, 1, 1, 1, 0}',
      'bbl = {1, 1, 1, 1, 1}',
      /^bbl of the header is not used, 5 values for 6 bands: no band counts as bad; --exclude/,
    ],
    ['fwhm = {10,', 'fwhm = {ten,', /^fwhm of the header is not used, value 1 is 'ten', not a number: the widths/],
    [
      '450.5,',
      '',
      /^wavelength of the header is not used, 5 values for 6 bands: bands of the spectral axis are numbered; --axis FILE or --axis WAVE,nm,400,10/,
    ],
    ['450.5,', 'blue,', /^wavelength of the header is not used, value 1 is 'blue', not a number: bands/],
    ['wavelength units', 'wavelength\n units', /no unit: wavelengths from 450.5 to 1375.5 are taken as nm; --axis FILE/],
    ['Nanometers', 'Unknown', /are taken as nm/],
    ['705, 865', '550, 550', undefined],
    ['450.5, 550', '550, 550', undefined],
  ])('a list that is not needed does not stop the samples: %j -> %j', async (from, to, says) => {
    expect(header.toString()).toContain(from);
    const cube = await withHeader(text => text.replace(from, to));
    if (says) expect(cube.warnings).toEqual([expect.stringMatching(says)]);
    expect(cube.shape).toEqual(SIZE);
    expect((await cube.spectrum(0, 0))[0]).toBe(-60);
  });

  it('decimal commas are called so', async () => {
    const cube = await withHeader(text => text.replace(/wavelength = \{[^}]*\}/, 'wavelength = {1,0, 2,0, 3,0, 4,0, 5,0, 6,0}'));
    expect(cube.warnings).toEqual([expect.stringMatching(/12 values for 6 bands \(decimal commas\?\)/)]);
  });

  it.each([
    ['Wavenumber', 'wavenumber', 'cm-1'],
    ['Wavenumber (cm-1)', 'wavenumber', 'cm-1'],
    ['cm-1', 'wavenumber', 'cm-1'],
    ['Raman shift (cm-1)', 'raman-shift', 'cm-1'],
    ['"nm"', 'wavelength', 'nm'],
    ['Wavelength (nm)', 'wavelength', 'nm'],
    ['nm.', 'wavelength', 'nm'],
    ['Micrometers', 'wavelength', 'um'],
    ['GHz', 'frequency', 'GHz'],
  ])('wavelength units = %s', async (unit, kind, known) => {
    const cube = await withHeader(text => text.replace('Nanometers', unit));
    expect(cube.spectralAxis).toMatchObject({ kind, unit: known });
    expect(cube.warnings).toEqual([]);
  });

  it('a list that ends with a comma, and wavelengths in the names of the bands', async () => {
    const comma = await withHeader(text => text.replace('1375.5', '1375.5,'));
    expect(comma.spectralAxis.values[5]).toBe(1375.5);
    const names = 'band names = {B1 (400 nm), B2 (410.5 nm), B3 (421 nm), B4 (430 nm), B5 (440 nm), B6 (450 nm)}';
    const named = await withHeader(text => text.replace(/wavelength = \{[^}]*\}/, '').replace(/band names = \{[^}]*\}/, names));
    expect([...named.spectralAxis.values]).toEqual([400, 410.5, 421, 430, 440, 450]);
    expect(named.spectralAxis.unit).toBe('nm');
  });

  it.each([
    ['reflectance scale factor = 10', (n: number) => n / 10],
    ['data gain values = {2, 2, 2, 2, 2, 2}\ndata offset values = {1, 1, 1, 1, 1, 1}', (n: number) => 2 * n + 1],
  ])('%s is applied', async (line, rule) => {
    const cube = await withHeader(text => `${text}\n${line}\n`);
    const expected = counted(n => Math.fround(rule(signed(n))));
    expected[(1 * 4 + 2) * 5 + 3] = Number.NaN;
    expected.fill(Number.NaN, 5 * 20);
    expect(await readAll(cube)).toEqual(expected);
    expect(cube.warnings).toEqual([]);
  });

  it.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['lower case', (text: string) => text.replace('ENVI', 'envi')],
    ['blank lines first', (text: string) => `\r\n\n${text}`],
  ])('%s before or in the first line', async (_, edit) => {
    const cube = await withHeader(edit);
    expect(cube.shape).toEqual(SIZE);
    expect(cube.warnings).toEqual([]);
  });

  it('in UTF-16, as Windows saves it', async () => {
    const text = `\ufeff${header.toString('latin1')}`;
    const bytes = Uint8Array.from([...text].flatMap(c => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]));
    const { source, beside } = inMemory({ 'scene.hdr': bytes, scene: data });
    expect((await openSampleSource(source('scene.hdr'), { beside })).shape).toEqual(SIZE);
  });

  it('an empty scene.raw.hdr does not hide a good scene.hdr', async () => {
    const { source, beside } = inMemory({ 'scene.hdr': header, 'scene.raw.hdr': new Uint8Array(0), 'scene.raw': data });
    expect((await openSampleSource(source('scene.raw'), { beside })).shape).toEqual(SIZE);
  });

  it('a unit that is a word of JavaScript is an unknown unit', async () => {
    const cube = await withHeader(text => text.replace('Nanometers', 'constructor'));
    expect(cube.warnings).toEqual([expect.stringMatching(/^the spectral axis has the unknown unit 'constructor'; --axis FILE/)]);
  });

  it('bytes too many are a warning, a header without data says what was looked for', async () => {
    expect((await withHeader(text => text, Uint8Array.from([...data, 1, 2, 3]))).warnings).toEqual([
      'scene: 3 bytes after the samples are not read',
    ]);
    const { source, beside } = inMemory({ 'lone.hdr': header });
    await expect(openSampleSource(source('lone.hdr'), { beside })).rejects.toThrow(
      /data file of this ENVI header is missing.*lone\.dat/,
    );
    await expect(openSampleSource(source('lone.hdr'))).rejects.toThrow(/it lies in another file/);
  });

  it('damaged headers are read or refused with a tag', { timeout: 60_000 * PATIENCE }, async () => {
    const refused = await fuzz(1500, 11, next => {
      const { source, beside } = inMemory({ 'scene.hdr': damaged(header, next), scene: data });
      return { source: source(next() < 0.5 ? 'scene' : 'scene.hdr'), options: { beside } };
    });
    expect(refused).toBeGreaterThan(200);
  });
});
