import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CliRun, cloisonne, cloisonneHere, complaints, differences, filesIn, repo, workplace } from '../helpers/cli.js';
import { cyclic, fitsCube, put, stripes, tiffCube, withField } from './cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);
const MUSE = repo('samples/data/muse.fits');
const SHAPE = [12, 8, 40] as const;
const fits = (cards: Readonly<Record<string, string | number | null>> = {}): Buffer => fitsCube(SHAPE, stripes(40), cards);
const tiff = tiffCube(SHAPE, stripes(40));
const muse = readFileSync(MUSE);

/** One clear line on stderr besides warnings and the cost line, nothing on stdout, no trace of where in the code it happened. */
function refused(run: CliRun, code: number, pattern: RegExp): void {
  expect(complaints(run), run.stderr).toHaveLength(1);
  const [line] = complaints(run);
  expect(line).toMatch(/^cloisonne: /);
  expect(line).toMatch(pattern);
  expect(line).not.toMatch(/unexpected error|\bat .*\.js|undefined|NaN(?!,)|\[object/);
  expect(run.stdout).toBe('');
  expect(run.code).toBe(code);
}

/** `segment` refuses, and leaves neither the folder nor one that is half written. */
async function segmentRefuses(
  args: readonly string[],
  code: number,
  pattern: RegExp,
  program: (args: readonly string[]) => Promise<CliRun> = cloisonneHere,
): Promise<void> {
  const out = at(`out-${Math.random().toString(36).slice(2)}`);
  refused(await program(['segment', ...args, '--out', out]), code, pattern);
  expect(existsSync(out)).toBe(false);
  expect(existsSync(`${out}.partial`)).toBe(false);
}

describe('a cube that cannot be read (3)', () => {
  const cases: [string, string, Uint8Array | string, RegExp][] = [
    [
      'a FITS file cut off in its data',
      'cut.fits',
      fits().subarray(0, 6000),
      /shorter than.*cut\.fits.*12240 missing.*copy it again/,
    ],
    ['the MUSE cube cut off', 'muse.fits', muse.subarray(0, muse.length / 3), /shorter than.*HDU 1.*missing/],
    ['a FITS header without END', 'end.fits', fits({ END: null }), /no END card.*end\.fits.*HDU 0/],
    ['a BITPIX that does not exist', 'bitpix.fits', fits({ BITPIX: -31 }), /BITPIX.*found -31/],
    [
      'a FITS header that claims a petabyte',
      'peta.fits',
      fits({ NAXIS1: 1e5, NAXIS2: 1e5, NAXIS3: 25000 }),
      /expected 1000000000000000 bytes/,
    ],
    ['a TIFF cut off before its directory', 'cut.tif', tiff.subarray(0, 5000), /directory past the end.*cut\.tif.*5000 bytes/],
    ['a TIFF shorter than its header', 'head.tif', tiff.subarray(0, 6), /not a TIFF.*6 bytes/],
    ['a TIFF whose directories go round in circles', 'cyclic.tif', cyclic(tiff), /cyclic directory.*points back/],
    [
      'a TIFF that claims 2^56 pixels',
      'peta.tif',
      withField(withField(tiff, 256, 0xfffffff), 257, 0xfffffff),
      /does not fit|too large|past the end/,
    ],
    ['some text', 'notes.txt', 'pixels\n', /of no known format.*Supported are/],
    ['an empty file', 'empty.fits', '', /the file is empty/],
    ['a gzip file cut off', 'cut.fits.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]), /gzip.*truncated/],
  ];
  test.each(cases)('%s', (_, name, bytes, pattern) => segmentRefuses([put(at(name), bytes)], 3, pattern));
  test('no file', () => segmentRefuses([at('none.fits')], 3, /cannot open.*none\.fits.*no such file/, cloisonne));
  test('a folder', () => segmentRefuses([dir], 3, /directory|folder/));
  test('an HDU that is not there', () => segmentRefuses([`${MUSE}[NOPE]`], 3, /no HDU NOPE.*HDU 1 \(DATA\)/));
  test('an earlier result that is not there', () =>
    segmentRefuses([MUSE, '--clusters', 'nowhere'], 3, /cannot read the earlier result.*nowhere/));
  test('an axis file that is not there', () => segmentRefuses([MUSE, '--axis', at('axis.json')], 3, /axis\.json.*no such file/));
  test('an axis file for another cube', () =>
    segmentRefuses([MUSE, '--axis', repo('samples/data/raman.json')], 3, /300 values.*500 bands/));
});

describe('nothing to segment (4)', () => {
  const two = fitsCube([2, 2, 40], stripes(40));
  const cases: [string, string, Uint8Array, string[], RegExp][] = [
    ['all NaN', 'nan.fits', fitsCube(SHAPE, () => Number.NaN), [], /nothing to segment.*nan\.fits.*every sample is missing/],
    ['all NaN, in a TIFF', 'nan.tif', tiffCube(SHAPE, () => Number.NaN), [], /every sample is missing/],
    ['one band', 'one.fits', fitsCube([12, 8, 1], stripes(1)), [], /one band/],
    ['one band, in a TIFF', 'one.tif', tiffCube([12, 8, 1], stripes(1)), [], /one band/],
    [
      'the same spectrum everywhere',
      'same.fits',
      fitsCube(SHAPE, (_x, _y, b) => b + 1),
      [],
      /nothing to segment.*same\.fits.*spectra are the same/,
    ],
    ['zeros', 'zero.fits', fitsCube(SHAPE, () => 0), [], /nothing to segment.*zero\.fits/],
    ['fewer spaxels than clusters', 'few.fits', two, ['--k', '8'], /4 valid spaxels, fewer than the 8 clusters.*fewer clusters/],
    ['one spaxel', 'single.fits', fitsCube([1, 1, 40], stripes(40)), [], /nothing to segment.*single\.fits/],
  ];
  test.each(cases)('%s', (_, name, bytes, args, pattern) => segmentRefuses([put(at(name), bytes), ...args], 4, pattern));
  test('all NaN, in a process of its own', () =>
    segmentRefuses([at('nan.fits')], 4, /nothing to segment.*every sample is missing/, cloisonne));

  test('a sweep beyond the number of spaxels is cut short, and says so', async () => {
    const run = await cloisonne(['segment', put(at('four.fits'), two), '--out', at('four'), '--k', '2..10']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/warning: K stops at [34]/);
  });
});

describe('an encoder that does not fit (5)', () => {
  function damaged(name: string, damage: (folder: string) => void): string {
    cpSync(repo('samples/encoders/muse-udf-500'), at(name), { recursive: true });
    damage(at(name));
    return at(name);
  }
  test('of another axis', () =>
    segmentRefuses(
      [MUSE, '--encoder', 'raman-cartilage-300'],
      5,
      /does not fit.*raman-cartilage-300.*Raman.*Train an encoder/i,
      cloisonne,
    ));
  test('not there', () => segmentRefuses([MUSE, '--encoder', at('nowhere')], 5, /nowhere.*no such file.*muse-udf-500/));
  test('weights cut off', () =>
    segmentRefuses(
      [MUSE, '--encoder', damaged('short', f => truncateSync(join(f, 'weights.bin'), 100))],
      5,
      /weights\.bin.*SHA-256/,
    ));
  test('a card that is no JSON', () =>
    segmentRefuses(
      [MUSE, '--encoder', damaged('card', f => writeFileSync(join(f, 'encoder.json'), '{'))],
      5,
      /encoder\.json.*JSON/,
    ));
});

test('a memory cap that is too small (6) names one that works', async () => {
  const out = at('capped');
  const run = await cloisonne(['segment', MUSE, '--out', out, '--k', '2', '--max-memory', '64MB']);
  refused(run, 6, /64 MB given.*Use --max-memory \d+MB or more/);
  expect(existsSync(`${out}.partial`)).toBe(false);
  const cap = /--max-memory (\d+MB)/.exec(run.stderr)?.[1] as string;
  const again = await cloisonne(['segment', MUSE, '--out', out, '--k', '2', '--max-memory', cap]);
  expect(again.code, again.stderr).toBe(0);
});

describe('wrong usage (2)', () => {
  const config = (name: string, text: string): string[] => [MUSE, '--config', put(at(name), text)];
  const cases: [string, string[], RegExp][] = [
    ['no cube', [], /0 given, at least 1 needed.*segment --help/],
    ['two cubes', [MUSE, MUSE], /unknown argument/],
    ['K of none', [MUSE, '--k', '0'], /'0'.*Write it like 1\.\.10/],
    ['limits that are none', [MUSE, '--unclassified', 'margin'], /auto, off or limits.*reconstruction=0\.1/],
    ['K of nonsense', [MUSE, '--k', 'many'], /'many'/],
    ['K without a value', [MUSE, '--k'], /no value: --k/],
    ['a choice that is none', [MUSE, '--k-by', 'taste'], /--k-by is "taste".*"silhouette", "silhouette-pointwise"/],
    ['memory that is no amount', [MUSE, '--max-memory', 'lots'], /'lots'.*512MB/],
    ['a seed that is no number', [MUSE, '--seed', 'abc'], /--seed must be a whole number.*not a number/],
    ['a negative seed', [MUSE, '--seed', '-1'], /--seed must be.*it is -1/],
    ['no threads', [MUSE, '--threads', '0'], /--threads must be/],
    ['an unknown step', [MUSE, '--steps', 'polish'], /unknown step 'polish'.*Steps are area/],
    ['an unknown parameter value', [MUSE, '--steps', 'baseline:order=x'], /bad step 'baseline'/],
    ['steps and an encoder', [MUSE, '--steps', 'area', '--encoder', 'muse-udf-500'], /Leave --encoder or --steps out/],
    ['an unknown engine', [MUSE, '--engine', 'steam'], /unknown engine 'steam'.*Engines: auto/],
    ['a region beyond the cube', [MUSE, '--region', '0:100,0:10'], /0:100,0:10, the cube is 30 x 30/],
    ['a region of nonsense', [MUSE, '--region', '5'], /x0:x1,y0:y1/],
    ['bands beyond the axis', [MUSE, '--bands', '1-2'], /4750\.00 to 5373\.75/],
    ['bands of nonsense', [MUSE, '--bands', 'red'], /'red'.*Write them like/],
    [
      'a mask of another size',
      [MUSE, '--mask', repo('samples/data/raman_labels.tif')],
      /raman_labels.*35 x 25, the cube 30 x 30/,
    ],
    ['more than all samples', [MUSE, '--min-good', '2'], /\(0, 1\].*2/],
    ['a plane of a cube without', [MUSE, '--plane', '4'], /no plane to choose/],
    ['no config file', [MUSE, '--config', at('none.json')], /config file.*none\.json.*no such file/],
    ['a config that is no JSON', config('broken.json', '{'), /config file.*broken\.json/],
    ['a config that is a list', config('list.json', '[]'), /one JSON object/],
    ['a config with an unknown name', config('unknown.json', '{"colour": 1}'), /unknown option 'colour'.*unknown\.json/],
    ['a config with a list for a value', config('value.json', '{"k": [2, {}]}'), /--k takes one value/],
  ];
  test.each(cases)('%s', async (name, args, pattern) => {
    const out = at(name.replaceAll(' ', '-'));
    refused(await cloisonneHere(['segment', ...args, '--out', out]), 2, pattern);
    expect(existsSync(`${out}.partial`)).toBe(false);
  });

  test('an option with a slip, a variable of the environment with nonsense', async () => {
    await segmentRefuses([MUSE, '--foo', '3'], 2, /unknown argument: foo.*cloisonne segment --help/, cloisonne);
    await segmentRefuses([MUSE], 2, /'lots'/, args => cloisonne(args, { env: { CLOISONNE_MAX_MEMORY: 'lots' } }));
  });

  test.each([
    ['no command', [], /no command given.*--help/],
    ['a command with a slip', ['segmnt', MUSE], /unknown command: segmnt\. Did you mean segment\?/],
    ['a command that is none', ['paint'], /unknown command: paint/],
    ['no output', ['segment', MUSE], /required option is missing: --out/],
    ['an empty output', ['segment', MUSE, '--out='], /--out takes one value: it is empty/],
    ['info without a cube', ['info'], /info needs a cube/],
    ['evaluate without a truth', ['evaluate', MUSE], /missing: --truth/],
    ['train without a cube', ['train', '--out', at('no-cube')], /inputs are missing/],
    ['a recipe that is none', ['train', MUSE, '--out', at('no-recipe'), '--dropout', '2'], /dropout/],
    ['hidden layers of nonsense', ['train', MUSE, '--out', at('no-layers'), '--hidden', 'a,b'], /--hidden/],
    ['an engine that does not train', ['train', MUSE, '--out', at('no-engine'), '--engine', 'webgpu'], /does not train/],
  ] as [string, string[], RegExp][])('%s', async (_, args, pattern) => {
    refused(await cloisonneHere(args), 2, pattern);
    expect(readdirSync(dir).filter(name => name.startsWith('no-'))).toEqual([]);
  });
});

test('cubes of different axes are not trained together (3)', async () => {
  const run = await cloisonne(['train', MUSE, repo('samples/data/raman.tif'), '--out', at('mixed')]);
  refused(run, 3, /different spectral axes.*raman\.tif/);
  expect(existsSync(at('mixed.partial'))).toBe(false);
});

const engines = await cloisonneHere(['info', '--engines', '--json']);
const missing = (JSON.parse(engines.stdout) as { name: string; available: boolean; install?: string }[]).find(
  e => !e.available && e.install,
);

test.skipIf(!missing)('an engine asked for by name that is not installed (1) (skipped: every engine is installed)', () =>
  segmentRefuses([MUSE, '--engine', String(missing?.name)], 1, new RegExp(`Run .*${missing?.install}`)),
);

describe('output', () => {
  test.each([
    ['below a file', 'file', /cannot write the results.*a part of the path is a file.*another --out/],
    ['where the system allows none', '/proc', /cannot write the results.*\/proc/],
  ])('%s (1)', async (_, parent, pattern) => {
    const folder = parent.startsWith('/') ? parent : put(at(parent), '');
    refused(await cloisonne(['segment', MUSE, '--out', join(folder, 'x')]), 1, pattern);
  });

  test('that exists is kept (8), and only results are replaced', async () => {
    mkdirSync(at('mine'), { recursive: true });
    put(at('mine/thesis.tex'), 'precious');
    refused(await cloisonne(['segment', MUSE, '--out', at('mine')]), 8, /the output exists.*mine.*--overwrite/);
    refused(await cloisonne(['segment', MUSE, '--out', at('mine'), '--overwrite']), 8, /not a result.*thesis\.tex/);
    refused(await cloisonne(['segment', MUSE, '--out', MUSE, '--overwrite']), 8, /it is a file/);
    expect(readFileSync(at('mine/thesis.tex'), 'utf8')).toBe('precious');
    expect(existsSync(at('mine.partial'))).toBe(false);
  });

  test('whose files outgrow what the system allows (1): the same command goes on when they may', async () => {
    const args = ['segment', MUSE, '--k', '2..3', '--out', at('limited')];
    const run = await cloisonne(args, { shell: 'ulimit -f 16; exec "$@"' });
    refused(run, 1, /limited.*larger than the system allows.*ulimit/);
    expect(existsSync(at('limited'))).toBe(false);
    const again = await cloisonne(args);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toMatch(/going on where/);
  });

  const disk = at('disk');
  const mounted = ((): boolean => {
    try {
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  test.skipIf(!mounted)('on a full disk (1): the same command goes on (skipped: only root may mount a small disk)', async () => {
    try {
      const args = ['segment', MUSE, '--k', '2..3', '--out', join(disk, 'x')];
      refused(await cloisonne(args), 1, /the disk is full.*Free some space/);
      expect(existsSync(join(disk, 'x'))).toBe(false);
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      const again = await cloisonne(args);
      expect(again.code, again.stderr).toBe(0);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a run that is stopped', () => {
  const bands = 200;
  const cube = put(at('large.fits'), fitsCube([90, 90, bands], stripes(bands)));
  const args = (out: string): string[] => [
    'segment',
    cube,
    '--k',
    '2..4',
    '--engine',
    'cpu',
    '--max-memory',
    '340MB',
    '--out',
    at(out),
  ];
  const planned = (stderr: string): boolean => stderr.includes(' spectra x ');
  const undisturbed = cloisonne(args('whole'));

  async function goesOn(out: string): Promise<CliRun> {
    const again = await cloisonne(args(out));
    expect(again.code, again.stderr).toBe(0);
    expect(existsSync(at(`${out}.partial`))).toBe(false);
    expect((await undisturbed).code, (await undisturbed).stderr).toBe(0);
    expect(differences(at(out), at('whole'))).toEqual([]);
    expect([...filesIn(at(out)).keys()].filter(name => name.startsWith('.'))).toEqual(['.cloisonne.json']);
    return again;
  }

  test('by Ctrl-C while it encodes (130), goes on', async () => {
    let sent = false;
    const run = await cloisonne(args('stopped'), {
      watch: (child, stderr) => {
        if (!sent && planned(stderr)) sent = child.kill('SIGINT');
      },
    });
    refused(run, 130, /^cloisonne: interrupted\. The same command goes on where it stopped\.$/);
    expect(existsSync(at('stopped'))).toBe(false);
    await goesOn('stopped');
  });

  test('by Ctrl-C after it has encoded (130), goes on from the latents', async () => {
    let sent = false;
    const run = await cloisonne(args('later'), {
      watch: child => {
        if (!sent && existsSync(at('later.partial/.checkpoints/latents-cpu'))) sent = child.kill('SIGINT');
      },
    });
    refused(run, 130, /interrupted/);
    expect(existsSync(at('later.partial'))).toBe(true);
    expect((await goesOn('later')).stderr).toMatch(/going on where an interrupted run stopped/);
  });

  test('by kill -9, goes on', async () => {
    let sent = false;
    const run = await cloisonne(args('killed'), {
      watch: child => {
        if (!sent && existsSync(at('killed.partial/.checkpoints/latents-cpu'))) sent = child.kill('SIGKILL');
      },
    });
    expect(run.signal).toBe('SIGKILL');
    expect(existsSync(at('killed'))).toBe(false);
    expect((await goesOn('killed')).stderr).toMatch(/going on where an interrupted run stopped/);
  });

  test('while another run writes the same output: the second is refused (1), the first goes on', async () => {
    let second: Promise<CliRun> | undefined;
    const first = await cloisonne(args('shared'), {
      watch: (_child, stderr) => {
        if (planned(stderr)) second ??= cloisonne(args('shared'));
      },
    });
    refused((await second) as CliRun, 1, /the output is in use.*process \d+/);
    expect(first.code, first.stderr).toBe(0);
  });
});
