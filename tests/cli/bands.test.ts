import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { platform } from '../../core/platform/node.js';
import { scanFits } from '../../formats/fits/scan.js';
import { parseCsv, readFitsImage } from '../../formats/index.js';
import { cloisonneHere, complaints, workplace } from '../helpers/cli.js';
import { fitsCube, put, type Sample, stripes } from './cubes.js';

const dir = workplace();
const at = (...path: string[]): string => join(dir, ...path);
const [WIDTH, HEIGHT, BANDS] = [24, 12, 60];
const sample = stripes(BANDS);
const values = Array.from({ length: BANDS * HEIGHT * WIDTH }, (_, i) =>
  sample(i % WIDTH, Math.floor(i / WIDTH) % HEIGHT, Math.floor(i / WIDTH / HEIGHT)),
);
const value: Sample = (x, y, band) => values[(band * HEIGHT + y) * WIDTH + x];
/** Bands 55 to 59 are missing, band 0 is absurd. */
const odd: Sample = (x, y, band) => (band >= 55 ? Number.NaN : band === 0 ? 1e30 : value(x, y, band));
const cube = put(at('cube.fits'), fitsCube([WIDTH, HEIGHT, BANDS], odd));
/** Bands 1 to 39 alone. */
const cut = put(
  at('cut.fits'),
  fitsCube([WIDTH, HEIGHT, 39], (x, y, band) => value(x, y, band + 1), { CRVAL3: 4751.25 }),
);
const SELECT = ['--bands', '4751-4799'];
const ENGINE = ['--engine', 'wasm', '--k', '3'];

async function done(...args: string[]) {
  const run = await cloisonneHere(args);
  expect([run.code, complaints(run)], run.stderr).toEqual([0, []]);
  return run;
}
const text = (...path: string[]) => readFileSync(at(...path), 'utf8');
const json = (...path: string[]) => JSON.parse(text(...path));
const labels = async (folder: string) => {
  const source = await platform.openFile(at(folder, 'labels.fits'));
  const image = await readFitsImage(source);
  await source.close();
  return Array.from(image.data);
};

describe('a window of the bands', { timeout: 60_000 }, () => {
  let stderr: string;
  beforeAll(async () => {
    ({ stderr } = await done('segment', cube, ...SELECT, ...ENGINE, '--out', at('window'), '--emit', 'sum,ecsv'));
    await done('segment', cut, ...ENGINE, '--out', at('cut'));
  });

  test('gives what a file with only these bands gives', async () => {
    expect(await labels('window')).toEqual(await labels('cut'));
    expect(readFileSync(at('window', 'latents.fits')).equals(readFileSync(at('cut', 'latents.fits')))).toBe(false);
    expect(json('window', 'encoder', 'encoder.json').input).toEqual(json('cut', 'encoder', 'encoder.json').input);
  });

  test('is said in the log, in the report and in segmentation.json, with the reasons', () => {
    expect(stderr).toContain(`288 spectra x 39 of 60 bands (21 left out by option), encoder`);

    expect(text('window', 'report.html')).toContain('39 of 60 bands (21 left out by option)');
    expect(json('window', 'segmentation.json').cube).toMatchObject({
      excludedBands: [
        [0, 0],
        [40, 59],
      ],
      missingBands: [],
    });
  });

  test('leaves the spectra whole: spectra.csv has all bands, and a column that says which took part', () => {
    const [head, ...rows] = parseCsv(text('window', 'spectra.csv'));
    expect(rows).toHaveLength(BANDS);
    expect(head.at(-1)).toBe('used');
    expect(rows.map(row => row.at(-1))).toEqual(rows.map((_, band) => (band >= 1 && band < 40 ? '1' : '0')));
    const [n, mean] = [head.indexOf('n_1'), head.findIndex(name => name.startsWith('mean_1'))];
    rows.forEach((row, band) => {
      expect(row[mean] === '').toBe(band >= 55);
      expect(Number(row[n]) > 0).toBe(band < 55);
    });
    const whole = parseCsv(text('cut', 'spectra.csv'));
    for (let band = 1; band < 40; band++) expect(Number(rows[band][mean])).toBe(Number(whole[band][mean]));
    expect(text('window', 'emit', 'spectra.ecsv')).toMatch(/"used",.*took part/);
  });

  test('leaves the sums whole too, by segment --emit and by emit', async () => {
    await done('emit', at('window'), '--as', 'sum', '--out', at('sums'), '--quiet');
    for (const path of [at('window', 'emit', 'sums', 'label-1.fits'), at('sums', 'sums', 'label-1.fits')]) {
      const bytes = readFileSync(path);
      const source = await platform.openFile(path);
      const { hdus } = await scanFits(source);
      await source.close();
      expect(hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'DATA', 'NPIX', 'USED']);
      const found = await labels('window');
      const of = (b: number) =>
        found.reduce((sum, id, p) => sum + (id === 1 ? Math.fround(value(p % WIDTH, Math.floor(p / WIDTH), b)) : 0), 0);
      const [data, , used] = hdus.slice(1);
      for (const band of [1, 20, 45, 54]) expect(bytes.readDoubleBE(data.dataOffset + 8 * band)).toBeCloseTo(of(band), 3);
      expect(bytes.readDoubleBE(data.dataOffset + 8 * 58)).toBeNaN();
      expect([...bytes.subarray(used.dataOffset, used.dataOffset + BANDS)]).toEqual(
        Array.from({ length: BANDS }, (_, band) => (band >= 1 && band < 40 ? 1 : 0)),
      );
    }
  });

  test('an edited result keeps them whole as well', async () => {
    const segmentation = json('window', 'segmentation.json');
    const ids = segmentation.clusters.map(({ id }: { id: number }) => id);
    await done('edit', at('window'), '--merge', ids.slice(0, 2).join(','));
    await done('edit', at('window'), '--replay', '--out', at('edited'));
    const [head, ...rows] = parseCsv(text('edited', 'spectra.csv'));
    expect(rows.map(row => row[head.indexOf('used')])).toEqual(rows.map((_, band) => (band >= 1 && band < 40 ? '1' : '0')));
    expect(Number(rows[50][1])).toBeGreaterThan(0);
  });
});

test('both reasons are said', { timeout: 60_000 }, async () => {
  const { stderr } = await done('segment', cube, '--exclude', '4749-4751', ...ENGINE, '--out', at('both'));
  expect(stderr).toContain('288 spectra x 54 of 60 bands (1 left out by option, 5 missing in nearly all spaxels)');
  expect(json('both', 'segmentation.json').cube).toMatchObject({
    excludedBands: [
      [0, 0],
      [55, 59],
    ],
    missingBands: [[55, 59]],
  });
  expect(text('both', 'report.html')).toContain('54 of 60 bands (1 left out by option, 5 missing in nearly all spaxels)');
  const dry = await cloisonneHere(['segment', cube, '--exclude', '4749-4751', ...ENGINE, '--out', at('dry'), '--dry-run']);
  expect(dry.stdout).toContain('288 of 54 of 60 bands (1 left out by option');
});

test('an encoder trained on a window fits the window', { timeout: 60_000 }, async () => {
  const recipe = ['--hidden', '8', '--latent', '2', '--epochs', '2', '--batch', '32', '--engine', 'wasm'];
  const { stderr } = await done('train', cube, ...SELECT, ...recipe, '--steps', 'area', '--out', at('encoder'));
  expect(stderr).toContain('39 of 60 bands take part');
  expect(json('encoder', 'encoder.json').input.bands).toBe(39);
  await done('train', cut, ...recipe, '--steps', 'area', '--out', at('alone'));
  const sha = (folder: string) => json(folder, 'encoder.json').weights.sha256;
  expect(sha('encoder')).toBe(sha('alone'));
  await done('segment', cube, ...SELECT, ...ENGINE, '--encoder', at('encoder'), '--out', at('trained'), '--quiet');
  await done('segment', cut, ...ENGINE, '--encoder', at('encoder'), '--out', at('trained-cut'), '--quiet');
  expect(await labels('trained')).toEqual(await labels('trained-cut'));
});

test('a batch with common clusters looks at the window only', { timeout: 120_000 }, async () => {
  mkdirSync(at('in'));
  mkdirSync(at('in-cut'));
  for (const name of ['a.fits', 'b.fits']) {
    writeFileSync(at('in', name), readFileSync(cube));
    writeFileSync(at('in-cut', name), readFileSync(cut));
  }
  await done('batch', at('in/*.fits'), ...SELECT, ...ENGINE, '--common', '--out', at('batch'), '--quiet');
  await done('batch', at('in-cut/*.fits'), ...ENGINE, '--common', '--out', at('batch-cut'), '--quiet');
  const centres = (folder: string) => json(folder, 'common', 'clusters.json').clusters;
  expect(centres('batch')).toEqual(centres('batch-cut'));
  for (const name of ['a', 'b']) expect(await labels(`batch/${name}`)).toEqual(await labels(`batch-cut/${name}`));
});
