import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isIntact } from '../../../cli/provenance/index.js';
import { findings } from '../../../cli/verify/findings.js';
import { readRunRecord } from '../../../cli/verify/record.js';
import type * as Redo from '../../../cli/verify/redo.js';
import { cloisonne, filesIn, repo, workplace } from '../../helpers/cli.js';
import { fitsCube, put, stripes } from '../cubes.js';

// The version of the package is found from the build.
const { redo }: typeof Redo = await import(repo('dist/cli/verify/redo.js'));
const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const cube = put(at('small.fits'), fitsCube([24, 8, 40], stripes(40)));
const { signal } = new AbortController();
const record = (): string => readFileSync(at('run', 'run.json'), 'utf8');
const pathsOf = (json: string): string[] => JSON.parse(json).files.map(({ path }: { path: string }) => path);
/** Those of the run, then those that were made of it later, and their record. */
const products = (): string[] => {
  const later = pathsOf(readFileSync(at('run', 'emit', 'emit.json'), 'utf8'));
  return [...pathsOf(record()), ...[...later, 'emit.json'].map(path => `emit/${path}`)];
};

/** Flips a bit of one byte in the middle of a file; returns where. */
function flip(path: string): number {
  const bytes = readFileSync(path);
  const offset = Math.floor(bytes.length / 2);
  bytes[offset] ^= 1;
  writeFileSync(path, bytes);
  return offset;
}

/** Does the run again in this process. */
async function again(name: string, options: Partial<Parameters<typeof redo>[2]> = {}): Promise<string> {
  mkdirSync(at(name));
  return redo(await readRunRecord(at('run')), at(name), { quiet: true, maxMemory: '1GB', ...options }, signal);
}

/** The run done again on the engine it was done on: as honest as can be. */
let honest: string;
beforeAll(async () => {
  const options = ['--k', '2..3', '--soft', '--engine', 'wasm', '--quiet'];
  const run = await cloisonne(['segment', cube, '--out', at('run'), ...options]);
  expect([run.code, run.stderr]).toEqual([0, '']);
  const later = await cloisonne(['emit', at('run'), '--as', 'cog,dzi,ngff,w3c,sum,onnx', '--source', 'urn:example:picture']);
  expect([later.code, later.stderr]).toEqual([0, '']);
  honest = await again('again');
}, 400_000);

describe('verify', () => {
  test('accepts an honest rerun, product by product', async () => {
    const found = await findings(await readRunRecord(at('run')), honest);
    expect(found).toEqual(products().map(path => ({ path, state: 'same' })));
    expect(products()).toEqual(
      expect.arrayContaining([
        'labels.fits',
        'report.html',
        'segmentation.json',
        'emit/labels-cog.tif',
        'emit/dzi/labels_files/0/0_0.png',
      ]),
    );
  });

  test('the program: a cube that was moved and renamed, one flipped byte in every product, one missing; exit 9', async () => {
    cpSync(at('run'), at('flipped'), { recursive: true });
    const offsets = new Map([...filesIn(at('flipped')).keys()].map(path => [path, flip(at('flipped', path))]));
    rmSync(at('flipped', 'preview.png'));
    // The records have to be readable to be compared with.
    const emitted = readFileSync(at('run', 'emit', 'emit.json'), 'utf8');
    writeFileSync(at('flipped', 'emit', 'emit.json'), emitted.replace('cloisonne 0', 'cloisonne 1'));
    offsets.set('emit/emit.json', emitted.indexOf('cloisonne 0') + 'cloisonne '.length);
    writeFileSync(at('flipped', 'run.json'), record().replace(/"started": "2/, '"started": "3'));
    renameSync(cube, at('archived.fits'));
    const run = await cloisonne(['verify', at('flipped', 'run.json'), '--cube', at('archived.fits'), '--quiet', '--json']);
    renameSync(at('archived.fits'), cube);
    expect(run.code).toBe(9);
    expect(run.stderr).toMatch(/^cloisonne: the result is not what its run makes \[.*\]: .*first differing byte \d+; \d+ more$/m);
    const expected = products().map(path =>
      path === 'preview.png' ? { path, state: 'missing' } : { path, state: 'changed', firstByte: offsets.get(path) },
    );
    expect(JSON.parse(run.stdout).findings).toEqual([...expected, { path: 'run.json', state: 'changed' }]);
  }, 400_000);

  test('a file that ends early, one that goes on, one the run no longer makes, and one the record does not know', async () => {
    cpSync(at('run'), at('odd'), { recursive: true });
    const csv = readFileSync(at('odd', 'spectra.csv'));
    writeFileSync(at('odd', 'spectra.csv'), csv.subarray(0, 100));
    writeFileSync(at('odd', 'preview.png'), Buffer.concat([readFileSync(at('odd', 'preview.png')), Buffer.of(0)]));
    const told = JSON.parse(record());
    told.files = told.files.filter(({ path }: { path: string }) => path !== 'labels.png');
    writeFileSync(at('odd', 'run.json'), JSON.stringify(told));
    cpSync(honest, at('odd-again'), { recursive: true });
    rmSync(at('odd-again', 'masks/cluster-1.png'));
    const found = await findings(await readRunRecord(at('odd')), at('odd-again'));
    const length = readFileSync(at('run', 'preview.png')).length;
    expect(found.filter(({ state }) => state !== 'same')).toEqual([
      { path: 'preview.png', state: 'changed', firstByte: length },
      { path: 'masks/cluster-1.png', state: 'gone' },
      { path: 'spectra.csv', state: 'changed', firstByte: 100 },
      { path: 'labels.png', state: 'new' },
      { path: 'run.json', state: 'changed' },
    ]);
  });

  test('--tolerant: another engine agrees, with what was not compared said; other labels do not', async () => {
    const tolerance = { agreement: 0.999, floats: 0.01 };
    const cpu = await again('cpu', { engine: 'cpu' });
    const found = await findings(await readRunRecord(at('run')), cpu, tolerance);
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['same', 'derived']));
    expect(found.find(({ path }) => path === 'labels.fits')?.agreement).toBe('100.000 % of the labels are equal');
    expect(found.find(({ path }) => path === 'latents.fits')?.agreement).toMatch(/^values differ by \S+e-\d of their size$/);
    // Labels of K = 3 in place of those of K = 2, and values that are a tenth off.
    cpSync(join(cpu, 'labels-k/3.png'), join(cpu, 'labels-k/2.png'));
    const off = readFileSync(join(cpu, 'confidence.fits'));
    const image = await findings(await readRunRecord(at('run')), cpu, { ...tolerance, floats: 0 });
    expect(image.find(({ path }) => path === 'latents.fits')?.state).toBe('differs');
    off.writeFloatBE(9, off.length - 2880);
    writeFileSync(join(cpu, 'confidence.fits'), off);
    const wrong = await findings(await readRunRecord(at('run')), cpu, tolerance);
    expect(wrong.filter(({ state }) => state === 'differs')).toEqual([
      expect.objectContaining({
        path: 'labels-k/2.png',
        agreement: expect.stringMatching(/^[1-8]\d\.\d{3} % of the labels are equal$/),
      }),
      expect.objectContaining({ path: 'confidence.fits' }),
    ]);
  }, 400_000);

  test('a record vouches for itself; another cube is not taken for the one of the run', async () => {
    const text = record();
    expect(isIntact(text)).toBe(true);
    for (let i = 0; i < text.length; i += 97) {
      const changed = `${text.slice(0, i)}${String.fromCharCode(text.charCodeAt(i) ^ 1)}${text.slice(i + 1)}`;
      expect(isIntact(changed), `byte ${i}`).toBe(false);
    }
    const whole = readFileSync(cube);
    flip(cube);
    await expect(again('other')).rejects.toMatchObject({ tag: 'VerificationError', where: cube });
    writeFileSync(cube, whole);
    await expect(again('lost', { cube: at('nowhere.fits') })).rejects.toMatchObject({ tag: 'InputError' });
  });

  test('refuses what it cannot verify', async () => {
    await expect(readRunRecord(at('nowhere'))).rejects.toMatchObject({
      tag: 'InputError',
      message: expect.stringMatching(/^no record to verify/),
    });
    const damaged = (text: string) => {
      writeFileSync(at('cut.json'), text);
      return readRunRecord(at('cut.json'));
    };
    await expect(damaged(record().slice(0, 999))).rejects.toMatchObject({ tag: 'VerificationError' });
    const outside = JSON.parse(record());
    outside.files[0].path = '../../etc/passwd';
    await expect(damaged(JSON.stringify(outside))).rejects.toMatchObject({ tag: 'VerificationError' });
    await expect(damaged('{"format": "cloisonne-run"}')).rejects.toMatchObject({ tag: 'InputError' });
    const usage = await cloisonne(['verify', at('run'), '--engine', 'cpu']);
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining('--engine needs --tolerant')]);
  });
});
