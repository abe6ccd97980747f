import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { layoutRow, layouts } from '../../checks/layouts.mjs';
import { repo } from '../../helpers/cli.js';

const text = await readFile(repo('formats/LAYOUTS.md'), 'utf8');
const committed = text.split('\n').filter(line => line.startsWith('| '));

test('the table of layouts has a row for each, and at least 45', () => {
  const [, , ...rows] = committed;
  expect(rows.length).toBeGreaterThanOrEqual(45);
  expect(rows.map(row => row.split(' | ')[0].slice(2))).toEqual(layouts.map(({ layout }) => layout));
});

test('every layout is read as the table says', { timeout: 120_000 }, async () => {
  const rows: string[] = [];
  for (const layout of layouts) rows.push(await layoutRow(layout));
  expect(rows).toEqual(committed.slice(2));
});

test('each row tells the axis of its own file', async () => {
  const [first, second] = layouts;
  expect(await layoutRow({ ...first, file: second.file })).not.toBe(committed[2]);
});
