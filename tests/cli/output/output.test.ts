import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openOutput } from '../../../cli/output/index.js';

let root: string;
let out: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cloisonne-output-'));
  out = join(root, 'out');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const recipeHash = 'a'.repeat(64);
const bytes = (...values: number[]) => Uint8Array.from(values);
/** A folder with these files, as `segment` leaves it. */
const leave = async (files: Readonly<Record<string, string>>) => {
  const output = await openOutput(out, { command: 'segment', recipeHash });
  for (const [path, text] of Object.entries(files)) await output.write(path, text);
  await output.commit();
};
const leaveLock = (holder: object | string) => {
  mkdirSync(`${out}.partial`, { recursive: true });
  writeFileSync(join(`${out}.partial`, '.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));
};

describe('a run that ends', () => {
  test('the folder appears whole, with nothing of the work left in or beside it', async () => {
    const output = await openOutput(out, { command: 'segment', recipeHash });
    await output.save('latents', bytes(1, 2, 3));
    await output.write('masks/cluster-1.png', bytes(9));
    await output.write('segmentation.json', '{}\n');
    expect(existsSync(out)).toBe(false);
    await output.commit();
    expect(readdirSync(root)).toEqual(['out']);
    expect(readdirSync(out).sort()).toEqual(['.cloisonne.json', 'masks', 'segmentation.json']);
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('{}\n');
    await output.release();
    await expect(output.write('late', bytes(1))).rejects.toMatchObject({ tag: 'OutputError', why: 'the output is closed' });
  });

  test('missing parents are made', async () => {
    const output = await openOutput(join(root, 'a/b/c'), { command: 'segment', recipeHash });
    await output.commit();
    expect(existsSync(join(root, 'a/b/c'))).toBe(true);
  });
});

describe('an output that exists', () => {
  test('is refused, a file too, and left as it is', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'segmentation.json'), 'old');
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toMatchObject({ tag: 'OutputExistsError' });
    expect(readdirSync(root)).toEqual(['out']);
    const file = join(root, 'file');
    writeFileSync(file, 'mine');
    await expect(openOutput(file, { command: 'segment', recipeHash })).rejects.toMatchObject({ tag: 'OutputExistsError' });
    await expect(openOutput(file, { command: 'segment', recipeHash, overwrite: true })).rejects.toMatchObject({
      why: 'it is a file',
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('with overwrite it stays until the new one is whole', async () => {
    await leave({ 'segmentation.json': '{}', 'masks/1.png': 'old' });
    const output = await openOutput(out, { command: 'segment', recipeHash, overwrite: true });
    await output.write('segmentation.json', '{ }');
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('{}');
    await output.commit();
    expect(readdirSync(out).sort()).toEqual(['.cloisonne.json', 'segmentation.json']);
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('{ }');
    expect(readdirSync(root)).toEqual(['out']);
  });

  test('overwrite never replaces a folder that is not a result', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), 'years of work');
    const opening = openOutput(out, { command: 'segment', recipeHash, overwrite: true });
    await expect(opening).rejects.toMatchObject({ tag: 'OutputExistsError', why: 'it holds thesis.tex' });
    expect(readFileSync(join(out, 'thesis.tex'), 'utf8')).toBe('years of work');
  });

  test('one that appears meanwhile is not replaced', async () => {
    const output = await openOutput(out, { command: 'segment', recipeHash });
    mkdirSync(out);
    await expect(output.commit()).rejects.toMatchObject({ tag: 'OutputExistsError' });
    expect(existsSync(output.partial)).toBe(true);
    await output.release();
  });

  test('a replacement that was cut short is put right', async () => {
    await leave({ 'segmentation.json': 'old' });
    mkdirSync(`${out}.partial`);
    writeFileSync(join(`${out}.partial`, '.state.json'), JSON.stringify({ recipe: recipeHash }));
    renameSync(out, join(`${out}.partial`, '.previous'));
    const output = await openOutput(out, { command: 'segment', recipeHash, overwrite: true, discardEdits: true });
    expect(output.warnings).toEqual([`an earlier run was stopped while it replaced ${out}; put right`]);
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('old');
    await output.release();
    expect(readdirSync(root)).toEqual(['out']);
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('old');
  });

  test('one that was cut short after the new result had its name is finished', async () => {
    await leave({ 'segmentation.json': 'new' });
    writeFileSync(join(out, '.state.json'), JSON.stringify({ recipe: recipeHash }));
    writeFileSync(join(out, '.lock'), JSON.stringify({ pid: 2 ** 30, hostname: hostname(), start: '', token: 't' }));
    mkdirSync(join(out, '.previous/.checkpoints'), { recursive: true });
    rmdirSync(join(out, '.previous/.checkpoints'));
    writeFileSync(join(out, '.previous/.cloisonne.json'), readFileSync(join(out, '.cloisonne.json')));
    writeFileSync(join(out, '.previous/segmentation.json'), 'old');
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toMatchObject({ tag: 'OutputExistsError' });
    expect(readdirSync(out).sort()).toEqual(['.cloisonne.json', 'segmentation.json']);
    expect(readFileSync(join(out, 'segmentation.json'), 'utf8')).toBe('new');
  });

  test('a folder beside it with the name of an earlier one is not touched', async () => {
    await leave({ 'segmentation.json': '{}' });
    cpSync(out, `${out}.previous`, { recursive: true });
    const output = await openOutput(out, { command: 'segment', recipeHash, overwrite: true });
    await output.write('segmentation.json', '{ }');
    await output.commit();
    expect(readFileSync(join(`${out}.previous`, 'segmentation.json'), 'utf8')).toBe('{}');
  });
});

describe('a run that is resumed', () => {
  test('finds its checkpoints, and no half-made products', async () => {
    const first = await openOutput(out, { command: 'segment', recipeHash });
    expect(first.resumed).toBe(false);
    await first.save('latents', bytes(1, 2, 3));
    await first.write('labels.png', bytes(4));
    await first.release();
    const second = await openOutput(out, { command: 'segment', recipeHash });
    expect(second.resumed).toBe(true);
    expect(await second.load('latents')).toEqual(bytes(1, 2, 3));
    expect(await second.load('labels')).toBeUndefined();
    expect(existsSync(join(second.partial, 'labels.png'))).toBe(false);
    await second.release();
  });

  test('does not believe a damaged or cut checkpoint', async () => {
    const first = await openOutput(out, { command: 'segment', recipeHash });
    await first.save('latents', bytes(1, 2, 3));
    await first.save('labels', bytes(4, 5, 6));
    await first.release();
    const file = join(first.partial, '.checkpoints', 'latents');
    const stored = readFileSync(file);
    stored[stored.length - 1] ^= 1;
    writeFileSync(file, stored);
    writeFileSync(join(first.partial, '.checkpoints', 'labels'), stored.subarray(0, 20));
    const second = await openOutput(out, { command: 'segment', recipeHash });
    expect(await second.load('latents')).toBeUndefined();
    expect(await second.load('labels')).toBeUndefined();
    await second.release();
  });

  test('of another recipe starts afresh and says so', async () => {
    const first = await openOutput(out, { command: 'segment', recipeHash });
    await first.save('latents', bytes(1));
    await first.release();
    const second = await openOutput(out, { command: 'segment', recipeHash: 'b'.repeat(64) });
    expect(second.resumed).toBe(false);
    expect(second.warnings).toEqual([`${out}.partial was left by a run with other input or options; starting afresh`]);
    expect(await second.load('latents')).toBeUndefined();
    await second.release();
  });

  test("a folder of someone else with the partial's name is not touched", async () => {
    mkdirSync(`${out}.partial`);
    writeFileSync(join(`${out}.partial`, 'notes'), 'mine');
    const opening = openOutput(out, { command: 'segment', recipeHash });
    await expect(opening).rejects.toMatchObject({ tag: 'OutputError', why: 'it exists and no run of cloisonne made it' });
    expect(readdirSync(`${out}.partial`)).toEqual(['notes']);
  });
});

describe('the lock', () => {
  test('keeps a second run out, also one of the same process', async () => {
    const first = await openOutput(out, { command: 'segment', recipeHash });
    const second = openOutput(out, { command: 'segment', recipeHash });
    await expect(second).rejects.toMatchObject({
      tag: 'OutputError',
      why: `process ${process.pid} on ${hostname()} is writing it`,
    });
    await first.release();
    await (await openOutput(out, { command: 'segment', recipeHash })).commit();
  });

  test.each([
    ['a process that is gone', { pid: 2 ** 30, hostname: hostname(), start: '', token: 't' }],
    ['an earlier process with our pid', { pid: process.pid, hostname: hostname(), start: '', token: 't' }],
  ])('of %s is taken over', async (_, holder) => {
    leaveLock(holder);
    await (await openOutput(out, { command: 'segment', recipeHash })).commit();
    expect(readdirSync(out)).toEqual(['.cloisonne.json']);
  });

  test.skipIf(!existsSync('/proc/1/stat'))('of a pid that another process now has is taken over (needs /proc)', async () => {
    leaveLock({ pid: process.ppid, hostname: hostname(), start: '1', token: 't' });
    await (await openOutput(out, { command: 'segment', recipeHash })).commit();
  });

  test('of another machine holds, and the message says what to delete', async () => {
    leaveLock({ pid: 1, hostname: 'elsewhere', start: '', token: 't' });
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toThrow(
      /process 1 on elsewhere is writing it\..*delete .*\.lock if no run is alive/,
    );
  });

  test('of another machine that has been silent for ten minutes is taken over, nine hold', async () => {
    leaveLock({ pid: 1, hostname: 'elsewhere', start: '', token: 't' });
    const lock = join(`${out}.partial`, '.lock');
    const ago = (minutes: number) => new Date(Date.now() - 60_000 * minutes);
    utimesSync(lock, ago(9), ago(9));
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toMatchObject({
      why: 'process 1 on elsewhere is writing it',
    });
    utimesSync(lock, ago(11), ago(11));
    await (await openOutput(out, { command: 'segment', recipeHash })).commit();
  });

  test('shows that it is alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const output = await openOutput(out, { command: 'segment', recipeHash });
    const lock = join(output.partial, '.lock');
    utimesSync(lock, 5, 5);
    vi.advanceTimersByTime(21_000);
    await vi.waitFor(() => expect(statSync(lock).mtimeMs).toBeGreaterThan(5000));
    await output.commit();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test('just being written holds', async () => {
    leaveLock('');
    await expect(openOutput(out, { command: 'segment', recipeHash })).rejects.toMatchObject({
      why: 'another process is writing it',
    });
  });
});
