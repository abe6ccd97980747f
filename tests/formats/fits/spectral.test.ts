import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SampleSource } from '../../../core/cube/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { formatCard, type HduToWrite, openFits, writeFits } from '../../../formats/fits/index.js';
import { axisUnit, sizeOf } from '../../../formats/fits/spectral/unit.js';

interface Reference {
  readonly axes: { ctype: string; unit: string; cards: Record<string, number>; values: number[]; size: number }[];
  /** Size in one of the bases by astropy; null for what is none of them. */
  readonly units: Record<string, { base: string; size: number } | null>;
  readonly people: Record<string, [string, number]>;
  readonly logs: Record<string, [string, 'LOG10' | 'LN']>;
}
const reference = JSON.parse(readFileSync('tests/fixtures/fits/spectral/astropy.json', 'utf8')) as Reference;

type Cards = Readonly<Record<string, string | number>>;
const cardsOf = (cards: Cards): string[] => Object.entries(cards).map(([keyword, value]) => formatCard(keyword, value));
const BANDS = 12;
const SKY: Cards = { CTYPE1: 'RA---TAN', CTYPE2: 'DEC--TAN', CRVAL1: 10, CRVAL2: 10 };

/** A cube of 2 x 2 x 12 with these cards, after `before` and before `after`. */
function open(
  cards: Cards,
  { before = [], after = [] }: { before?: HduToWrite[]; after?: HduToWrite[] } = {},
): Promise<SampleSource> {
  const cube = { name: 'DATA', shape: [2, 2, BANDS], data: new Float32Array(4 * BANDS), header: cardsOf({ ...SKY, ...cards }) };
  return openFits(memorySource(writeFits([...before, cube, ...after]), 'x.fits'));
}

const near = (found: ArrayLike<number>, wanted: readonly number[], relative = 1e-9): void => {
  expect(found).toHaveLength(wanted.length);
  const span = Math.abs(wanted[wanted.length - 1] - wanted[0]);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(found[i] - wanted[i]), `${i}: ${found[i]}, not ${wanted[i]}`).toBeLessThan(
      relative * Math.max(Math.abs(wanted[i]), span),
    );
};
const linear = (first: number, step: number): number[] => Array.from({ length: BANDS }, (_, i) => first + i * step);

describe('rules of CTYPE', () => {
  test.each(reference.axes)('$ctype in $unit is as wcslib has it', async ({ ctype, unit, cards, values, size }) => {
    const { spectralAxis, warnings } = await open({ CTYPE3: ctype, CUNIT3: unit, ...cards });
    expect(spectralAxis.kind).not.toBe('channel');
    near(
      spectralAxis.values,
      values.map(v => v / size),
      1e-10,
    );
    expect(warnings).toEqual([]);
  });

  test.each([
    ['WAVE-XYZ', 'is not linear and cannot be computed: XYZ is no rule'],
    ['WAVE-W2F', 'W2F is no rule for WAVE'],
    ['VOPT-F2W', 'no RESTFRQ or RESTWAV'],
    ['WAVE-GRI', 'PV3_0 to PV3_6'],
  ])('%s without what it needs becomes band numbers, and says how to state the axis', async (ctype, why) => {
    const { spectralAxis, warnings } = await open({
      CTYPE3: ctype,
      CUNIT3: ctype.startsWith('V') ? 'm/s' : 'nm',
      CRVAL3: 500,
      CDELT3: 1,
      CRPIX3: 1,
    });
    expect(spectralAxis.kind).toBe('channel');
    expect(warnings.join()).toContain(why);
    expect(warnings.join()).toContain('--axis TYPE,UNIT,START,STEP');
  });

  test('FELO without a rest frequency is linear, and says so', async () => {
    const { spectralAxis, warnings } = await open({ CTYPE3: 'FELO-HEL', CUNIT3: 'm/s', CRVAL3: 1e6, CDELT3: 1000, CRPIX3: 1 });
    near(spectralAxis.values, linear(1e6, 1000));
    expect(warnings.join()).toMatch(/FELO.*linear/);
  });
});

describe('units', () => {
  test.each(Object.entries(reference.units))('%j is what astropy makes of it', (text, wanted) => {
    const found = axisUnit(text);
    if (wanted === null) {
      expect(found).toBeUndefined();
      return;
    }
    const size = (sizeOf(found?.unit ?? '') ?? Number.NaN) * (found?.factor ?? Number.NaN);
    expect(Math.abs(size / wanted.size - 1)).toBeLessThan(1e-9);
  });

  test.each(Object.entries(reference.people))('%j means %j', (text, [unit, factor]) => {
    expect(axisUnit(text)).toMatchObject({ unit, factor });
    expect(axisUnit(`  ${text} `)).toEqual(axisUnit(text));
  });

  test.each(['constructor', 'toString', '__proto__', 'log(log(m))', '((((m', 'm**', 'm^(2', '1/0', '1e999 m', '*', ')m('])(
    '%j is no unit',
    text => {
      expect(axisUnit(text)).toBeUndefined();
    },
  );

  test('a unit in the spelling of its own is itself', () => {
    for (const unit of [
      'm',
      'cm',
      'mm',
      'um',
      'nm',
      'Angstrom',
      'Hz',
      'GHz',
      'm/s',
      'km/s',
      'eV',
      'keV',
      'cm-1',
      'm-1',
      'rad/m^2',
    ])
      expect(axisUnit(unit)).toMatchObject({ unit, factor: 1 });
  });

  test.each(Object.entries(reference.logs))('%j is a logarithm', async (text, [unit, log]) => {
    expect(axisUnit(text)).toMatchObject({ unit, log, factor: 1 });
    const { spectralAxis, warnings } = await open({ CTYPE3: 'WAVE', CUNIT3: text, CRVAL3: 3.6, CDELT3: 1e-4, CRPIX3: 1 });
    if (!text.includes('km'))
      near(
        spectralAxis.values,
        linear(3.6, 1e-4).map(v => (log === 'LN' ? Math.exp(v) : 10 ** v)),
      );
    expect(warnings.filter(line => /unit/.test(line) && !/km/.test(line))).toEqual([]);
  });
});

describe('cards that stand elsewhere, or say two things', () => {
  test.each([
    [
      'CDELT3 beside a CD matrix of the sky',
      { CD1_1: -1e-4, CD2_2: 1e-4, CTYPE3: 'WAVE', CUNIT3: 'Angstrom', CRVAL3: 3600, CDELT3: 0.5, CRPIX3: 1 },
      3600,
      0.5,
      /CDELT3/,
    ],
    [
      'CD001001 for the sky',
      { CD001001: -1e-4, CD002002: 1e-4, CTYPE3: 'WAVE', CUNIT3: 'nm', CRVAL3: 360, CDELT3: 0.5, CRPIX3: 1 },
      360,
      0.5,
      /CDELT3/,
    ],
    [
      'CD3_3 and CDELT3',
      { CD1_1: -1e-4, CD2_2: 1e-4, CD3_3: 2, CTYPE3: 'WAVE', CUNIT3: 'nm', CRVAL3: 360, CDELT3: 1, CRPIX3: 1 },
      360,
      2,
      /CD counts/,
    ],
    [
      'a misspelt type',
      { CTYPE3: 'Frequency&', CUNIT3: 'GHz', CRVAL3: 450, CDELT3: 2, CRPIX3: 1 },
      450,
      2,
      /CTYPE3|outside the standard/,
    ],
    [
      'an unknown type with a telling unit',
      { CTYPE3: 'SPEKTRAL', CUNIT3: 'GHz', CRVAL3: 450, CDELT3: 2, CRPIX3: 1 },
      450,
      2,
      /SPEKTRAL.*GHz.*frequency/,
    ],
    [
      'numbers in quotes',
      { CTYPE3: 'VELO-LSR', CUNIT3: 'm/s', CRVAL3: '1000.0', CDELT3: '2.5D1', CRPIX3: '1' },
      1000,
      25,
      /CDELT3 = '2.5D1' is a text/,
    ],
    [
      'a left-over DC-FLAG',
      { 'DC-FLAG': 1, CTYPE3: 'LINEAR', CUNIT3: 'Angstrom', CRVAL3: 4750, CD3_3: 1.25, CRPIX3: 1 },
      4750,
      1.25,
      /cannot be logarithms/,
    ],
    [
      'IRAF',
      {
        CTYPE3: 'LINEAR',
        WAT3_001: 'wtype=linear axtype=wave label=Wavelength units=angstroms',
        CRVAL3: 4750,
        CD3_3: 1.25,
        CRPIX3: 1,
      },
      4750,
      1.25,
      /WAT3_001/,
    ],
  ] as [string, Cards, number, number, RegExp][])('%s', async (_, cards, first, step, said) => {
    const { spectralAxis, warnings } = await open(cards);
    expect(spectralAxis.kind).not.toBe('channel');
    near(spectralAxis.values, linear(first, step));
    expect(warnings.join()).toMatch(said);
  });

  test.each([
    [
      'DC-FLAG',
      { 'DC-FLAG': 1, CTYPE3: 'LINEAR', CUNIT3: 'Angstrom', CRVAL3: 3.6, CDELT3: 1e-4, CRPIX3: 1 },
      (v: number) => 10 ** v,
    ],
    ['LN-LAMBDA', { CTYPE3: 'LN-LAMBDA', CUNIT3: 'Angstrom', CRVAL3: 8.47, CDELT3: 1e-4, CRPIX3: 1 }, Math.exp],
    ['LOGLAM', { CTYPE3: 'LOGLAM', CUNIT3: 'Angstrom', CRVAL3: 3.6, CDELT3: 1e-4, CRPIX3: 1 }, (v: number) => 10 ** v],
  ] as [string, Cards, (v: number) => number][])('%s is a logarithm', async (_, cards, of) => {
    const { spectralAxis } = await open(cards);
    near(spectralAxis.values, linear(cards.CRVAL3 as number, 1e-4).map(of));
    expect(spectralAxis.unit).toBe('Angstrom');
  });

  test('type and unit of the primary header', async () => {
    const before = [{ shape: [], header: cardsOf({ CTYPE3: 'AWAV', CUNIT3: 'Angstrom' }) }];
    const { spectralAxis, warnings } = await open({ CRVAL3: 4750, CD3_3: 1.25, CRPIX3: 1 }, { before });
    expect(spectralAxis.kind).toBe('wavelength-air');
    near(spectralAxis.values, linear(4750, 1.25));
    expect(warnings.join()).toMatch(/CTYPE3 = 'AWAV' is that of the primary header/);
  });

  test('a wavelength in Hz: the unit counts, and both are named', async () => {
    const { spectralAxis, warnings } = await open({ CTYPE3: 'AWAV', CUNIT3: 'HZ', CRVAL3: 1e9, CDELT3: 1e6, CRPIX3: 1 });
    expect(spectralAxis).toMatchObject({ kind: 'frequency', unit: 'Hz' });
    expect(warnings.join()).toMatch(/AWAV.*HZ.*--axis/);
  });

  test.each([
    ['FDEP', 'rad/m^2', 'faraday-depth'],
    ['TIME', 's', 'other'],
    ['PHASE', 'deg', 'other'],
  ])('%s in %s is an axis like any other', async (ctype, unit, kind) => {
    const { spectralAxis } = await open({ CTYPE3: ctype, CUNIT3: unit, CRVAL3: -150, CDELT3: 25, CRPIX3: 1 });
    expect(spectralAxis).toMatchObject({ kind, unit });
    near(spectralAxis.values, linear(-150, 25));
  });

  test('a wavelength table that cannot serve gives way to the cards, with a warning', async () => {
    const cards = { CTYPE3: 'WAVE-LOG', CUNIT3: 'Angstrom', CRVAL3: 3621.6, CD3_3: 0.8339, CRPIX3: 1 };
    const wanted = linear(0, 0.8339).map(v => 3621.6 * Math.exp(v / 3621.6));
    const table = (values: Float64Array): HduToWrite => ({ name: 'WAVE', shape: [BANDS], data: values, header: [] });
    for (const spoil of [0, Number.NaN, 1e4]) {
      const values = Float64Array.from(wanted);
      values[5] = spoil;
      const { spectralAxis, warnings } = await open(cards, { after: [table(values)] });
      near(spectralAxis.values, wanted);
      expect(warnings.join()).toMatch(/WAVE.*do not rise or fall/);
    }
    const good = await open(cards, { after: [table(Float64Array.from(wanted, v => v + 1))] });
    near(
      good.spectralAxis.values,
      wanted.map(v => v + 1),
    );
  });
});
