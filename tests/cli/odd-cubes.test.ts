import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operands } from '../../cli/operands.js';
import { formatCard, memorySource, parseCsv, scanFits, writeFits } from '../../formats/index.js';
import { cloisonneHere, complaints, filesIn, repo, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);

test('two distinct spectra: no other K to compare, and no NaN anywhere', async () => {
  writeFileSync(
    at('two.fits'),
    fitsCube([10, 10, 20], (x, _y, band) => (x < 5 ? 1 : band < 10 ? 2 : 5)),
  );
  const run = await cloisonneHere(['segment', at('two.fits'), '--engine', 'cpu', '--out', at('two')]);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stdout).toMatch(
    /^two\.fits: 2 clusters in 100 spaxels \(silhouette 1\.000; no other K to compare\)\nK: .*\(1\); no other K/,
  );
  expect(run.stdout).not.toContain('NaN');
  for (const [path, bytes] of filesIn(at('two')))
    if (/\.(json|html|csv)$/.test(path))
      expect(bytes.toString('utf8').replace(/<script[\s\S]*?<\/script>/g, ''), path).not.toMatch(/\bNaN\b/);
});

test('an encoder card without steps does not fit (5), and no engine is blamed', async () => {
  cpSync(repo('samples/encoders/landsat7-6'), at('enc'), { recursive: true });
  const card = JSON.parse(readFileSync(at('enc/encoder.json'), 'utf8'));
  const args = [
    repo('samples/data/landsat.tif'),
    '--axis',
    repo('samples/data/landsat.json'),
    '--encoder',
    at('enc'),
    '--k',
    '2',
  ];
  const run = async (steps: unknown) => {
    writeFileSync(at('enc/encoder.json'), JSON.stringify({ ...card, steps }));
    return cloisonneHere(['segment', ...args, '--out', at('never')]);
  };
  const empty = await run([]);
  expect(complaints(empty)).toEqual([
    expect.stringMatching(/^cloisonne: the encoder does not reproduce its own golden vectors .*Steps/),
  ]);
  expect([empty.code, empty.stderr.includes('is not used')]).toEqual([5, false]);
  const missing = await run(undefined);
  expect([missing.code, complaints(missing)]).toEqual([5, [expect.stringMatching(/encoder\.json\]: steps is missing/)]]);
});

test('a file name behind -- may begin with a dash', async () => {
  writeFileSync(at('-a.fits'), fitsCube([6, 5, 12], stripes(12)));
  const run = await cloisonneHere(['info', '--json', '--', '-a.fits'], { cwd: dir });
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(JSON.parse(run.stdout)).toMatchObject({ name: './-a.fits' });
  expect((await cloisonneHere(['info', '--', '--none.fits[1]'], { cwd: dir })).stderr).toMatch(/cannot open.*\.\/--none\.fits/);
  expect(operands(['segment', '--k', '2', '--', '-', '--', 'b.fits'])).toEqual([
    'segment',
    '--k',
    '2',
    'stdin://',
    './--',
    'b.fits',
  ]);
  expect(operands(['info', '-[1]'])).toEqual(['info', 'stdin://[1]']);
});

test.each([
  ['huge', 1e300, 0],
  ['pedestal', 0.01, 1e6],
])(
  'a float64 cube that float32 cannot hold (%s): said once, segmented, and spectra in its own values',
  async (name, size, pedestal) => {
    const [width, height, bands] = [12, 9, 30];
    const sample = stripes(bands);
    const data = new Float64Array(width * height * bands);
    for (let b = 0, i = 0; b < bands; b++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[i++] = pedestal + size * sample(x, y, b);
    writeFileSync(at(`${name}.fits`), writeFits([{ header: [formatCard('BUNIT', 'Jy')], data, shape: [width, height, bands] }]));
    const args = ['--k', '3', '--engine', 'cpu', '--emit', 'sum,ecsv', '--out', at(name)];
    const run = await cloisonneHere(['segment', at(`${name}.fits`), ...args]);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr.match(/every sample/g)).toHaveLength(1);
    const files = filesIn(at(name));
    const document = JSON.parse(String(files.get('segmentation.json')));
    expect(document.clusters.map(({ count }: { count: number }) => count)).toEqual([36, 36, 36]);
    expect(document.cube.narrowing).toEqual({ scale: pedestal ? 1 : 1e300, offset: pedestal, unit: 'Jy' });
    const [head, ...rows] = parseCsv(String(files.get('spectra.csv')));
    const [n, mean] = [head.indexOf('n_1'), head.indexOf('mean_1 (Jy)')];
    const own = rows.map(row => Number(row[mean]));
    for (const value of own) expect((value - pedestal) / size).toBeGreaterThan(1.5);
    expect(Math.max(...own.map(value => (value - pedestal) / size))).toBeGreaterThan(10);
    const sums = files.get('emit/sums/label-1.fits') as Buffer;
    const { hdus } = await scanFits(memorySource(sums, 'sum'));
    const first = sums.readDoubleBE(hdus[1].dataOffset);
    expect(Math.abs(first / (36 * own[0]) - 1)).toBeLessThan(1e-7);
    expect(hdus[1].header.string('BUNIT')).toBe('Jy');
    expect(String(files.get('emit/spectra.ecsv'))).toMatch(/mean_1", unit: "Jy", datatype: float64/);
    expect(Number(rows[0][n])).toBe(36);
  },
);
