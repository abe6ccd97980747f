import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cloisonne, workplace } from '../helpers/cli.js';
import { stripes, tiffCube } from './cubes.js';

const dir = workplace();
const at = (path: string): string => join(dir, path);
const BANDS = 8;
const times = (text: string, line: string): number => text.split(line).length - 1;

beforeAll(() => {
  const sample = stripes(BANDS);
  const data = new Float32Array(12 * 10 * BANDS);
  let i = 0;
  for (let b = 0; b < BANDS; b++) for (let y = 0; y < 10; y++) for (let x = 0; x < 12; x++) data[i++] = sample(x, y, b);
  writeFileSync(at('named.img'), data);
  // Wavelengths stand in the names alone: two readings, as names or as an axis.
  const names = Array.from({ length: BANDS }, (_, band) => `${400 + 10 * band} nm`).join(', ');
  writeFileSync(
    at('named.hdr'),
    `ENVI\nsamples = 12\nlines = 10\nbands = ${BANDS}\nheader offset = 0\ndata type = 4\ninterleave = bsq\nbyte order = 0\nband names = {${names}}\n`,
  );
  writeFileSync(at('bare.tif'), tiffCube([12, 10, BANDS], sample));
});

/** How often a line stands in `info`, in the log, in the report and in segmentation.json; and in the events. */
async function counts(cube: string, line: string, ...more: string[]): Promise<Record<string, number>> {
  const out = `out-${cube}-${more.length}`;
  const run = ['segment', cube, '--out', out, '--engine', 'cpu', '--k', '2', '--steps', 'none', ...more];
  const info = await cloisonne(['info', cube, ...more], { cwd: dir });
  const log = await cloisonne(run, { cwd: dir });
  expect(log).toMatchObject({ code: 0 });
  const report = readFileSync(at(`${out}/report.html`), 'utf8').replaceAll('&#39;', "'");
  const document = readFileSync(at(`${out}/segmentation.json`), 'utf8');
  const events = await cloisonne([...run, '--overwrite', '--events', 'ndjson'], { cwd: dir });
  const count = (text: string) => times(text, line);
  return {
    ...{ info: count(info.stdout), log: count(log.stderr), report: count(report) },
    ...{ document: count(document), events: count(events.stdout) },
  };
}
const ONCE = { info: 1, log: 1, report: 1, document: 1, events: 1 };
const NEVER = { info: 0, log: 0, report: 0, document: 0, events: 0 };

test('which of two readings was taken stands once in info, the log, the report, segmentation.json and the events', async () => {
  expect(await counts('named.hdr', 'the spectral axis is read from the names of the bands')).toEqual(ONCE);
}, 120_000);

test('a file without an axis says so there, with what gives it one; with that it says nothing', async () => {
  const line = 'the file has no spectral axis: bands are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are';
  expect(await counts('bare.tif', line)).toEqual(ONCE);
  expect(await counts('bare.tif', 'no spectral axis', '--axis', 'WAVE,nm,400,10')).toEqual(NEVER);
}, 120_000);
