import { createHash } from 'node:crypto';
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isIntact } from '../../../cli/provenance/index.js';
import { cloisonne, filesIn, workplace } from '../../helpers/cli.js';
import { fitsCube, put, stripes } from '../cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);
const cube = put(at('small.fits'), fitsCube([24, 8, 40], stripes(40)));
const verify = async (...args: string[]) => {
  const run = await cloisonne(['verify', ...args, '--quiet', '--json']);
  return { ...run, findings: run.stdout === '' ? [] : JSON.parse(run.stdout).findings };
};

const record = (): string => readFileSync(join(at('run'), 'run.json'), 'utf8');

/** Flips a bit of one byte in the middle of a file; returns where. */
function flip(path: string): number {
  const bytes = readFileSync(path);
  const offset = Math.floor(bytes.length / 2);
  bytes[offset] ^= 1;
  writeFileSync(path, bytes);
  return offset;
}

beforeAll(async () => {
  const run = await cloisonne(['segment', cube, '--out', at('run'), '--k', '2..3', '--soft', '--engine', 'wasm', '--quiet']);
  expect(run.code, run.stderr).toBe(0);
}, 120_000);

describe('verify', () => {
  test('accepts an honest rerun, of a cube that was moved and renamed', async () => {
    renameSync(cube, at('archived.fits'));
    const lost = await verify(at('run'));
    expect([lost.code, lost.stderr]).toEqual([3, expect.stringContaining('no such file')]);
    const honest = await verify(at('run'), '--cube', at('archived.fits'));
    expect([honest.code, honest.stderr]).toEqual([0, '']);
    expect(new Set(honest.findings.map(({ state }: { state: string }) => state))).toEqual(new Set(['same']));
    renameSync(at('archived.fits'), cube);
  }, 120_000);

  test('finds one flipped byte in each product at once, where it is, and what is missing', async () => {
    cpSync(at('run'), at('flipped'), { recursive: true });
    const offsets = new Map([...filesIn(at('flipped')).keys()].map(path => [path, flip(join(at('flipped'), path))]));
    rmSync(join(at('flipped'), 'preview.png'));
    // The record has to be readable to be compared with.
    writeFileSync(join(at('flipped'), 'run.json'), record().replace(/"started": "2/, '"started": "3'));
    const run = await verify(join(at('flipped'), 'run.json'));
    expect(run.code).toBe(9);
    expect(run.stderr).toMatch(/^cloisonne: the result is not what its run makes \[.*\]: .*first differing byte \d+; \d+ more$/m);
    const recorded = JSON.parse(readFileSync(join(at('run'), 'run.json'), 'utf8')).files.map(
      ({ path }: { path: string }) => path,
    );
    const expected = recorded.map((path: string) =>
      path === 'preview.png' ? { path, state: 'missing' } : { path, state: 'changed', firstByte: offsets.get(path) },
    );
    expect(run.findings).toEqual([...expected, { path: 'run.json', state: 'changed' }]);
  }, 120_000);

  test('a record vouches for itself; another cube is not taken for the one of the run', async () => {
    const text = record();
    expect(isIntact(text)).toBe(true);
    for (let i = 0; i < text.length; i += 97) {
      const changed = `${text.slice(0, i)}${String.fromCharCode(text.charCodeAt(i) ^ 1)}${text.slice(i + 1)}`;
      expect(isIntact(changed), `byte ${i}`).toBe(false);
    }
    const whole = readFileSync(cube);
    flip(cube);
    const other = await verify(at('run'));
    expect([other.code, other.stderr]).toEqual([9, expect.stringContaining('the cube is not the one of the run')]);
    writeFileSync(cube, whole);
  }, 120_000);

  test('--tolerant: another engine agrees, other labels do not', async () => {
    const cpu = await verify(at('run'), '--tolerant', '--engine', 'cpu');
    expect([cpu.code, cpu.stderr]).toEqual([0, '']);
    const labels = cpu.findings.find(({ path }: { path: string }) => path === 'labels.fits');
    expect(labels).toMatchObject({ state: 'same', agreement: '100.000 % of the labels are equal' });
    // A result that was made with other clusters, and a record that fits its bytes.
    cpSync(at('run'), at('false'), { recursive: true });
    cpSync(join(at('run'), 'labels-k/3.png'), join(at('false'), 'labels-k/2.png'));
    const bytes = readFileSync(join(at('false'), 'labels-k/2.png'));
    const told = JSON.parse(record());
    const entry = told.files.find(({ path }: { path: string }) => path === 'labels-k/2.png');
    Object.assign(entry, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    writeFileSync(join(at('false'), 'run.json'), JSON.stringify(told));
    const wrong = await verify(at('false'), '--tolerant');
    expect(wrong.code).toBe(9);
    expect(wrong.findings.filter(({ state }: { state: string }) => state === 'differs')).toEqual([
      expect.objectContaining({ path: 'labels-k/2.png', agreement: expect.stringMatching(/^[\d.]+ % of the labels are equal$/) }),
    ]);
  }, 120_000);

  test('refuses what it cannot verify, in one line', async () => {
    const none = await verify(at('nowhere'));
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('no record to verify')]);
    cpSync(at('run'), at('cut'), { recursive: true });
    writeFileSync(join(at('cut'), 'run.json'), record().slice(0, 999));
    const cut = await verify(at('cut'));
    expect([cut.code, cut.stderr]).toEqual([9, expect.stringContaining('the record of the run is damaged')]);
    const outside = JSON.parse(record());
    outside.files[0].path = '../../etc/passwd';
    writeFileSync(join(at('cut'), 'run.json'), JSON.stringify(outside));
    expect((await verify(at('cut'))).code).toBe(9);
    const usage = await verify(at('run'), '--engine', 'cpu');
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining('--engine needs --tolerant')]);
  });
});
