import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type BatchEntry, openManifest, readManifests } from '../../../cli/batch/manifest.js';
import { planBatch } from '../../../cli/batch/plan.js';
import { inputIdentity, requireUnchanged } from '../../../cli/inputs.js';
import { workplace } from '../../helpers/cli.js';

const dir = workplace();
const cube = join(dir, 'cube.fits');
const out = join(dir, 'out');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A result as far as a batch looks at it. */
function result(name: string, of: string, started: number): void {
  mkdirSync(join(out, name), { recursive: true });
  writeFileSync(join(out, name, 'labels.png'), 'labels');
  const files = [
    { path: 'labels.png', bytes: 6 },
    { path: 'segmentation.json', bytes: 1 },
  ];
  writeFileSync(join(out, name, 'run.json'), JSON.stringify({ files, started: new Date(started).toISOString() }));
  writeFileSync(join(out, name, 'segmentation.json'), JSON.stringify({ cube: { sha256: sha256(of) } }));
}

const known = (more: Partial<BatchEntry>): Map<string, BatchEntry> => {
  const { size, mtimeMs } = statSync(cube);
  const entry: BatchEntry = {
    input: cube,
    name: 'cube',
    state: 'done',
    recipe: 'r',
    bytes: size,
    modified: mtimeMs,
    began: 1000,
  };
  return new Map([[cube, { ...entry, sha256: sha256('spectra'), ...more }]]);
};
const plan = async (entries: ReadonlyMap<string, BatchEntry>, recipe = 'r') => (await planBatch([cube], entries, out, recipe))[0];

beforeEach(() => {
  rmSync(out, { recursive: true, force: true });
  writeFileSync(cube, 'spectra');
  result('cube', 'spectra', 2000);
});

describe('what is to do', () => {
  test('nothing where the result is whole and the cube the same', async () => {
    expect(await plan(known({}))).toMatchObject({ todo: false, why: 'done', entry: { state: 'done' } });
  });

  test('nothing where only the time of the cube changed; the new time is kept', async () => {
    const before = known({});
    utimesSync(cube, 5, 5);
    expect(await plan(before)).toMatchObject({ todo: false, entry: { modified: 5000, sha256: sha256('spectra') } });
  });

  test.each([
    ['the cube changed', { recipe: 'r' }, () => writeFileSync(cube, 'SPECTRA of now')],
    ['other options', { recipe: 'r of yesterday' }, () => {}],
    ['failed before', { state: 'failed' }, () => {}],
    ['the result is damaged', {}, () => writeFileSync(join(out, 'cube/labels.png'), 'lab')],
    ['the result is damaged', {}, () => rmSync(join(out, 'cube/labels.png'))],
    ['the result is damaged', {}, () => rmSync(join(out, 'cube'), { recursive: true })],
    ['the result is damaged', {}, () => writeFileSync(join(out, 'cube/run.json'), '{"files": [')],
    ['interrupted', { state: 'running' }, () => rmSync(join(out, 'cube'), { recursive: true })],
    ['the cube changed', { state: 'running' }, () => writeFileSync(cube, 'SPECTRA')],
  ] as const)('all where %s %o', async (why, more, change) => {
    const entries = known(more);
    change();
    expect(await plan(entries)).toMatchObject({ todo: true, why, entry: { state: 'pending', name: 'cube' } });
  });

  test('a result that was finished when the batch was killed counts, the one it was to replace does not', async () => {
    expect(await plan(known({ state: 'running', sha256: undefined }))).toMatchObject({
      todo: false,
      entry: { sha256: sha256('spectra') },
    });
    expect(await plan(known({ state: 'running', began: 3000 }))).toMatchObject({ todo: true, why: 'interrupted' });
    expect(await plan(known({ state: 'pending', began: undefined }))).toMatchObject({ todo: true, why: 'interrupted' });
  });

  test('edits in segmentation.json are no damage', async () => {
    const text = JSON.stringify({ cube: { sha256: sha256('spectra') }, edits: [{ kind: 'rename' }] });
    writeFileSync(join(out, 'cube/segmentation.json'), text);
    expect(await plan(known({}))).toMatchObject({ todo: false });
  });
});

describe('the manifest', () => {
  const entry = (input: string, more: Partial<BatchEntry> = {}): BatchEntry => ({
    input,
    name: input,
    state: 'pending',
    recipe: 'r',
    ...more,
  });

  test('is taken over from shards: who began last knows', async () => {
    const first = await openManifest(out, '-1-of-2', 'test');
    const second = await openManifest(out, '-2-of-2', 'test');
    await first.set(entry('a', { state: 'done', began: 5 }));
    await first.set(entry('b', { state: 'pending' }));
    await second.set(entry('b', { state: 'failed', exit: 3, began: 7 }));
    await second.set(entry('a', { state: 'pending' }));
    await Promise.all([first.close(), second.close()]);
    const entries = await readManifests(out);
    expect([...entries.values()].map(({ input, state }) => `${input} ${state}`).sort()).toEqual(['a done', 'b failed']);
    // Names are the same whichever shard looks.
    const all = ['/x/n.fits', '/y/n.fits', '/z/n.fits'];
    const names = async (mine: string[]) => (await planBatch(mine, entries, out, 'r', all)).map(task => task.entry.name);
    expect([...(await names([all[2]])), ...(await names([all[0], all[1]]))]).toEqual(['n-3', 'n', 'n-2']);
  });

  test('belongs to one batch at a time', async () => {
    const manifest = await openManifest(out, '', 'test');
    await expect(openManifest(out, '', 'test')).rejects.toThrow(
      /the output is in use .*process \d+ on .* is writing it\. Wait for it/,
    );
    await Promise.all(['a', 'b', 'c'].map(input => manifest.set(entry(input))));
    await manifest.close();
    expect(readdirSync(out).sort()).toEqual(['batch.json', 'cube', 'run.json']);
    expect([...(await readManifests(out)).keys()]).toEqual(['a', 'b', 'c']);
    await (await openManifest(out, '', 'test')).close();
  });
});

test('a cube that changed or went while it was read is refused', async () => {
  const identity = await inputIdentity(cube);
  await requireUnchanged(cube, identity);
  utimesSync(cube, 7, 7);
  await expect(requireUnchanged(cube, identity)).rejects.toThrow(
    /the cube changed while it was read .*size or time of change differ/,
  );
  rmSync(cube);
  await expect(requireUnchanged(cube, identity)).rejects.toMatchObject({ tag: 'InputError', why: 'it is gone' });
});
