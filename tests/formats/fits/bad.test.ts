import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { bytesOf, open, openBytes, setCard } from './helpers.js';

const good = bytesOf('f32.fits');
const padded = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 2880) * 2880));
const card = (keyword: string, value: string): string => `${keyword.padEnd(8)}= ${value.padStart(20)}`.padEnd(80);
const header = (...cards: string[]): Uint8Array => padded([...cards, 'END'.padEnd(80)].join(''));

/** One clear line, of the right kind, that names the fault. */
async function refused(bytes: Uint8Array, pattern: RegExp, tag: 'InputError' | 'EmptyError' = 'InputError'): Promise<void> {
  const error = await openBytes(bytes).catch(err => err);
  expect(isCloisonneError(error, tag), `${error}`).toBe(true);
  expect(error.message).toMatch(pattern);
  expect(error.message).not.toContain('\n');
}

const cases: [string, Uint8Array, RegExp][] = [
  ['nothing', new Uint8Array(0), /not a FITS file/],
  ['something else', new TextEncoder().encode('%PDF-1.4'.padEnd(5760)), /not a FITS file.*byte 0.*SIMPLE/],
  ['shorter than a block', good.slice(0, 2000), /truncated/],
  ['a header without END', good.slice(0, 2880).map((b, i) => (i >= 880 ? 32 : b)), /no END/],
  ['END cut off', padded(card('SIMPLE', 'T') + card('BITPIX', '16')), /no END.*HDU 0, byte 0/],
  ['truncated data', good.slice(0, 2880 + 100), /shorter than.*byte 2880.*240 bytes.*100 \(140 missing\)/],
  ['BITPIX 17', setCard(good, 'BITPIX', card('BITPIX', '17')), /sample type.*BITPIX.*found 17/],
  ['BITPIX text', setCard(good, 'BITPIX', card('BITPIX', "'float'")), /BITPIX.*found 'float'/],
  ['NAXIS negative', setCard(good, 'NAXIS', card('NAXIS', '-3')), /NAXIS,.*found -3/],
  ['NAXIS 1000', setCard(good, 'NAXIS', card('NAXIS', '1000')), /NAXIS,/],
  ['NAXIS2 missing', setCard(good, 'NAXIS2', 'COMMENT'), /NAXIS2.*no such card/],
  ['NAXIS2 fractional', setCard(good, 'NAXIS2', card('NAXIS2', '3.5')), /NAXIS2.*3\.5/],
  ['NAXIS2 twice', setCard(good, 'RADESYS', card('NAXIS2', '9')), /NAXIS2.*4 and 9/],
  ['a petabyte', setCard(good, 'NAXIS3', card('NAXIS3', '99999999999999')), /shorter than.*NAXIS3 = 99999999999999/],
  [
    'beyond any number',
    setCard(setCard(good, 'NAXIS3', card('NAXIS3', '9007199254740991')), 'NAXIS2', card('NAXIS2', '9007199254740991')),
    /shorter than/,
  ],
  ['an empty axis', setCard(good, 'NAXIS3', card('NAXIS3', '0')), /no cube|no data/],
  ['no data at all', header(card('SIMPLE', 'T'), card('BITPIX', '8'), card('NAXIS', '0')), /no cube/],
  ['BSCALE 0', setCard(good, 'RADESYS', card('BSCALE', '0.0')), /BSCALE.*other than 0/],
  ['BZERO text', setCard(good, 'RADESYS', card('BZERO', "'x'")), /BZERO.*a number/],
  [
    'PCOUNT negative',
    header(card('SIMPLE', 'T'), card('BITPIX', '8'), card('NAXIS', '0'), card('GROUPS', 'F')).length
      ? withExtension('PCOUNT', '-1')
      : good,
    /PCOUNT.*-1/,
  ],
  [
    'line breaks in the header',
    new TextEncoder().encode('SIMPLE  =                    T\nBITPIX  = 8\nNAXIS = 0\nEND\n'.padEnd(2880)),
    /no END/,
  ],
];

function withExtension(keyword: string, value: string): Uint8Array {
  const primary = header(card('SIMPLE', 'T'), card('BITPIX', '8'), card('NAXIS', '0'));
  const cards = { XTENSION: "'IMAGE   '", BITPIX: '8', NAXIS: '0', PCOUNT: '0', GCOUNT: '1', [keyword]: value };
  return new Uint8Array([...primary, ...header(...Object.entries(cards).map(([k, v]) => card(k, v)))]);
}

test.each(cases)('%s is refused', async (_, bytes, pattern) => refused(bytes, pattern));

test('random groups are named', async () => {
  const groups = header(
    card('SIMPLE', 'T'),
    card('BITPIX', '8'),
    card('NAXIS', '2'),
    card('NAXIS1', '0'),
    card('NAXIS2', '3'),
    card('GROUPS', 'T'),
    card('PCOUNT', '2'),
    card('GCOUNT', '4'),
  );
  await refused(new Uint8Array([...groups, ...new Uint8Array(2880)]), /random groups|no cube/);
});

test('one band is nothing to segment', async () => {
  const error = await open('flat.fits').catch(err => err);
  expect(isCloisonneError(error, 'EmptyError')).toBe(true);
  expect(error.message).toMatch(/one band.*3 x 4/);
});

test('faults that do not touch the data are warnings', async () => {
  const warnings = async (bytes: Uint8Array) => (await openBytes(bytes)).warnings.join('\n');
  expect(await warnings(good.slice(0, 2880 + 240))).toMatch(/not padded/);
  expect(await warnings(new Uint8Array([...good, 1, 2, 3]))).toMatch(/3 bytes after the last HDU/);
  expect(await warnings(setCard(good, 'RADESYS', card('BLANK', '5')))).toMatch(/BLANK means nothing/);
  expect(await warnings(setCard(bytesOf('i16.fits'), 'RADESYS', card('BLANK', '99999')))).toMatch(/BLANK.*range/);
  expect(await warnings(setCard(good, 'RADESYS', "RADESYS = 'ICRS"))).toMatch(/unclosed quote/);
  expect(await warnings(setCard(good, 'RADESYS', "CONTINUE  'orphan'"))).toMatch(/CONTINUE without/);
  expect(await warnings(setCard(good, 'RADESYS', 'RADESYS = what?'))).toMatch(/what\? is no number/);
  expect(await warnings(setCard(good, 'CTYPE3', card('CTYPE3', "'NOVEL'")))).toMatch(
    /CTYPE3 = 'NOVEL' is not known, and CUNIT3 = 'Angstrom'/,
  );
  expect(await warnings(setCard(good, 'CUNIT3', card('CUNIT3', "'parsec'")))).toMatch(/unit.*parsec/);
  expect(await warnings(setCard(good, 'CDELT3', card('CDELT3', '0.0')))).toMatch(/no step/);
  expect(await warnings(setCard(good, 'CTYPE3', card('CTYPE3', "'WAVE-X2Y'")))).toMatch(
    /WAVE-X2Y' is not linear and cannot be computed.*--axis/,
  );
  expect(await warnings(setCard(good, 'CTYPE3', card('CTYPE3', "'LAMBDA'")))).toMatch(/outside the standard/);
  expect(await warnings(good)).toBe('');
});

test('without a spectral CTYPE the third axis counts channels', async () => {
  const cube = await openBytes(setCard(setCard(good, 'CTYPE3', 'COMMENT'), 'CUNIT3', 'COMMENT'));
  expect(cube.spectralAxis.kind).toBe('channel');
  expect([...cube.spectralAxis.values]).toEqual([1, 2, 3, 4, 5]);
});

test('a file that shrinks while it is read is an InputError', async () => {
  const { openFits } = await import('../../../formats/fits/index.js');
  const { memorySource } = await import('../../../formats/bytes/index.js');
  const whole = memorySource(good, 'shrinking.fits');
  const cut = memorySource(good.slice(0, 2900), 'shrinking.fits');
  let shrunk = false;
  const cube = await openFits({ ...whole, readInto: (...args) => (shrunk ? cut : whole).readInto(...args) });
  shrunk = true;
  await expect(cube.spectrum(2, 3)).rejects.toThrow(/past the end/);
});
