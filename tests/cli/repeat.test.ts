import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { labelPng } from '../../formats/index.js';
import { BIN, cloisonneHere, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';
import { makeResult } from './view/result.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);

test('batch.json is the same bytes for the same cubes, whenever they were copied; the times stand in run.json', async () => {
  const manifests = [];
  for (const [i, name] of ['monday', 'tuesday'].entries()) {
    mkdirSync(at(name));
    for (const cube of ['a.fits', 'b.fits']) {
      writeFileSync(at(name, cube), fitsCube([12, 10, 8], stripes(8)));
      utimesSync(at(name, cube), 1000 + i, 1000 + i);
    }
    const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none', '-q', '--jobs', `${1 + i}`];
    expect(await cloisonneHere(['batch', 'a.fits', 'b.fits', '--out', 'out', ...recipe], { cwd: at(name) })).toMatchObject({
      code: 0,
    });
    manifests.push(readFileSync(at(name, 'out/batch.json'), 'utf8'));
    const { inputs } = JSON.parse(readFileSync(at(name, 'out/run.json'), 'utf8'));
    expect(inputs).toMatchObject([
      { input: 'a.fits', modified: 1000 * (1000 + i), began: expect.any(Number), seconds: expect.any(Number) },
      { input: 'b.fits' },
    ]);
  }
  expect(manifests[1]).toBe(manifests[0]);
  expect(JSON.parse(manifests[0]).inputs.map(({ state }: { state: string }) => state)).toEqual(['done', 'done']);
}, 120_000);

test('view --with takes one folder or several, once or more than once', async () => {
  const results = await Promise.all([1, 2, 3].map(() => makeResult()));
  const [mine, two, three] = results.map(({ dir: folder }) => folder);
  for (const more of [
    ['--with', two],
    ['--with', two, three],
    [`--with=${two}`, '--with', three],
  ]) {
    const child = spawn(process.execPath, [BIN, 'view', mine, ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
    let url: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      url = line;
      break;
    }
    expect([more.length, url]).toEqual([more.length, expect.stringMatching(/^http/)]);
    const { others } = (await (await fetch(new URL('session.json', url))).json()) as { others: string[] };
    expect(others).toEqual(more.length === 2 ? ['other/0'] : ['other/0', 'other/1']);
    for (const other of others) expect((await fetch(new URL(`${other}/segmentation.json`, url))).status).toBe(200);
    child.kill();
  }
  for (const { parent } of results) rmSync(parent, { recursive: true });
}, 60_000);

const canMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!canMount)(
  'evaluate --report on a full disk leaves no page, and an older one as it was (needs unshare)',
  () => {
    const map = { width: 6, height: 4, data: Uint8Array.from({ length: 24 }, (_, i) => 1 + (i % 2)) };
    writeFileSync(at('truth.png'), labelPng(map));
    mkdirSync(at('full'));
    const evaluate = `"${process.execPath}" "${BIN}" evaluate ${at('truth.png')} --truth ${at('truth.png')} --report`;
    const script = `mount -t tmpfs -o size=16k tmpfs ${at('full')} && cd ${at('full')} && printf old > old.html
    ${evaluate} page.html > /dev/null 2> said; echo $?
    ls -A; cat old.html; cp said ${at('said')} 2>/dev/null || cat said`;
    const shown = execFileSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });
    expect(shown).toBe('1\nold.html\nsaid\nold');
    expect(readFileSync(at('said'), 'utf8')).toMatch(
      /^cloisonne: cannot write the results \[page\.html\]: the disk is full\. [^\n]+\n$/,
    );
    expect(existsSync(at('full/page.html'))).toBe(false);
  },
  60_000,
);
