import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CliRun, cloisonneHere, filesIn, repo, workplace } from '../../helpers/cli.js';
import { fitsCube, stripes } from '../cubes.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const recipe = ['--engine', 'cpu', '--k', '2', '--steps', 'none', '--quiet'];
const segment = (cube: string, out: string, ...more: string[]) =>
  cloisonneHere(['segment', at(cube), '--out', at(out), ...recipe, ...more]);
/** A result of its own, a copy of the one that was made once. */
const result = (name: string): string => {
  cpSync(at('made'), at(name), { recursive: true, preserveTimestamps: true });
  return at(name);
};

/** Runs a command that must be refused, and finds every file below a folder as it was. */
async function refused(folder: string, run: () => Promise<CliRun>, says: RegExp): Promise<void> {
  const before = filesIn(folder);
  const { code, stderr, stdout } = await run();
  expect({ code, stdout, stderr }).toEqual({ code: 8, stdout: '', stderr: expect.stringMatching(says) });
  expect(stderr).toMatch(/^cloisonne: [^\n]+\. [A-Z][^\n]+\.\n$/);
  expect([...filesIn(folder)]).toEqual([...before]);
}

beforeAll(async () => {
  writeFileSync(at('cube.fits'), fitsCube([12, 10, 8], stripes(8)));
  expect(await segment('cube.fits', 'made')).toMatchObject({ code: 0, stderr: '' });
}, 120_000);

describe('--overwrite deletes no input', () => {
  test('that lies in the folder', async () => {
    mkdirSync(at('sky'));
    cpSync(at('cube.fits'), at('sky/cube.fits'));
    await refused(
      at('sky'),
      () => segment('sky/cube.fits', 'sky', '--overwrite'),
      /an input lies in the output \[.*cube\.fits\]/,
    );
    const mine = result('own-labels');
    const again = () => segment('cube.fits', 'own-labels', '--overwrite', '--mask', join(mine, 'labels.png'));
    await refused(mine, again, /an input lies in the output \[.*labels\.png\]/);
    const clusters = () =>
      cloisonneHere(['segment', at('cube.fits'), '--clusters', mine, '--out', mine, '-q', '--overwrite', '--engine', 'cpu']);
    await refused(mine, clusters, /the output is an input/);
  });

  test('of edit, emit and tiles that is the folder', async () => {
    const mine = result('self');
    await refused(mine, () => cloisonneHere(['edit', mine, '--replay', '--out', mine, '--overwrite']), /the output is an input/);
    await refused(mine, () => cloisonneHere(['tiles', mine, '--out', mine, '--overwrite']), /the output is an input/);
    await refused(
      mine,
      () => cloisonneHere(['emit', mine, '--as', 'csv', '--out', mine, '--overwrite']),
      /another command.*segment wrote/,
    );
  });

  test('of tiles that lies between the tiles, own or foreign', async () => {
    const image = repo('tests/fixtures/tiles/tiled.tif');
    await cloisonneHere(['tiles', image, '--out', at('tiles'), '-q']);
    const [level] = readdirSync(at('tiles/image_files'));
    const tile = join(at('tiles/image_files', level), readdirSync(at('tiles/image_files', level))[0]);
    const cut = (name: string) => () => cloisonneHere(['tiles', name, '--out', at('tiles'), '-q', '--overwrite']);
    await refused(at('tiles'), cut(tile), /an input lies in the output/);
    cpSync(tile, at('tiles/p.jpg'));
    await refused(at('tiles'), cut(at('tiles/p.jpg')), /an input lies in the output/);
    await refused(at('tiles'), cut(image), /files that cloisonne did not write \[.*\]: p\.jpg\./);
    rmSync(at('tiles/p.jpg'));
    expect(await cut(image)()).toMatchObject({ code: 0 });
  });
});

describe('--overwrite deletes nothing that this command did not write', () => {
  test.each([
    ['a file', 'notes.txt'],
    ['a file in a folder of ours', 'masks/mine.png'],
    ['a hidden file', '.htaccess'],
    ['a folder', 'paper/draft.tex'],
    ['a folder with the name of the products', 'emit/mine.reg'],
  ])('%s', async (title, path) => {
    const mine = result(title.replaceAll(' ', '-'));
    mkdirSync(join(mine, path, '..'), { recursive: true });
    writeFileSync(join(mine, path), 'years of work');
    const named = path.startsWith('paper') ? 'paper/' : path.startsWith('emit') ? 'emit/' : path.replaceAll('.', '\\.');
    await refused(
      mine,
      () => segment('cube.fits', title.replaceAll(' ', '-'), '--overwrite'),
      new RegExp(`did not write \\[.*\\]: ${named}\\.`),
    );
  });

  test('a folder of someone else, with a file of a name that we use', async () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine/info.json'), '{}');
    writeFileSync(at('mine/thesis.txt'), 'text');
    await refused(
      at('mine'),
      () => segment('cube.fits', 'mine', '--overwrite'),
      /is not a result of cloisonne \[.*\]: it holds info\.json, thesis\.txt\./,
    );
  });

  test('a folder of another command', async () => {
    await cloisonneHere(['synth', 'nebular', '--size', '8x8', '--bands', '40', '--out', at('synth'), '-q']);
    await refused(
      at('synth'),
      () => segment('cube.fits', 'synth', '--overwrite'),
      /another command \[.*\]: cloisonne synth wrote it/,
    );
    const again = ['synth', 'nebular', '--size', '9x8', '--bands', '40', '--out', at('synth'), '-q'];
    expect(await cloisonneHere(again)).toMatchObject({ code: 8 });
    expect(await cloisonneHere([...again, '--overwrite'])).toMatchObject({ code: 0, stderr: '' });
    const mine = result('of-segment');
    await refused(
      mine,
      () => cloisonneHere([...again.slice(0, -3), '--out', mine, '-q', '--overwrite']),
      /cloisonne segment wrote it/,
    );
  });

  test('what a link leads to outside of the folder', async () => {
    const mine = result('linked');
    mkdirSync(at('elsewhere'));
    writeFileSync(at('elsewhere/label-1.png'), 'mine');
    rmSync(join(mine, 'masks'), { recursive: true });
    symlinkSync(at('elsewhere'), join(mine, 'masks'));
    await refused(mine, () => segment('cube.fits', 'linked', '--overwrite'), /did not write \[.*\]: masks\./);
    expect(readdirSync(at('elsewhere'))).toEqual(['label-1.png']);
  });

  test('an encoder that is trained further from itself', async () => {
    const train = (...more: string[]) =>
      cloisonneHere(['train', at('cube.fits'), '--method', 'pca', '--steps', 'none', '--out', at('enc'), '-q', ...more]);
    expect(await train()).toMatchObject({ code: 0 });
    await refused(
      at('enc'),
      () => cloisonneHere(['train', at('cube.fits'), '--from', at('enc'), '--out', at('enc'), '-q', '--overwrite']),
      /the output is an input/,
    );
    expect(await train('--overwrite')).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);
});

describe('a result is replaced', () => {
  test('whole, with what emit added to it, and nothing is left of it', async () => {
    const mine = result('replaced');
    expect(await cloisonneHere(['emit', mine, '--as', 'csv'])).toMatchObject({ code: 0 });
    expect(await segment('cube.fits', 'replaced', '--overwrite')).toMatchObject({ code: 0, stderr: '' });
    expect([...filesIn(mine).keys()]).toEqual([...filesIn(at('made')).keys()]);
  });

  test('of version 0.1.0, known by its assets; not where more lies in it', async () => {
    const mine = result('old');
    rmSync(join(mine, '.cloisonne.json'));
    writeFileSync(join(mine, 'thesis.txt'), 'text');
    await refused(mine, () => segment('cube.fits', 'old', '--overwrite'), /did not write \[.*\]: thesis\.txt\./);
    rmSync(join(mine, 'thesis.txt'));
    expect(await segment('cube.fits', 'old', '--overwrite')).toMatchObject({ code: 0, stderr: '' });
    expect([...filesIn(mine).keys()]).toEqual([...filesIn(at('made')).keys()]);
  });

  test('with an edit log or a registration only with --discard-edits', async () => {
    const mine = result('edited');
    expect(await cloisonneHere(['edit', mine, '--rename', '1=azurite'])).toMatchObject({ code: 0 });
    await refused(
      mine,
      () => segment('cube.fits', 'edited', '--overwrite'),
      /holds edits \[.*\]: its edit log has 1 edit\..*--discard-edits/,
    );
    await refused(mine, () => segment('cube.fits', 'edited', '--discard-edits'), /the output exists/);
    expect(await segment('cube.fits', 'edited', '--overwrite', '--discard-edits')).toMatchObject({ code: 0, stderr: '' });
    const path = join(mine, 'segmentation.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...document, registration: { kind: 'affine', matrix: [2, 0, 0, 2, 0, 0] } }));
    await refused(mine, () => segment('cube.fits', 'edited', '--overwrite'), /it was registered to a picture/);
  });

  test('where a link leads, and the link stays', async () => {
    mkdirSync(at('disk'));
    const mine = result('disk/real');
    symlinkSync('disk/real', at('link'));
    symlinkSync('disk/later', at('dangling'));
    expect(await segment('cube.fits', 'link', '--overwrite')).toMatchObject({ code: 0, stderr: '' });
    expect(await segment('cube.fits', 'dangling')).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['link', 'dangling']) expect(lstatSync(at(name)).isSymbolicLink()).toBe(true);
    expect(readdirSync(at('disk')).sort()).toEqual(['later', 'real']);
    expect(existsSync(join(mine, 'labels.png'))).toBe(true);
  });
});

describe('files that are named themselves', () => {
  test('a page takes the place of a page of evaluate only, and never of an input', async () => {
    const mine = result('judged');
    const truth = join(mine, 'labels.png');
    const evaluate = (report: string, ...more: string[]) =>
      cloisonneHere(['evaluate', truth, '--truth', truth, '--report', report, ...more]);
    await refused(mine, () => evaluate(truth, '--overwrite'), /the output is an input/);
    await refused(mine, () => evaluate(join(mine, 'report.html'), '--overwrite'), /is not a page of cloisonne evaluate/);
    expect(await evaluate(at('page.html'))).toMatchObject({ code: 0 });
    expect(await evaluate(at('page.html'))).toMatchObject({ code: 8 });
    expect(await evaluate(at('page.html'), '--overwrite')).toMatchObject({ code: 0 });
  });

  test.each(['csv', 'fits'])('sampled spectra as %s take the place of sampled spectra only', async kind => {
    const name = at('samples', `spectra.${kind}`);
    mkdirSync(at('samples'), { recursive: true });
    if (!existsSync(at('sampled')))
      await cloisonneHere(['train', at('cube.fits'), '--method', 'pca', '--steps', 'none', '--out', at('sampled'), '-q']);
    const sample = (...more: string[]) => cloisonneHere(['sample', at('sampled'), '--n', '3', '--out', name, '-q', ...more]);
    if (kind === 'fits') cpSync(at('cube.fits'), name);
    else writeFileSync(name, 'wavelength,flux\n1,2\n');
    await refused(at('samples'), () => sample('--overwrite'), /is not a file of cloisonne sample/);
    rmSync(name);
    for (const more of [[], ['--overwrite']]) expect(await sample(...more)).toMatchObject({ code: 0, stderr: '' });
  });

  test('manifests, times and common clusters of a batch, and the folder of shards', async () => {
    for (const name of ['batch.json', 'run.json']) {
      mkdirSync(at('b', name), { recursive: true });
      if (name === 'run.json') writeFileSync(at('b', name, 'batch.json'), '{"format": "cloisonne-batch", "inputs": []}');
      writeFileSync(at('b', name, name), '{"mine": true}');
      const batch = () => cloisonneHere(['batch', at('cube.fits'), '--out', at('b', name), ...recipe]);
      await refused(at('b', name), batch, /no batch wrote/);
    }
    mkdirSync(at('s.shards'));
    writeFileSync(at('s.shards/notes'), 'mine');
    const shard = await cloisonneHere(['shard', 'encode', at('cube.fits'), '--out', at('s'), '--shard', '1/1', ...recipe]);
    expect(shard).toMatchObject({ code: 1, stderr: expect.stringMatching(/no shard made it: it holds notes/) });
    expect(readdirSync(at('s.shards'))).toEqual(['notes']);
  });
});
