import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { differences, repo, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const { main } = (await import(repo('dist/cli/index.js'))) as typeof import('../../../cli/index.js');
const dir = workplace();
const at = (path: string): string => join(dir, path);
const cube = at('cube.fits');
writeFileSync(cube, fitsCube([70, 60, 12], stripes(12)));
const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none', '--quiet'];

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    said += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const shard = (phase: string, out: string, ...more: string[]) =>
  main(['shard', phase, cube, '--out', at(out), ...recipe, ...more]);

test('four phases leave the bytes of segment; what is done is not done again', async () => {
  await main(['segment', cube, '--out', at('one'), ...recipe]);
  for (const which of ['2/2', '1/2', '2/2']) await shard('encode', 'two', '--shard', which);
  expect(said).toMatch(/encode 2\/2: done\nencode 1\/2: done\nencode 2\/2: already done\n$/);
  await shard('cluster', 'two');
  for (const index of ['0', '1']) await shard('label', 'two', '--shards', '2', '--shard-index', index);
  await shard('merge', 'two', '--json');
  expect(differences(at('one'), at('two'))).toEqual([]);
  expect(existsSync(at('two.shards'))).toBe(false);
  said = '';
  await shard('label', 'two', '--shard', '1/2', '--json');
  await shard('merge', 'two', '--events', 'ndjson');
  expect(
    said
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
  ).toEqual([
    { phase: 'label', shard: 1, shards: 2, state: 'already done' },
    { event: 'skipped', phase: 'merge', state: 'already done' },
  ]);
  // Another recipe is another result.
  await expect(shard('merge', 'two', '--seed', '1')).rejects.toMatchObject({ tag: 'OutputExistsError' });
}, 240_000);

test('shards that do not belong together are told so', async () => {
  await expect(shard('cluster', 'odd')).rejects.toThrow(/cannot work in the folder of the shards .*there is none/);
  await expect(shard('encode', 'odd')).rejects.toThrow(/which shard to encode is not said/);
  await expect(shard('melt', 'odd')).rejects.toThrow(/no phase 'melt'/);
  await shard('encode', 'odd', '--shard', '1/3');
  await expect(shard('encode', 'odd', '--shard', '1/4')).rejects.toThrow(/it is of 3 shards, not 4/);
  await expect(shard('encode', 'odd', '--shard', '2/3', '--seed', '5')).rejects.toThrow(/of another cube or of other options/);
  await expect(shard('cluster', 'odd')).rejects.toThrow(/shards of 'encode' are missing: 2\/3, 3\/3/);
  // What is left half-written, or damaged, is not there.
  const folder = at('odd.shards');
  writeFileSync(join(folder, '.encoded-2-of-3.0000.tmp'), 'half');
  writeFileSync(join(folder, 'encoded-3-of-3'), 'not what its checksum says'.repeat(9));
  await expect(shard('cluster', 'odd')).rejects.toThrow(/shards of 'encode' are missing: 2\/3, 3\/3/);
  // A cube that has changed is another run.
  utimesSync(cube, 9, 9);
  await expect(shard('encode', 'odd', '--shard', '2/3')).rejects.toThrow(/of another cube or of other options/);
  expect(readdirSync(folder).sort()).toEqual(['.encoded-2-of-3.0000.tmp', 'encoded-1-of-3', 'encoded-3-of-3', 'prepared', 'run']);
}, 240_000);
