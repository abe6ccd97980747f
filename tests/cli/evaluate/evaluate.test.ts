import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { rgbPng } from '../../../formats/index.js';
import { repo, workplace } from '../../helpers/cli.js';

const RAMAN = ['--axis', repo('samples/data/raman.json')];
const CUBE = repo('samples/data/raman.tif');
const TRUTH = repo('samples/data/raman_labels.tif');
const dir = workplace();
const RESULT = join(dir, 'raman');

// The build: the program reads its version from the package around it.
const { main } = (await import(repo('dist/cli/index.js'))) as { main(args: readonly string[]): Promise<void> };

const cloisonne = async (...args: string[]): Promise<string> => {
  const out: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0);
  await main(args).finally(() => write.mockRestore());
  return out.join('');
};
const evaluate = (...args: string[]) => cloisonne('evaluate', RESULT, '--truth', TRUTH, '-q', ...args);

beforeAll(() => cloisonne('segment', CUBE, ...RAMAN, '--k', '2..4', '--out', RESULT, '-q'));

describe('evaluate with baselines', () => {
  test('one table: the run itself with its K and the true one, then each baseline', async () => {
    const { methods, acc } = JSON.parse(
      await evaluate('--cube', CUBE, ...RAMAN, '--baselines', 'rgb,pca', '--steps', 'default', '--k', '2..3', '--json'),
    );
    const rows = (name: string) => methods.filter((row: { method: string }) => row.method === name);
    expect([...new Set(methods.map((row: { method: string }) => row.method))].slice(1)).toEqual(['rgb', 'pca']);
    expect(methods[0].acc).toBe(acc);
    expect(rows(methods[0].method).some((row: { k: number }) => row.k === 3)).toBe(true);
    expect(rows('pca').find((row: { k: number }) => row.k === 3).ari).toBeGreaterThan(0.45);
    expect(rows('rgb').every((row: { ari: number }) => row.ari < 0.3)).toBe(true);
  });

  test('the table of a terminal, and a picture for the baseline rgb', async () => {
    const picture = join(dir, 'red.png');
    const red = Uint8Array.from({ length: 35 * 25 * 3 }, (_, i) => (i % 3 === 0 ? (37 * i) % 256 : 0));
    writeFileSync(picture, rgbPng(35, 25, red));
    const text = await evaluate('--cube', CUBE, ...RAMAN, '--baselines', 'rgb', '--rgb', picture, '--k', '3');
    expect(text).toMatch(/^method +K +K by +silhouette +ARI +NMI +ACC +weighted accuracy +weighted F1$/m);
    expect(text).toMatch(/^rgb +3 +both +0\.\d{4} /m);
    expect(text).toMatch(/^weighted +0\.\d{4} /m);
  });

  test('a page, which is not replaced unless asked, with a picture of other resolution', async () => {
    const [path, picture] = [join(dir, 'page.html'), join(dir, 'large.png')];
    writeFileSync(picture, rgbPng(70, 50, new Uint8Array(70 * 50 * 3).fill(200)));
    await evaluate('--report', path, '--rgb', picture);
    const page = readFileSync(path, 'utf8');
    for (const part of ['Mislabelled pixels', 'Evaluation against raman_labels.tif', 'alt="The picture"'])
      expect(page).toContain(part);
    await expect(evaluate('--report', path)).rejects.toThrow(/the output exists.*--overwrite/);
    await evaluate('--report', path, '--overwrite');
    expect(readFileSync(path, 'utf8')).not.toContain('alt="The picture"');
    await expect(evaluate('--report', join(picture, 'page.html'))).rejects.toThrow(/cannot write/);
    writeFileSync(picture, rgbPng(50, 70, new Uint8Array(70 * 50 * 3)));
    await expect(evaluate('--report', path, '--overwrite', '--rgb', picture)).rejects.toThrow(/50 x 70, the cube is 35 x 25/);
  });

  test('segment shows a given picture through its masks', async () => {
    const picture = join(dir, 'white.png');
    writeFileSync(picture, rgbPng(35, 25, new Uint8Array(35 * 25 * 3).fill(255)));
    const out = join(dir, 'pictured');
    await cloisonne('segment', CUBE, ...RAMAN, '--k', '2', '--out', out, '--rgb', picture, '-q');
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    expect(report).toContain('alt="The picture"');
    expect(report.length).toBeLessThan(3e6);
    expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).options.rgb).toBe('white.png');
  });

  test.each([
    ['an unknown baseline', ['--baselines', 'tsne', '--cube', CUBE], /no baseline 'tsne'.*Choose from ae, pca, umap, raw, rgb/],
    ['no cube', ['--baselines', 'pca'], /needs the cube/],
    ['a cube of another size', ['--baselines', 'pca', '--cube', repo('samples/data/muse.fits')], /30 x 30.*35 x 25/],
    ['too little memory', ['--baselines', 'raw', '--cube', CUBE, ...RAMAN, '--max-memory', '20MB'], /Use --max-memory \d+MB/],
  ])('%s is said in one line', async (_, args, message) => {
    await expect(evaluate(...args)).rejects.toThrow(message);
  });
});
