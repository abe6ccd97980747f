import { expect, test } from 'vitest';
import { platform } from '#platform';
import { memorySource } from '../../../formats/bytes/index.js';
import { fitsjsCanRead, openFits, planeByFitsjs, scanFits, writeFits } from '../../../formats/fits/index.js';
import { bytesOf, expected, fixture, nan, setCard } from './helpers.js';

const verdict = async (bytes: Uint8Array, name = 'x.fits') => {
  const source = memorySource(bytes, name);
  return fitsjsCanRead((await scanFits(source)).hdus, source);
};

test.each(['u8', 'i16', 'i32', 'f32', 'nan'])('%s: fitsjs and our reader agree on every plane', async type => {
  const name = `${type}.fits`;
  const bytes = bytesOf(name);
  expect(await verdict(bytes)).toMatchObject({ ok: true });
  const { hdus } = await scanFits(memorySource(bytes, name));
  const { shape, samples } = expected[name];
  const size = shape[0] * shape[1];
  for (let band = 0; band < shape[2]; band++) {
    const at = hdus[0].dataOffset + (band * size * Math.abs(hdus[0].bitpix)) / 8;
    const plane = await planeByFitsjs(bytes.slice(at, at + (size * Math.abs(hdus[0].bitpix)) / 8), hdus[0].bitpix);
    expect(Array.from(plane, v => v + 0)).toEqual(Array.from(nan(samples.slice(band * size, (band + 1) * size)), v => v + 0));
  }
});

test.each([
  ['f64.fits', /BITPIX -64/],
  ['i64.fits', /BITPIX 64/],
  ['u16.fits', /scaled integers/],
  ['blank.fits', /BLANK/],
  ['stokes1.fits', /4 axes/],
  ['header.fits', /cards/],
  ['packed.fits', /compressed/],
  ['tab.fits', /bintable/],
])('%s is kept from fitsjs', async (name, reason) => {
  const { ok, reason: why } = await verdict(bytesOf(name));
  expect(ok).toBe(false);
  expect(why).toMatch(reason);
});

test('strings that fitsjs cuts and lengths that make it loop are kept from it', async () => {
  const good = bytesOf('f32.fits');
  expect((await verdict(new Uint8Array([...good, 0]))).reason).toMatch(/not as long/);
  expect((await verdict(good.slice(0, 2880 + 240))).reason).toMatch(/not as long/);
  expect((await verdict(setCard(good, 'RADESYS', "OBJECT  = 'NGC / 1068'"))).reason).toMatch(/strings/);
});

test('the guard keeps fitsjs from what it gets wrong: the unsigned cube it would wrap', async () => {
  const bytes = bytesOf('u16.fits');
  const { hdus } = await scanFits(memorySource(bytes, 'u16'));
  const wrong = await planeByFitsjs(bytes.slice(hdus[0].dataOffset, hdus[0].dataOffset + 24), 16, 32768, 1);
  expect(wrong).not.toEqual(nan(expected['u16.fits'].samples.slice(0, 12)));
});

test('plane() is decoded by fitsjs where it may, and equals the samples', async () => {
  const data = Float32Array.from({ length: 24 }, (_, i) => i * 1.25 - 7);
  const cube = await openFits(memorySource(writeFits([{ header: [], data, shape: [2, 3, 4] }]), 'x'));
  expect(await cube.plane(2)).toEqual(data.slice(12, 18));
  const real = await openFits(await platform.openFile(fixture('vrad.fits')));
  expect(await real.plane(0)).toEqual(nan(expected['vrad.fits'].samples.slice(0, 12)));
  await real.close();
});
