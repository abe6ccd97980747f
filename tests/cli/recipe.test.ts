import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Recipe from '../../cli/recipe.js';
import { labelPng } from '../../formats/index.js';
import { cloisonne, cloisonneHere, differences, repo, workplace } from '../helpers/cli.js';
import { fitsCube, stripes } from './cubes.js';

// The version of the package is found from the build.
const { decidingOptions, namedInputs, recipeHash }: typeof Recipe = await import(repo('dist/cli/recipe.js'));
const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);

describe('the recipe of a run', () => {
  const hash = (argv: Record<string, unknown>) => recipeHash(argv, ['cube']);

  test('has every option in it that is not known to be aside', async () => {
    const plain = await hash({ k: '2' });
    expect(await hash({ k: '2', 'an-option-of-tomorrow': 3 })).not.toBe(plain);
    expect(await hash({ k: '2', 'an-option-of-tomorrow': undefined })).toBe(plain);
    const aside = {
      out: 'x',
      overwrite: true,
      quiet: true,
      q: true,
      json: true,
      threads: 3,
      'max-memory': '2GB',
      maxMemory: '2GB',
    };
    expect(await hash({ k: '2', ...aside, _: ['segment'], $0: 'cloisonne', cube: 'a.fits' })).toBe(plain);
    expect(await recipeHash({ k: '2' }, ['another cube'])).not.toBe(plain);
  });

  test('has the contents of every file in it that an option names, and not where it lies', async () => {
    for (const option of ['mask', 'axis', 'live-time', 'rgb', 'truth', 'variance-of-tomorrow']) {
      const [path, other] = [at(`${option}.bin`), at('moved', `${option}.bin`)];
      mkdirSync(at('moved'), { recursive: true });
      writeFileSync(path, 'before');
      const before = await hash({ [option]: path });
      expect([option, await hash({ [option]: path })]).toEqual([option, before]);
      cpSync(path, other);
      expect([option, await hash({ [option]: other })]).toEqual([option, before]);
      writeFileSync(path, 'after!');
      expect([option, (await hash({ [option]: path })) === before]).toEqual([option, false]);
      writeFileSync(path, 'before');
      expect([option, await hash({ [option]: path })]).toEqual([option, before]);
    }
  });

  test('has the card and the weights of an encoder in it, and the clusters of an earlier result with its encoder', async () => {
    for (const [option, file] of [
      ['encoder', 'enc/encoder.json'],
      ['encoder', 'enc/weights.bin'],
      ['clusters', 'earlier/segmentation.json'],
      ['clusters', 'earlier/encoder/weights.bin'],
    ]) {
      mkdirSync(at(file, '..'), { recursive: true });
      for (const name of ['enc/encoder.json', 'earlier/segmentation.json', 'earlier/encoder/encoder.json'])
        if (existsSync(at(name, '..'))) writeFileSync(at(name), '{}');
      writeFileSync(at(file), 'before');
      const folder = at(file.split('/')[0]);
      const before = await hash({ [option]: folder });
      writeFileSync(at(file), 'after');
      expect([file, (await hash({ [option]: folder })) === before]).toEqual([file, false]);
    }
    // Other files of a result, such as the times of its run, decide nothing.
    const before = await hash({ clusters: at('earlier') });
    writeFileSync(at('earlier/run.json'), 'times');
    expect(await hash({ clusters: at('earlier') })).toBe(before);
  });

  test('is shown without folders; words and numbers are shown as they are', () => {
    writeFileSync(at('area'), 'a file with the name of a step');
    const argv = {
      mask: at('mask.bin'),
      k: '1..3',
      steps: 'area',
      rebin: false,
      seed: 0,
      'min-good': 0.8,
      minGood: 0.8,
      out: 'o',
    };
    expect(decidingOptions(argv)).toEqual({ mask: 'mask.bin', k: '1..3', steps: 'area', rebin: false, seed: 0, 'min-good': 0.8 });
    expect(namedInputs(argv)).toEqual([['mask', at('mask.bin')]]);
  });
});

describe('a mask that has changed under its name', () => {
  const [width, height] = [40, 30];
  const mask = (left: number) =>
    writeFileSync(
      at('mask.png'),
      labelPng({ width, height, data: Uint8Array.from({ length: width * height }, (_, i) => (i % width < left ? 0 : 1)) }),
    );
  const segment = (out: string, ...more: string[]) => [
    ...['segment', at('cube.fits'), '--mask', at('mask.png'), '--out', at(out), '--engine', 'cpu', '--k', '2', '--steps', 'none'],
    ...more,
  ];

  beforeAll(() => writeFileSync(at('cube.fits'), fitsCube([width, height, 24], stripes(24))));

  test('does not go on from latents of the other one', async () => {
    mask(4);
    let sent = false;
    const checkpoints = at('out.partial/.checkpoints');
    const stopped = await cloisonne(segment('out'), {
      watch: child => {
        if (!sent && existsSync(checkpoints)) sent = child.kill('SIGKILL');
      },
    });
    expect([sent, stopped.signal]).toEqual([true, 'SIGKILL']);
    mask(20);
    const again = await cloisonne(segment('out'));
    expect(again).toMatchObject({ code: 0, stderr: expect.stringMatching(/left by a run with other input or options/) });
    expect(await cloisonneHere(segment('fresh', '-q'))).toMatchObject({ code: 0 });
    expect(differences(at('fresh'), at('out'))).toEqual([]);
  }, 120_000);

  test('is another run for a batch and for shards too', async () => {
    mask(4);
    const rest = ['--mask', at('mask.png'), '--engine', 'cpu', '--k', '2', '--steps', 'none', '-q'];
    const batch = (...more: string[]) => cloisonneHere(['batch', at('cube.fits'), '--out', at('batch'), ...rest, ...more]);
    expect(await batch()).toMatchObject({ code: 0 });
    const todo = async () => JSON.parse((await batch('--dry-run', '--json')).stdout)[0].why;
    expect(await todo()).toBe('done');
    const merge = () => cloisonneHere(['shard', 'merge', at('cube.fits'), '--out', at('batch/cube'), ...rest]);
    expect(await merge()).toMatchObject({ code: 0, stdout: 'merge: already done\n' });
    mask(20);
    expect(await todo()).toBe('other options');
    expect(await merge()).toMatchObject({ code: 8 });
  }, 120_000);
});
