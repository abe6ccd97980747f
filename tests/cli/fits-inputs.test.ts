import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editedSpectra } from '../../cli/edit/cube.js';
import { readResult } from '../../cli/edit/result.js';
import { memorySource, parseCsv, readFitsImage } from '../../formats/index.js';
import { type CliRun, cloisonne, complaints, repo, workplace } from '../helpers/cli.js';
import { type StaticServer, serve } from '../helpers/serve.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);
const LAYOUTS = repo('tests/fixtures/fits/layouts/');
const MUSE = repo('samples/data/muse.fits');
const SEGMENT = ['--k', '3', '--quiet', '--engine', 'wasm'];
const expected = JSON.parse(readFileSync(`${LAYOUTS}expected.json`, 'utf8')).muse as { spaxelsAbove: Record<string, number> };
const bytesOf = (folder: string, file: string): Uint8Array => new Uint8Array(readFileSync(join(at(folder), file)));
const labels = (folder: string) => readFitsImage(memorySource(bytesOf(folder, 'labels.fits'), 'labels.fits'));

async function done(args: readonly string[], shell?: string): Promise<CliRun> {
  const run = await cloisonne(args, { shell });
  expect(run.code, run.stderr).toBe(0);
  expect(complaints(run)).toEqual([]);
  return run;
}

let server: StaticServer;
beforeAll(async () => {
  writeFileSync(at('scene.fits'), gunzipSync(readFileSync(`${LAYOUTS}scene.fits.gz`)));
  copyFileSync(`${LAYOUTS}scene_rows.fits.fz`, at('rows.fits.fz'));
  server = await serve(dir);
});
afterAll(() => server.close());

const WINDOW = '[5:20,3:12,*]';

test('a window of a compressed cube, by HTTP ranges and through a pipe, is segmented like that of the plain one', {
  timeout: 120_000,
}, async () => {
  await Promise.all([
    done(['segment', `${at('scene.fits')}[0]${WINDOW}`, '--out', at('plain'), ...SEGMENT]),
    done(['segment', `${server.url}rows.fits.fz${WINDOW}`, '--out', at('http'), ...SEGMENT]),
    done(['segment', `-${WINDOW}`, '--out', at('pipe'), ...SEGMENT], `cat '${at('rows.fits.fz')}' | "$@"`),
  ]);
  const plain = await labels('plain');
  for (const folder of ['http', 'pipe']) {
    for (const file of ['labels.png', 'spectra.csv'])
      expect(Buffer.from(bytesOf(folder, file)).equals(Buffer.from(bytesOf('plain', file))), `${folder}, ${file}`).toBe(true);
    const packed = await labels(folder);
    expect(packed.data).toEqual(plain.data);
    expect(packed.frame).toEqual(plain.frame);
  }
  expect([plain.width, plain.height]).toEqual([16, 10]);
  const crpix = (plain.frame.kind === 'celestial' ? plain.frame.cards : [])
    .filter(card => card.startsWith('CRPIX'))
    .map(card => Number(card.slice(10, 30)));
  // The scene has its reference pixel at 2.5, 3.
  expect(crpix).toEqual([-1.5, 1]);
});

test('--min-snr leaves out what numpy says is below', { timeout: 120_000 }, async () => {
  const run = await done(['segment', MUSE, '--out', at('snr'), '--min-snr', '0.5', '--json', ...SEGMENT]);
  const left = (await labels('snr')).data.filter(label => label > 0).length;
  expect(left).toBe(expected.spaxelsAbove['0.5']);
  expect(JSON.parse(run.stdout)).toBeTruthy();
  const words = `--min-snr 0.5 leaves out ${900 - left} of 900 spaxels`;
  expect(readFileSync(join(at('snr'), 'report.html'), 'utf8')).toContain(words);
  const none = await cloisonne(['segment', MUSE, '--out', at('none'), '--min-snr', '50', '--engine', 'wasm']);
  expect(none.code).toBe(4);
  expect(none.stderr).toMatch(
    /nothing to segment \[.*muse.fits.*\]: --min-snr 50 leaves out all 900 spaxels, the highest .* is 0\.\d+\./,
  );
  const refused = await cloisonne(['segment', at('scene.fits'), '--out', at('none'), '--min-snr', '3']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/signal-to-noise of this cube is not known.*no variance/);
});

test('--weights variance adds the means that numpy weights, also where the result is edited', { timeout: 120_000 }, async () => {
  const options = ['--weights', 'variance', '--emit', 'ecsv'];
  await done(['segment', MUSE, '--out', at('weighted'), ...SEGMENT, ...options, '--k', '1']);
  const { bands, valid } = JSON.parse(readFileSync(repo('tests/fixtures/describe/weighted.json'), 'utf8'));
  const [titles, ...rows] = parseCsv(readFileSync(join(at('weighted'), 'spectra.csv'), 'utf8'));
  expect(titles.slice(4).map(title => title.split(' ')[0])).toEqual(['wmean_1', 'werror_1', 'used']);
  const { clusters, provenance } = JSON.parse(readFileSync(join(at('weighted'), 'segmentation.json'), 'utf8'));
  expect(provenance.options.weights).toBe('variance');
  bands.forEach((band: number, i: number) => {
    for (const [column, name, values] of [
      [4, 'weightedMean', valid.mean],
      [5, 'weightedError', valid.error],
    ] as const) {
      expect(Number(rows[band][column])).toBeCloseTo(values[i], 6);
      expect(clusters[0].spectra[name][band]).toBeCloseTo(values[i], 7);
    }
  });
  expect(readFileSync(join(at('weighted'), 'emit/spectra.ecsv'), 'utf8')).toMatch(
    /name: "werror_1".*standard error of the weighted mean/,
  );
  const result = await readResult(at('weighted'));
  const [again] = await editedSpectra(result, result.labels, [1], undefined, 2 ** 30, new AbortController().signal);
  expect(again.weighted?.error[bands[1]]).toBeCloseTo(valid.error[1], 10);
  const refused = await cloisonne(['segment', at('scene.fits'), '--out', at('none'), ...options]);
  expect([refused.code, existsSync(at('none.partial'))]).toEqual([2, false]);
  expect(refused.stderr).toMatch(/cannot be weighted.*no variance/);
});

test('a pipe: HDU and section behind the dash, nothing in it, and no cube in it', async () => {
  const shape = async (argument: string, shell: string) =>
    JSON.parse((await done(['info', argument, '--json'], shell)).stdout) as Record<string, unknown>;
  expect(await shape('-[STAT][1:3,2:7,*]', `"$@" < '${MUSE}'`)).toMatchObject({
    name: 'stdin[STAT][1:3,2:7,*]',
    width: 3,
    height: 6,
  });
  for (const [shell, code, message] of [
    ['"$@" < /dev/null', 3, /nothing came through the pipe/],
    ['echo no cube | "$@"', 3, /unsupported file \[stdin\]/],
  ] as const) {
    const run = await cloisonne(['info', '-'], { shell });
    expect(run.code).toBe(code);
    expect(complaints(run)).toHaveLength(1);
    expect(run.stderr).toMatch(message);
  }
});
