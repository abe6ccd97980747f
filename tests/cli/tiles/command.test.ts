import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { labelPng } from '../../../formats/index.js';
import { root } from '../../helpers/unpack.js';

/** As built: the program reads its version beside dist. */
const { main } = (await import(join(root, 'dist/cli/index.js'))) as typeof import('../../../cli/index.js');

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cloisonne-tiles-'));
});
afterAll(() => rm(work, { recursive: true }));

const picture = join(root, 'tests/fixtures/tiles/baseline.jpg');
const refused = (args: string[], tag: 'UsageError' | 'InputError' | 'OutputExistsError', message: RegExp) =>
  expect(main(['tiles', ...args])).rejects.toSatisfy(err => isCloisonneError(err, tag) && message.test((err as Error).message));

/** Runs `tiles`, quietly; what it printed as JSON. */
async function tiles(...args: string[]): Promise<Record<string, unknown>> {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0);
  try {
    await main(['tiles', ...args, '--quiet', '--json']);
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(written.join(''));
}

describe('cloisonne tiles', () => {
  it('cuts a picture for Deep Zoom', async () => {
    const out = join(work, 'picture');
    expect(await tiles(picture, '--out', out, '--tile-size', '64')).toMatchObject({
      ...{ manifest: join(out, 'image.dzi'), kind: 'photo', layout: 'dzi', width: 150, height: 101, format: 'jpg' },
      ...{ tiles: 6 + 2 + 7, levels: 9 },
    });
    expect((await readdir(out)).sort()).toEqual(['.cloisonne.json', 'image.dzi', 'image_files']);
    expect((await readdir(join(out, 'image_files/8'))).sort()).toEqual([
      '0_0.jpg',
      '0_1.jpg',
      '1_0.jpg',
      '1_1.jpg',
      '2_0.jpg',
      '2_1.jpg',
    ]);
    expect((await readdir(work)).filter(name => name.includes('partial'))).toEqual([]);
  });

  it('keeps the ids of a result folder, of two bytes where one does not hold them', async () => {
    const dir = join(work, 'result');
    const data = Uint16Array.from({ length: 100 * 70 }, (_, i) => (i % 100 < 50 ? 3 : 700));
    await mkdir(dir);
    await writeFile(join(dir, 'labels.png'), labelPng({ width: 100, height: 70, data }));
    const out = join(work, 'labels');
    await tiles(dir, '--out', out, '--tile-size', '64');
    const image = decode(await readFile(join(out, 'labels_files/7/1_0.png')));
    expect([image.width, image.height, image.depth]).toEqual([36, 64, 16]);
    expect(new Set(image.data)).toEqual(new Set([700]));
    expect(new Set(decode(await readFile(join(out, 'labels_files/6/0_0.png'))).data)).toEqual(new Set([3, 700]));
  });

  it('writes IIIF with the address it is given', async () => {
    const out = join(work, 'iiif');
    const id = 'https://example.org/painting';
    await tiles(picture, '--out', out, '--iiif', '--id', id, '--tile-size', '64', '--format', 'png');
    expect(JSON.parse(await readFile(join(out, 'info.json'), 'utf8'))).toMatchObject({ id, width: 150, height: 101 });
    expect(decode(await readFile(join(out, '128,64,22,37/22,37/0/default.png')))).toMatchObject({
      width: 22,
      height: 37,
      channels: 3,
    });
  });

  it('leaves what exists, unless told otherwise, and nothing behind when it fails', async () => {
    const out = join(work, 'picture');
    await refused([picture, '--out', out, '-q'], 'OutputExistsError', /--overwrite/);
    await tiles(picture, '--out', out, '--tile-size', '128', '--overwrite');
    expect(await readFile(join(out, 'image.dzi'), 'utf8')).toContain('TileSize="128"');
    await refused([join(root, 'package.json'), '--out', join(work, 'none'), '-q'], 'InputError', /not an image/);
    await refused([picture, '--out', join(work, 'none'), '--tile-size', '65'], 'UsageError', /even number/);
    await refused([picture, '--out', join(work, 'none'), '--quality', '0'], 'UsageError', /1 to 100/);
    expect((await readdir(work)).filter(name => /none/.test(name))).toEqual([]);
  });

  it('gives the same bytes every time', async () => {
    const [a, b] = [join(work, 'a'), join(work, 'b')];
    for (const out of [a, b]) await tiles(picture, '--out', out, '--tile-size', '64');
    const names = (await readdir(a, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile());
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name);
      expect((await readFile(path)).equals(await readFile(path.replace(a, b)))).toBe(true);
    }
  });
});
