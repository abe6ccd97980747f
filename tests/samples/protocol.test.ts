import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../helpers/unpack.js';

const paper = join(root, 'samples/paper');
const frozen = JSON.parse(readFileSync(join(paper, 'frozen.json'), 'utf8'));
const { cubes } = await import(join(paper, 'freeze.mjs'));
const { protocol, rowsHash } = await import(join(paper, 'generate.mjs'));

test.each([
  'astro/train',
  'painting/leaf-court',
  'painting/landscape-court',
  'painting/night-earths',
  'astro/cube at 0',
  'astro/cube at 0.45',
  'painting/cube at 0.33',
  'bench/painting-60',
])('the generator still makes %s as it did when it was frozen', async name => {
  expect(rowsHash(await cubes[name]())).toBe(frozen.rows[name]);
});

test('seeds of what is learned from lie below 9000, those of what is judged from 9000', () => {
  const { astro, painting, bench } = protocol;
  for (const size of ['reduced', 'full'])
    for (const part of ['train', 'validation', 'test'])
      for (const seed of astro[size][part].seeds) expect(seed >= 9000).toBe(part === 'test');
  for (const { part, seed } of painting.images) expect(seed >= 9000).toBe(part === 'test');
  for (const { seed } of [astro.cube, painting.cube, ...bench]) expect(seed).toBeGreaterThanOrEqual(9000);
});

test('the full sizes are those of the paper', () => {
  const { astro, painting } = protocol;
  const parts = ['train', 'validation', 'test'];
  expect(parts.map(part => astro.full[part].spectra)).toEqual([161_001, 46_001, 30_001]);
  const each = Math.floor(painting.share * painting.full.side ** 2);
  const images = parts.map(part => painting.images.filter((image: { part: string }) => image.part === part).length);
  expect(images.map(n => n * each)).toEqual([576_708, 209_712, 104_856]);
});

test('both test cubes have the four classes of the paper', async () => {
  for (const study of ['astro', 'painting']) {
    const { classes, labels } = await cubes[`${study}/cube at 0`]();
    expect(new Set(labels.data).size).toBe(4);
    expect(classes).toHaveLength(4);
  }
});
