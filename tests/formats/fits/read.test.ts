import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { scanFits } from '../../../formats/fits/index.js';
import { bytesOf, expected, gather, nan, open } from './helpers.js';

const options: Record<string, object> = { 'stokes3.fits': { plane: [2] }, 'stokes3_fast.fits': { plane: [1] } };
const files = Object.keys(expected).filter(name => name.endsWith('.fits'));

test.each(files)('%s: samples, slabs, spectra and planes are those of astropy', async name => {
  const cube = await open(name, options[name]);
  const { shape, samples } = expected[name];
  const [width, height, bands] = shape;
  expect(cube.shape).toEqual({ width, height, bands });
  const truth = nan(samples);
  expect(await gather(cube, cube.samples(0, height))).toEqual(truth);

  const slab = await gather(cube, cube.samples(1, 2)).catch(() => undefined);
  expect(slab).toBeDefined();
  for (let b = 0; b < bands; b++) {
    const at = b * width * height + width;
    expect(slab!.slice(at, at + 2 * width)).toEqual(truth.slice(at, at + 2 * width));
    // fitsjs, which may have decoded the plane, turns -0 into 0.
    expect(Array.from(await cube.plane(b), v => v + 0)).toEqual(
      Array.from(truth.slice(b * width * height, (b + 1) * width * height), v => v + 0),
    );
  }
  for (const [x, y] of [
    [0, 0],
    [width - 1, height - 1],
    [1, 2],
  ]) {
    expect(await cube.spectrum(x, y)).toEqual(
      Float32Array.from({ length: bands }, (_, b) => truth[(b * height + y) * width + x]),
    );
  }
  await cube.close();
});

test.each(files.filter(name => expected[name].axis))('%s: the spectral axis is that of astropy.wcs', async name => {
  const { spectralAxis } = await open(name, options[name]);
  const { axis } = expected[name];
  for (const [i, value] of axis!.entries()) expect(Math.abs(spectralAxis.values[i] / value - 1)).toBeLessThan(1e-12);
  expect(spectralAxis.edges).toHaveLength(axis!.length + 1);
  expect(spectralAxis.edges[1]).toBe((spectralAxis.values[0] + spectralAxis.values[1]) / 2);
});

test('types carry the sign of BZERO', async () => {
  const types = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64'];
  expect(await Promise.all(types.map(async type => (await open(`${type}.fits`)).dtype))).toEqual(types);
});

test('kinds and units', async () => {
  const of = async (name: string) => {
    const { spectralAxis } = await open(name);
    return `${spectralAxis.kind} ${spectralAxis.unit}`;
  };
  expect(await of('log.fits')).toBe('wavelength-vacuum Angstrom');
  expect(await of('cd.fits')).toBe('wavelength-air Angstrom');
  expect(await of('pc.fits')).toBe('velocity km/s');
  expect(await of('vrad.fits')).toBe('velocity m/s');
  expect(await of('wave.fits')).toBe('wavelength nm');
  expect(await of('wave_rows.fits')).toBe('wavelength um');
});

test('64-bit integers beyond 2^53 are said to be rounded, once they are met', async () => {
  const cube = await open('i64_big.fits');
  expect(cube.warnings).toEqual([]);
  await cube.plane(0);
  await cube.plane(1);
  expect(cube.warnings.filter(line => line.includes('2^53'))).toHaveLength(1);
  const small = await open('i64.fits');
  await small.plane(0);
  expect(small.warnings).toEqual([]);
});

test('STAT is the variance, DQ blanks samples, ERR is squared; another shape is not used', async () => {
  const pair = await open('pair.fits');
  expect(pair.name).toBe('pair.fits[DATA]');
  expect(pair.unit).toBe('10**(-20)*erg/s/cm**2/Angstrom');
  expect(await gather(pair, pair.variance!(0, 4))).toEqual(nan(expected['pair.fits'].variance!));
  const err = await open('err.fits');
  expect(await gather(err, err.variance!(0, 4))).toEqual(nan(expected['err.fits'].variance!));
  expect(err.warnings.join()).toMatch(/MASK.*not used.*shape/);
  expect((await open('f32.fits')).variance).toBeUndefined();
  expect((await open('pair.fits', { hdu: 'stat' })).variance).toBeUndefined();
});

test('gzip goes through a spill, bounded, and gives the same cube', async () => {
  const cube = await open('pair.fits.gz');
  expect(await gather(cube, cube.samples(0, 4))).toEqual(nan(expected['pair.fits'].samples));
  await cube.close();
  await expect(open('pair.fits.gz', { maxSpillBytes: 10000 })).rejects.toThrow(/20160 bytes, the limit is 10000/);
});

test('HDUs are found by number, name in any case and version', async () => {
  expect((await open('pair.fits', { hdu: 1 })).name).toBe('pair.fits[DATA]');
  expect((await open('pair.fits', { hdu: 'dAtA' })).shape.bands).toBe(5);
  expect((await open('err.fits', { hdu: 'SCI,2' })).shape.bands).toBe(5);
  await expect(open('err.fits', { hdu: 'SCI,3' })).rejects.toThrow(/no HDU SCI,3/);
  await expect(open('pair.fits', { hdu: 7 })).rejects.toThrow(/no HDU 7.*HDU 1 \(DATA\) image 3 x 4 x 5/);
});

test('headers: CONTINUE, HIERARCH, D exponents, quotes and slashes, 650 keys, duplicates, non-ASCII', async () => {
  const { hdus, warnings } = await scanFits(memorySource(bytesOf('header.fits'), 'header.fits'));
  const { header } = hdus[0];
  expect(header.string('LONGTEXT')).toBe(expected['header.fits'].text);
  expect(header.string('OBJECT')).toBe("NGC / 1068 d'or");
  expect(header.number('ESO INS DROT POSANG')).toBe(42.5);
  expect(header.number('KEY00649')).toBe(649);
  expect(header.number('KEY00001')).toBe(1);
  expect(header.number('CRVAL3')).toBe(4750);
  expect(header.number('CRPIX3')).toBe(1);
  expect(warnings.join('\n')).toMatch(/not printable ASCII/);
  expect(warnings.join('\n')).toMatch(/repeated keywords.*KEY00001/);
});

test('a fourth axis must be chosen and exist', async () => {
  await expect(open('stokes3.fits')).rejects.toThrow(/more than three axes.*NAXIS4 = 3 STOKES/);
  await expect(open('stokes3.fits', { plane: [3] })).rejects.toThrow(/no plane 3/);
  await expect(open('f32.fits', { plane: [0] })).rejects.toThrow(/no plane to choose/);
});

test('an aborted read stops', async () => {
  const cube = await open('f32.fits');
  const stop = AbortSignal.abort();
  const error = await gather(cube, cube.samples(0, 4, stop)).catch(err => err);
  expect(isCloisonneError(error, 'InterruptedError')).toBe(true);
});

test('an axis given replaces that of the file', async () => {
  const axis = (await open('wave.fits')).spectralAxis;
  expect((await open('f32.fits', { axis })).spectralAxis).toBe(axis);
  const short = { ...axis, values: axis.values.slice(1) };
  await expect(open('f32.fits', { axis: short })).rejects.toThrow(/4 values for 5 bands/);
});
