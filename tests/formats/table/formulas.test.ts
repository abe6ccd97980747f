import { expect, test } from 'vitest';
import { parseCsv, writeCsv, writeEcsv } from '../../../formats/table/index.js';

const FORMULAS = ['=1+2', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("http://x","y")', "-lead'white"];
const HARMLESS = ['azurite', '-1.5', '+3e-4', '-.5', '5 - 3', 'a=b', "'quoted'", ''];

test('texts that a spreadsheet would run get an apostrophe, others and numbers stay', () => {
  const cells = (values: readonly string[]): string[] =>
    values.map(value =>
      writeCsv([{ name: 'name', values: [value] }])
        .slice('name\n'.length, -1)
        .replace(/^"/, ''),
    );
  for (const cell of cells(FORMULAS)) expect(cell).toMatch(/^'/);
  expect(cells(HARMLESS)).toEqual(HARMLESS);
  const numbers = [-1.5, -0, 1e-300, -1e21, Number.NaN, Number.NEGATIVE_INFINITY];
  expect(writeCsv([{ name: 'x', values: numbers }])).toBe('x\n-1.5\n0\n1e-300\n-1e+21\n\n\n');
  expect(writeCsv([{ name: '=x', values: Float32Array.of(-0.1) }])).toBe("'=x\n-0.1\n");
});

test('they read back as they were', () => {
  const texts = [...FORMULAS, ...HARMLESS].filter(text => text.trim() === text && text !== '');
  expect(parseCsv(writeCsv([{ name: '@n', values: texts }])).flat()).toEqual(['@n', ...texts]);
});

test('ECSV, which astropy reads, has them as they are', () => {
  expect(writeEcsv([{ name: 'name', values: ['=1+2'] }])).toMatch(/\nname\n=1\+2\n$/);
});
