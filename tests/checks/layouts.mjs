// Makes formats/LAYOUTS.md of what the built `cloisonne info --json` says of the files that tests/fixtures/layouts/layouts.json names:
//   npm run layouts
// The files are made by tests/fixtures/layouts/make.py and the scripts of the other fixtures.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { infoOf } from '../../dist/cli/commands/info.js';

const repo = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = join(repo, 'tests/fixtures');

/** The layouts: name, file below tests/fixtures, options that the file needs. */
export const layouts = JSON.parse(readFileSync(join(fixtures, 'layouts/layouts.json'), 'utf8'));

const number = value => String(Number(value.toPrecision(7)));
const cell = text => text.replaceAll('|', '\\|');

/** `wavelength-air, 4750 to 4756.25 Angstrom`, or the names of the bands. */
function axisOf({ kind, unit, values, names }) {
  if (kind === 'channel' && names?.some(Boolean)) return `bands ${names[0]} ... ${names.at(-1)}`;
  if (kind === 'channel') return 'band numbers';
  return `${kind}, ${number(values[0])} to ${number(values.at(-1))} ${unit}`.trim();
}

/** The part of the file that was taken for something, as `info` lists it. */
function takenAs({ contents, variance }) {
  const part = contents.find(({ taken }) => taken === 'variance');
  if (part) return `${part.part}: ${part.why.replace(/ \(.*/, '')}`;
  return variance ? 'yes' : '-';
}

/** The row of the table for a layout, by what the program says of its file. */
export async function layoutRow({ layout, file, options = {} }) {
  const info = await infoOf(join(fixtures, file), { ...options, quiet: true });
  const shape = `${info.width} x ${info.height} x ${info.bands}`;
  const { format, spectralAxis, axisFrom, quality, warnings } = info;
  const cells = [
    ...[layout, format, shape, axisOf(spectralAxis), axisFrom ?? '-', takenAs(info), quality ?? '-'],
    warnings.length > 0 ? 'yes' : '-',
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

const head = `# Layouts that open

Each row is a small file in the layout of the instrument or program, and what \`cloisonne info\` takes of it: width x height x bands, the spectral axis and where
it came from, the variance and the quality flags. The last column tells whether a warning goes with it. The files hold made-up numbers. They follow what
is generally known of the products, and were not written by the instruments' own software, but where a program is named as the writer (astropy, fpack, GDAL, HyperSpy, tifffile).
The table is made by \`npm run layouts\` from \`tests/fixtures/layouts\`; a test compares every row with what the program says now.

| layout | format | cube | spectral axis | taken from | variance | quality | warns |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = [];
  for (const layout of layouts) rows.push(await layoutRow(layout));
  writeFileSync(join(repo, 'formats/LAYOUTS.md'), `${head}${rows.join('\n')}\n`);
  process.stdout.write(`formats/LAYOUTS.md: ${rows.length} layouts\n`);
}
