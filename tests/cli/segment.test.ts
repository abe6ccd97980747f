import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { platform } from '../../core/platform/node.js';
import { openSampleSource, readFitsImage, readLabelPng } from '../../formats/index.js';
import { type CliRun, cloisonne, cloisonneHere, complaints, differences, filesIn, repo, workplace } from '../helpers/cli.js';
import { fitsCube, put, stripes, tiffCube } from './cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);
const MUSE = repo('samples/data/muse.fits');
const LANDSAT = repo('samples/data/landsat.tif');
const RAMAN = repo('samples/data/raman.tif');
const json = (folder: string, file = 'segmentation.json') => JSON.parse(readFileSync(join(at(folder), file), 'utf8'));

function isDone(run: CliRun): CliRun {
  expect(run.code, run.stderr).toBe(0);
  expect(complaints(run)).toEqual([]);
  return run;
}
const done = async (...args: Parameters<typeof cloisonne>) => isDone(await cloisonne(...args));
const doneHere = async (...args: Parameters<typeof cloisonneHere>) => isDone(await cloisonneHere(...args));

const small = put(at('small.fits'), fitsCube([24, 8, 40], stripes(40)));
const labelsOf = (folder: string) => readLabelPng(new Uint8Array(readFileSync(join(at(folder), 'labels.png'))), 'labels.png');

let muse: CliRun;
let landsat: CliRun;
beforeAll(async () => {
  [muse, landsat] = await Promise.all([
    done(['segment', MUSE, '--out', at('muse'), '--json']),
    done(['segment', LANDSAT, '--out', at('landsat'), '--k', '2..3']),
  ]);
});

describe.concurrent('the same bytes in every product but run.json', () => {
  test('MUSE: one thread, a cap of 256 MB, a relative path from another folder', async () => {
    await done(['segment', 'muse.fits', '--out', at('muse-1'), '--threads', '1', '--max-memory', '256MB'], {
      cwd: dirname(MUSE),
    });
    expect(differences(at('muse'), at('muse-1'))).toEqual([]);
  });

  test('MUSE: two threads, a cap of 2 GB, the HDU by name', async () => {
    await done(['segment', MUSE, '--out', at('muse-2'), '--threads', '2', '--max-memory', '2GB']);
    expect(differences(at('muse'), at('muse-2'))).toEqual([]);
    expect(json('muse-2', 'run.json')).not.toEqual(json('muse', 'run.json'));
  });

  test('Landsat: threads and caps', async () => {
    // The least cap depends on what the process holds at the moment: 288 MB was refused once, needing 291.
    const args = ['segment', 'landsat.tif', '--out', at('landsat-1'), '--k', '2..3', '--threads', '1', '--max-memory', '384MB'];
    await done(args, { cwd: dirname(LANDSAT) });
    expect(differences(at('landsat'), at('landsat-1'))).toEqual([]);
    expect(json('landsat-1', 'run.json').machine.blockRows).toBeLessThanOrEqual(json('landsat', 'run.json').machine.blockRows);
  });
});

describe('what a run leaves and says', () => {
  const products = (extension: string, k: number, ks: readonly number[]): string[] =>
    [
      ...['labels.png', `labels.${extension}`, `latents.${extension}`, `confidence.${extension}`, 'preview.png'],
      ...['.cloisonne.json', 'segmentation.json', 'spectra.csv', 'spectra-encoder.csv', 'report.html', 'run.json'],
      ...Array.from({ length: k }, (_, i) => `masks/cluster-${i + 1}.png`),
      ...ks.flatMap(n => [`labels-k/${n}.png`, `labels-k/${n}.json`]),
    ].sort();

  test('every product, and nothing else', () => {
    expect([...filesIn(at('muse')).keys()].sort()).toEqual(products('fits', json('muse').k, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    // An encoder that was fitted here is kept beside the result.
    const encoder = ['encoder.json', 'history.json', 'model.json', 'weights.bin'].map(name => `encoder/${name}`);
    expect([...filesIn(at('landsat')).keys()].sort()).toEqual([...products('tif', json('landsat').k, [2, 3]), ...encoder].sort());
  });

  test('labels.fits and labels.tif hold what labels.png holds', async () => {
    const png = await labelsOf('muse');
    const bytes = await platform.openFile(at('muse/labels.fits'));
    const fits = await readFitsImage(bytes);
    await bytes.close();
    expect([fits.width, fits.height]).toEqual([30, 30]);
    expect(Array.from(fits.data)).toEqual(Array.from(png.data));
    const tiff = await openSampleSource(await platform.openFile(at('landsat/labels.tif')));
    expect(tiff.frame.kind).toBe('geotiff');
    expect(Array.from(await tiff.plane(0))).toEqual(Array.from((await labelsOf('landsat')).data));
    await tiff.close();
  });

  test('--json: one document on stdout; the cost line on stderr, no bar', () => {
    const summary = JSON.parse(muse.stdout);
    expect(muse.stdout.trim().split('\n')).toHaveLength(1);
    expect(summary).toMatchObject({
      out: at('muse'),
      k: json('muse').k,
      spaxels: 900,
      encoder: { name: 'muse-udf-500', origin: 'shipped' },
    });
    expect(summary.clusters.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(900);
    expect(muse.stderr).toMatch(
      /^900 spectra x 500 bands, encoder muse-udf-500 \(shipped\) on .*, 2 reads in blocks of \d+ rows, about \d+ MB of memory$/m,
    );
    for (const mark of ['\r', '\u001b', '█', '░']) expect(muse.stderr).not.toContain(mark);
  });

  test('a table on stdout, and where the report is', () => {
    expect(landsat.stdout).toMatch(/^landsat\.tif: \d clusters in 122848 spaxels \(silhouette 0\.\d{3}/);
    expect(landsat.stdout).toMatch(/^ id {2}spaxels {4}share {2}silhouette/m);
    expect(landsat.stdout.trimEnd().endsWith(`Report: ${at('landsat/report.html')}`)).toBe(true);
    expect(landsat.stderr).toMatch(/^warning: no encoder given and no shipped one fits the axis: principal components/m);
  });

  test('--quiet: nothing on stderr; --overwrite leaves nothing of the old result', async () => {
    const run = await cloisonne(['segment', small, '--out', at('quiet'), '--k', '3', '--quiet']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    await doneHere(['segment', small, '--out', at('quiet'), '--k', '2', '--seed', '7', '--overwrite']);
    await done(['segment', small, '--out', at('fresh'), '--k', '2', '--seed', '7']);
    expect(differences(at('quiet'), at('fresh'))).toEqual([]);
  });

  const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  test.skipIf(!hasScript)(
    'a bar with rate and time left, and training in one live line, on a terminal (skipped: no script command)',
    async () => {
      const shell = 'script -qec "$*" /dev/null';
      const synth = await cloisonne(['synth', 'nebular', '--size', '80x80', '--bands', '600', '--out', at('sky')], { shell });
      const bars = synth.stdout.split('\r\u001b[K');
      expect(bars).toContainEqual(expect.stringMatching(/^ {2}synthesising +█+░+ +\d+ % +\S+ spectra\/s/));
      expect(synth.stdout).toMatch(/ 100 % /);
      expect(synth.stdout).not.toMatch(/ 101 % /);
      const run = await cloisonne(['train', MUSE, '--out', at('bar'), '--epochs', '10', '--gamma', '0.002'], { shell });
      expect(run.code).toBe(0);
      expect(run.stdout.split('\r\u001b[K')).toContainEqual(
        expect.stringMatching(
          /^epoch +\d+\/10 {2}loss [\d.]+ \(rec [\d.]+, sil [\d.]+\) {2}val [\d.]+ \(rec .*lr 0\.001 {2}K \d/,
        ),
      );
      expect(run.stdout).not.toMatch(/epoch.*\n.*epoch/);
      expect(run.stdout).toMatch(/bar: autoencoder to 3 latents from 900 spectra/);
    },
    180_000,
  );
});

describe('options', () => {
  const run = async (name: string, ...args: string[]) => {
    const result = await doneHere(['segment', ...args, '--out', at(name), '--json']);
    return { ...JSON.parse(result.stdout), stderr: result.stderr };
  };

  test('--k 4; --region leaves 0 outside', async () => {
    const { k, chosenBy, sweep, spaxels } = await run('region', small, '--k', '4', '--region', '2:20,1:7');
    expect([k, chosenBy, sweep.length, spaxels]).toEqual([4, 'given', 1, 18 * 6]);
    const { data } = await labelsOf('region');
    for (let p = 0; p < data.length; p++) {
      const [x, y] = [p % 24, Math.floor(p / 24)];
      expect(data[p] > 0).toBe(x >= 2 && x < 20 && y >= 1 && y < 7);
    }
  });

  test('--mask leaves 0 where it is 0', async () => {
    const mask = put(
      at('mask.tif'),
      tiffCube([24, 8, 1], (x, y) => (x + y) % 2),
    );
    expect((await run('masked', small, '--k', '3', '--mask', mask)).spaxels).toBe(96);
    expect(
      Array.from((await labelsOf('masked')).data, (label, p) => (label > 0 ? 1 : 0) === ((p % 24) + Math.floor(p / 24)) % 2),
    ).not.toContain(false);
  });

  test('--bands and --exclude leave bands out', async () => {
    await run('bands', small, '--k', '3', '--bands', '4755-4790', '--exclude', '4760-4765,4780-4781');
    expect(json('bands').cube.excludedBands).toEqual([
      [0, 3],
      [8, 12],
      [24, 24],
      [33, 39],
    ]);
  });

  test('--axis finds the encoder of that axis', async () => {
    const { encoder } = await run('raman', RAMAN, '--axis', repo('samples/data/raman.json'), '--k', '3');
    expect(encoder).toEqual({ name: 'raman-cartilage-300', origin: 'shipped' });
    expect(json('raman').axis.kind).toBe('raman-shift');
  });

  test('--steps and --latent fit an encoder here', async () => {
    const { encoder, stderr } = await run('steps', MUSE, '--steps', 'asinh:scale=auto,snv', '--latent', '2', '--k', '3');
    expect(encoder.origin).toBe('fitted');
    expect(stderr).toMatch(/warning: .*a PCA to 2 dimensions.*asinh.*snv/);
  });

  test('--rebin bridges to an encoder of coarser bins, which is refused without', async () => {
    const fine = put(at('fine.fits'), fitsCube([12, 6, 1040], stripes(1040), { CRVAL3: 4737, CDELT3: 0.625 }));
    const args = ['segment', fine, '--encoder', 'muse-udf-500', '--k', '3'];
    const refused = await cloisonneHere([...args, '--out', at('fine')]);
    expect([refused.code, complaints(refused)]).toEqual([5, [expect.stringMatching(/--rebin/)]]);
    await doneHere([...args, '--rebin', '--out', at('fine')]);
  });

  test('flag before CLOISONNE_* before config file, in the working folder or by --config', async () => {
    const folder = workplace();
    put(join(folder, 'cloisonne.config.json'), JSON.stringify({ k: 'file', epochs: 3 }));
    const other = put(at('other.json'), JSON.stringify({ k: 'other' }));
    const k = async (args: string[], env: Record<string, string> = {}) => {
      const result = await cloisonneHere(['segment', small, '--out', at('precedence'), ...args], { cwd: folder, env });
      expect(result.code).toBe(2);
      return /not a range of K: '(.*)'/.exec(result.stderr)?.[1];
    };
    expect(await k([])).toBe('file');
    expect(await k(['--config', other])).toBe('other');
    expect(await k([], { CLOISONNE_K: 'variable' })).toBe('variable');
    expect(await k([], { CLOISONNE_CONFIG: other })).toBe('other');
    expect(await k(['--k', 'flag'], { CLOISONNE_K: 'variable' })).toBe('flag');
    expect(await k(['--k', 'first', '--k', 'last'])).toBe('last');
  });
});

describe('clusters of an earlier run', () => {
  test('--clusters keeps their ids, with the encoder that was kept beside them; match pairs them', async () => {
    await doneHere(['segment', small, '--out', at('monday'), '--k', '3']);
    const { stdout } = await doneHere(['segment', small, '--clusters', at('monday'), '--out', at('tuesday'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ k: 3, chosenBy: 'earlier', encoder: { origin: 'given' } });
    const [monday, tuesday] = [(await labelsOf('monday')).data, (await labelsOf('tuesday')).data];
    for (const [p, label] of tuesday.entries()) if (label !== 255) expect(label).toBe(monday[p]);
    expect(tuesday.filter(label => label === 255).length).toBeLessThan(3);
    const match = JSON.parse((await doneHere(['match', at('monday'), at('tuesday'), '--json'])).stdout);
    expect(match.pairs.map(({ a, b }: { a: { id: number }; b: { id: number } }) => a.id === b.id)).toEqual([true, true, true]);
    expect([match.bands, match.onlyA, match.onlyB]).toEqual([40, [], []]);
    expect((await doneHere(['match', at('monday'), at('tuesday')])).stdout).toMatch(
      /^1 Cluster 1 +1 Cluster 1 +0\.0\d{3} +[01]\.\d{4}$/m,
    );
  });

  test('another encoder is refused (5)', async () => {
    const run = await cloisonneHere([
      'segment',
      MUSE,
      '--clusters',
      at('landsat'),
      '--encoder',
      'muse-udf-500',
      '--out',
      at('no'),
    ]);
    expect([run.code, complaints(run)]).toEqual([5, [expect.stringMatching(/found with another encoder.*--encoder/)]]);
  });
});

describe('evaluate', () => {
  test('a folder, PNG, FITS and TIFF of one map score 1', async () => {
    const score = async (labels: string, truth: string) =>
      JSON.parse((await doneHere(['evaluate', labels, '--truth', truth, '--json'])).stdout);
    expect(await score(at('muse'), at('muse/labels.fits'))).toMatchObject({ ari: 1, nmi: 1, acc: 1, spaxels: 900 });
    expect(await score(at('muse/labels.png'), at('muse'))).toMatchObject({ ari: 1 });
    expect(await score(at('landsat/labels.tif'), at('landsat/labels.png'))).toMatchObject({ ari: 1, spaxels: 122848 });
  });

  test('as text', async () => {
    const { stdout } = await doneHere(['evaluate', at('muse/labels-k/2.png'), '--truth', at('muse')]);
    expect(stdout).toMatch(/^900 labelled spaxels\n\nARI {2}0\.\d{4}\nNMI {2}0\.\d{4}\nACC {2}0\.\d{4}\n/);
    expect(stdout).toMatch(/^true +matched +spaxels +precision +recall +F1 +accuracy +Tversky$/m);
  });

  test('maps of different sizes, and what is no map (3)', async () => {
    const sizes = await cloisonneHere(['evaluate', at('muse'), '--truth', repo('samples/data/raman_labels.tif')]);
    expect([sizes.code, sizes.stderr]).toEqual([
      3,
      expect.stringMatching(/different sizes.*muse.*raman_labels.*30 x 30 and 35 x 25/),
    ]);
    const cube = await cloisonneHere(['evaluate', RAMAN, '--truth', RAMAN]);
    expect([cube.code, cube.stderr]).toEqual([3, expect.stringMatching(/not a label map.*whole numbers/)]);
  });
});

describe('info', () => {
  test('a cube as text and as JSON', async () => {
    const { stdout } = await doneHere(['info', MUSE]);
    expect(stdout).toMatch(/^shape +30 x 30 spaxels x 500 bands/m);
    expect(stdout).toMatch(/^spectral axis +Wavelength in air, 4750 to 5373\.75 Å, about 1\.25 a band$/m);
    expect(stdout).toMatch(/^encoders +muse-udf-500$/m);
    const found = JSON.parse((await doneHere(['info', MUSE, '--json'])).stdout);
    expect(found).toMatchObject({
      width: 30,
      height: 30,
      bands: 500,
      variance: true,
      frame: 'celestial',
      encoders: ['muse-udf-500'],
    });
    expect(found.spectralAxis.values).toHaveLength(500);
  });

  test('engines: each once, with the command only where a package is missing', async () => {
    const text = (await doneHere(['info', '--engines'])).stdout.trimEnd().split('\n');
    const reports = JSON.parse((await doneHere(['info', '--engines', '--json'])).stdout);
    expect(text).toHaveLength(reports.length);
    for (const [i, { name, available, detail, install }] of reports.entries()) {
      expect(text[i].startsWith(`${available ? '✓' : '·'} ${name} `)).toBe(true);
      expect(text[i]).toContain(detail);
      expect(text[i].match(/npm install/g)?.length ?? 0).toBe(install ? 1 : 0);
      if (install) expect(detail).toBe('not installed');
    }
  });

  test.each(['', 'info', 'dataset', 'train', 'models', 'sample', 'segment', 'evaluate'])('--help %s', async command => {
    const { stdout, stderr } = await doneHere([...(command ? [command] : []), '--help']);
    expect(stderr).toBe('');
    if (command) expect(stdout).toMatch(new RegExp(`Examples:\\n +cloisonne ${command} `));
    else expect(stdout).toMatch(/Exit codes: 0 done.*130 interrupted/s);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

describe('train', () => {
  const recipe = ['--hidden', '32,8', '--epochs', '60', '--patience', '60', '--name', 'small'];

  test('the same bytes twice, also after Ctrl-C; the encoder segments its cube', async () => {
    const first = await doneHere(['train', MUSE, ...recipe, '--out', at('enc'), '--json']);
    let sent = false;
    const stopped = await cloisonne(['train', MUSE, ...recipe, '--out', at('enc-stopped')], {
      watch: child => {
        if (!sent && existsSync(at('enc-stopped.partial/.checkpoints/training'))) sent = child.kill('SIGINT');
      },
    });
    expect(JSON.parse(first.stdout)).toMatchObject({
      out: at('enc'),
      name: 'small',
      method: 'autoencoder',
      latent: 3,
      spectra: 900,
    });
    expect([stopped.code, stopped.stderr]).toEqual([
      130,
      expect.stringMatching(/cloisonne: interrupted\. The same command goes on/),
    ]);
    const again = await done(['train', MUSE, ...recipe, '--out', at('enc-stopped')]);
    expect(again.stderr).toMatch(/going on where an interrupted run stopped/);
    expect(differences(at('enc'), at('enc-stopped'))).toEqual([]);
    expect([...filesIn(at('enc')).keys()]).toEqual([
      ...['.cloisonne.json', 'card.html', 'encoder.json', 'history.csv', 'history.json', 'model.json', 'weights.bin'],
    ]);
    const run = await doneHere(['segment', MUSE, '--encoder', at('enc'), '--k', '3', '--out', at('with-enc'), '--json']);
    expect(JSON.parse(run.stdout).encoder).toEqual({ name: 'small', origin: 'given' });
  });

  test('a PCA of two cubes, the same bytes twice, kept unless --overwrite', async () => {
    const args = ['train', small, small, '--method', 'pca', '--latent', '2', '--name', 'two', '--out'];
    const { stdout } = await doneHere([...args, at('pca')]);
    expect(stdout).toBe(`two: PCA to 2 latents from 384 spectra\nEncoder: ${at('pca')}\n`);
    await done([...args, at('pca-2')]);
    expect(differences(at('pca'), at('pca-2'))).toEqual([]);
    const kept = await cloisonneHere([...args, at('pca')]);
    expect([kept.code, complaints(kept)]).toEqual([8, [expect.stringMatching(/the output exists.*--overwrite/)]]);
    await doneHere([...args, at('pca'), '--overwrite']);
    expect(differences(at('pca'), at('pca-2'))).toEqual([]);
  });
});
