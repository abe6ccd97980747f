import { createHash } from 'node:crypto';
import { throwIfAborted, UsageError } from '../../core/cube/errors.js';
import { addError, degradation, noError } from '../../core/evaluate/index.js';
import { countIds } from '../../core/labels/index.js';
import {
  degraded,
  type PaletteName,
  paletteNames,
  type Synthesis,
  shrinkImage,
  synthNebular,
  synthXrf,
} from '../../core/synth/index.js';
import { cubeWriter, labelFits, labelPng, stackFits } from '../../formats/index.js';
import type { Command } from '../command.js';
import { readRgbImage } from '../image.js';
import { inputSha256 } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { type Output, openOutput, withSink } from '../output/index.js';
import { parseBytes } from '../parse.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { inputPaths } from '../recipe.js';
import { wholeNumber } from '../selection.js';
import { packageVersion } from '../version.js';

/** `cloisonne synth xrf|nebular --out DIR`: a cube whose truth is known. */
export const synthCommand: Command = {
  positionals: { kind: { describe: 'xrf or nebular', type: 'string' } },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for the cube and its truth' },
    seed: { type: 'number', default: 0, describe: 'seed of every random choice' },
    bands: { type: 'number', describe: 'spectral bands (default: xrf 512, nebular 3681)' },
    image: { type: 'string', describe: 'xrf: image to paint from (PNG or JPEG)' },
    palette: { type: 'string', default: 'choirbook', choices: paletteNames, describe: 'xrf: pigments' },
    counts: { type: 'number', default: 400, describe: 'xrf: mean counts of a spectrum' },
    width: { type: 'number', describe: 'xrf: spaxels across (default: the width of the image)' },
    colors: { type: 'string', default: '3..10', describe: 'xrf: how many colours the image is reduced to' },
    threshold: { type: 'number', default: 0.6, describe: 'xrf: smallest likeness at which a pigment takes part in a colour' },
    size: { type: 'string', default: '64x64', describe: 'nebular: spaxels across and down' },
    noise: { type: 'number', default: 1, describe: 'nebular: noise relative to a deep MUSE cube' },
    edge: { type: 'number', default: 15, describe: 'nebular: signal to noise of H-alpha where a nebula ends' },
    velocity: { type: 'number', default: 0, describe: 'nebular: recession in km/s' },
    degrade: {
      type: 'number',
      default: 0,
      describe: 'share of its PSNR (dB, against the cube without noise) that the cube loses: 0.21, 0.33 ...',
    },
    expected: { type: 'boolean', default: false, describe: 'also write the cube without noise, expected.fits' },
    'max-memory': { type: 'string', default: '256MB', describe: 'for the rows on their way to the disk' },
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing result' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne synth nebular --size 64x64 --out sky', 'H II regions, planetary nebulae, shocks and background'],
    ['cloisonne synth xrf --image leaf.png --palette court --width 200 --out leaf', 'an illuminated leaf'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

const COMMON = ['kind', 'seed', 'bands', 'degrade'];
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  xrf: [...COMMON, 'image', 'palette', 'counts', 'width', 'colors', 'threshold'],
  nebular: [...COMMON, 'size', 'noise', 'edge', 'velocity'],
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const kind = String(argv.kind);
  if (!Object.hasOwn(DECIDING, kind))
    throw new UsageError(`there is no synthesis '${kind}'`, { remedy: 'Choose xrf or nebular.' });
  const made = await (kind === 'xrf' ? xrf(argv, signal) : nebular(argv));
  const cube = Number(argv.degrade) === 0 ? made : worse(made, Number(argv.degrade), seedOf(argv), signal);
  const { shape, classes, materials } = cube;
  const counts = countIds(cube.labels);
  const recipe = {
    software: `cloisonne ${packageVersion()}`,
    ...Object.fromEntries(DECIDING[kind].filter(key => argv[key] !== undefined).map(key => [key, argv[key]])),
    ...(kind === 'xrf' ? { imageSha256: await inputSha256(String(argv.image)) } : {}),
    shape,
    classes: classes.map((name, i) => ({ label: i + 1, name, spaxels: counts[i + 1] ?? 0 })),
    materials,
  };
  const text = JSON.stringify(recipe, null, 2);
  const recipeHash = createHash('sha256').update(text).digest('hex');
  const progress = new Progress(process.stderr, argv.quiet === true);
  const output = await openOutput(String(argv.out), {
    ...{ command: 'synth', overwrite: argv.overwrite === true, recipeHash },
    inputs: inputPaths(argv),
  });
  try {
    for (const warning of output.warnings) progress.line(`warning: ${warning}`);
    const task = { cube, output, maxBytes: parseBytes(String(argv['max-memory'])), progress, signal };
    await writeCube(task, 'cube.fits');
    if (argv.expected === true) await writeCube(task, 'expected.fits');
    const frame = { kind: 'none' } as const;
    const names = classes.map((name, i) => ({ id: i + 1, name }));
    await output.write('truth.fits', labelFits(cube.labels, frame, { names }));
    await output.write('truth.png', labelPng(cube.labels));
    await output.write('abundances.fits', stackFits(shape, cube.abundances, materials, frame));
    await output.write('recipe.json', `${text}\n`);
    await output.commit();
    const { width, height, bands } = shape;
    const facts = { out: output.dir, width, height, bands, classes: recipe.classes };
    print(
      argv.json
        ? `${JSON.stringify(facts)}\n`
        : `${width} x ${height} x ${bands}, ${classes.length} classes: ${classes.join(', ')}\nCube: ${argv.out}\n`,
    );
  } finally {
    progress.clear();
    await output.release();
  }
}

async function xrf(argv: Record<string, unknown>, signal: AbortSignal): Promise<Synthesis> {
  if (argv.image === undefined) throw new UsageError('synth xrf needs --image', { remedy: 'Give it a PNG to paint from.' });
  const whole = await readRgbImage(String(argv.image));
  throwIfAborted(signal);
  const image = argv.width === undefined ? whole : shrinkImage(whole, wholeNumber(argv.width, 'width', 1));
  const [, low, high] = /^\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?$/.exec(String(argv.colors)) ?? [];
  if (low === undefined)
    throw new UsageError('--colors takes a number or a range', { why: `'${argv.colors}'`, remedy: 'Write it like 3..10, or 6.' });
  return synthXrf({
    image,
    palette: String(argv.palette) as PaletteName,
    seed: seedOf(argv),
    counts: Number(argv.counts),
    bands: argv.bands === undefined ? undefined : wholeNumber(argv.bands, 'bands', 1),
    threshold: Number(argv.threshold),
    kMin: Number(low),
    kMax: Number(high ?? low),
  });
}

async function nebular(argv: Record<string, unknown>): Promise<Synthesis> {
  const [, width, height] = /^\s*(\d+)\s*x\s*(\d+)\s*$/i.exec(String(argv.size)) ?? [];
  if (width === undefined)
    throw new UsageError('--size takes spaxels across and down', { why: `'${argv.size}'`, remedy: 'Write it like 64x64.' });
  return synthNebular({
    width: Number(width),
    height: Number(height),
    seed: seedOf(argv),
    bands: argv.bands === undefined ? undefined : wholeNumber(argv.bands, 'bands', 1),
    noise: Number(argv.noise),
    edge: Number(argv.edge),
    velocity: Number(argv.velocity),
  });
}

/** The cube at a level of the PSNR ladder: photons taken away where it counts, white noise added where it has a variance. */
function worse(cube: Synthesis, level: number, seed: number, signal: AbortSignal): Synthesis {
  const { width, height, bands } = cube.shape;
  const [data, truth] = [new Float32Array(width * bands), new Float32Array(width * bands)];
  let error = noError;
  for (let y = 0; y < height; y++) {
    throwIfAborted(signal);
    cube.row(y, data);
    cube.expected(y, truth);
    error = addError(error, data, truth);
  }
  const { sigma, keep } = degradation(error, level);
  return degraded(cube, cube.hasVariance ? { sigma } : { keep }, seed);
}

const seedOf = (argv: Record<string, unknown>): number => wholeNumber(argv.seed, 'seed', 0);

interface Task {
  readonly cube: Synthesis;
  readonly output: Output;
  readonly maxBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

async function writeCube({ cube, output, maxBytes, progress, signal }: Task, name: 'cube.fits' | 'expected.fits'): Promise<void> {
  const { shape, spectralAxis, unit } = cube;
  const { width, height, bands } = shape;
  const measured = name === 'cube.fits';
  const variance = measured && cube.hasVariance;
  await withSink(await output.place(name), async sink => {
    const history = [`synthetic: made by cloisonne ${packageVersion()}, recipe.json says how`];
    const writer = cubeWriter(sink, { shape, spectralAxis, unit, variance, history }, maxBytes);
    const row = width * bands;
    const data = new Float32Array(writer.rows * row);
    const spread = variance ? new Float32Array(data.length) : undefined;
    for (let y0 = 0; y0 < height; y0 += writer.rows) {
      const rows = Math.min(writer.rows, height - y0);
      for (let y = 0; y < rows; y++) {
        throwIfAborted(signal);
        const at = [y * row, (y + 1) * row] as const;
        if (measured) cube.row(y0 + y, data.subarray(...at), spread?.subarray(...at));
        else cube.expected(y0 + y, data.subarray(...at));
        progress.update('synthesise', y0 + y + 1, height, width * height, 'spectra');
      }
      await writer.write(y0, data.subarray(0, rows * row), spread?.subarray(0, rows * row));
    }
    await writer.finish();
  });
}
