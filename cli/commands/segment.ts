import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { isCloisonneError, UsageError } from '../../core/cube/errors.js';
import { formatBytes } from '../../core/cube/memory.js';
import { basenameOf } from '../../core/cube/name.js';
import { withMembership } from '../../core/describe/membership.js';
import type { EngineName } from '../../core/engine/types.js';
import { suggest, withSuggestions } from '../../core/lines/index.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { segment } from '../../core/segment.js';
import type { Segmentation, SegmentEvent } from '../../core/segmentation.js';
import type { Command } from '../command.js';
import { dryRun } from '../dry-run/index.js';
import { readEarlier } from '../earlier.js';
import { readPictureOf } from '../image.js';
import { inputBytes, inputIdentity, inputSha256, openInput } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { defaultKByName, kByNames } from '../k-by.js';
import { lineOptions, suggestOptions } from '../lines.js';
import { computeOptions, inputOptions, selectionOptions } from '../options.js';
import { type Output, openOutput } from '../output/index.js';
import { parseBytes, parseK, parseUnclassified } from '../parse.js';
import { Progress } from '../progress.js';
import { RunClock, writeResults } from '../results.js';
import { planeFrom, selectionFrom, wholeNumber } from '../selection.js';
import { findEncoder, loadShipped } from '../shipped.js';
import { summaryJson, summaryText } from '../summary.js';
import { packageVersion } from '../version.js';

/** Options that decide the result: they stand in every product, and a run resumes only under the same ones. */
const DECIDING = [
  'encoder',
  'rebin',
  'k',
  'k-by',
  'clusters',
  'unclassified',
  'seed',
  'engine',
  'steps',
  'latent',
  'axis',
  'plane',
  'bands',
  'exclude',
  'region',
  'mask',
  'min-good',
  'exact',
  'rgb',
  'lines',
  'redshift',
  'soft',
];

const PATHS = ['encoder', 'clusters', 'axis', 'mask', 'rgb'];

/** `cloisonne segment CUBE --out DIR`: the main job. */
export const segmentCommand: Command = {
  usage: 'segment <cube>',
  describe: 'Segment a cube: label maps, masks, cluster spectra and a report',
  positionals: { cube: { describe: 'cube.fits, cube.fits[DATA], cube.fits.gz, image.tif or a URL', type: 'string' } },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for the results' },
    encoder: {
      type: 'string',
      describe: 'folder of a trained encoder, or the name of a shipped one (default: one that fits, else a PCA)',
    },
    rebin: { type: 'boolean', default: false, describe: "resample the cube on to the encoder's spectral bins" },
    k: {
      type: 'string',
      default: '1..10',
      describe: 'numbers of clusters to try, or one; from 1, one cluster is the answer where there is no structure',
    },
    'k-by': {
      type: 'string',
      choices: Object.keys(kByNames),
      describe: `what chooses K (default: ${defaultKByName})`,
    },
    clusters: {
      type: 'string',
      describe: 'an earlier result (its folder or segmentation.json): label with its clusters instead of looking for new ones',
    },
    unclassified: {
      type: 'string',
      default: 'auto',
      describe:
        'leave spaxels the encoder does not know unclassified: auto (limits on its card), off, or reconstruction=X,distance=X,margin=X',
    },
    steps: { type: 'string', describe: 'preprocessing of an encoder fitted here, e.g. baseline:order=5,area' },
    latent: { type: 'number', default: 3, describe: 'latent size of an encoder fitted here' },
    exact: { type: 'number', default: 100_000, describe: 'silhouettes are exact up to this many spaxels, sampled above' },
    rgb: {
      type: 'string',
      describe: 'picture (PNG, JPEG) shown through the masks in the report; its first row is the first of the cube',
    },
    'max-memory': { type: 'string', default: '1GB', describe: 'memory the process may use; results do not depend on it' },
    soft: { type: 'boolean', default: false, describe: 'also write the share of each cluster in each spaxel, for mixtures' },
    ...lineOptions,
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing result' },
    'dry-run': { type: 'boolean', default: false, describe: 'say what the run would cost, try it on a few rows, write nothing' },
    ...selectionOptions,
    ...inputOptions,
    ...computeOptions,
  },
  examples: [
    ['cloisonne segment cube.fits --out out/cube', 'fit or pick an encoder, try K = 1 to 10'],
    ['cloisonne segment cube.fits --dry-run --out out/cube', 'what that would take: memory, time, disk'],
    ['cloisonne segment scan.tif --axis energy.csv --encoder enc/ --k 4..8 --out out/scan', 'a TIFF with its axis beside it'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const name = String(argv.cube);
  const clock = new RunClock();
  const progress = new Progress(process.stderr, argv.quiet === true);
  const options = await segmentOptions(argv);
  const lines = suggestOptions(argv);
  const source = await openInput(name, { axis: argv.axis as string | undefined, plane: planeFrom(argv.plane), signal });
  // Wrong options for this axis are told before the work, not after it.
  suggest(source.spectralAxis, [], lines);
  const deciding = Object.fromEntries(DECIDING.map(key => [key, optionValue(key, argv[key])]));
  let output: Output | undefined;
  try {
    const selection = await selectionFrom(argv, source.shape, signal);
    if (argv['dry-run']) return await dryRun(source, { ...options, selection, signal }, argv);
    const rgb = argv.rgb === undefined ? undefined : await readPictureOf(String(argv.rgb), source.shape);
    const card = options.encoder?.card.weights.sha256 ?? '';
    const recipe = JSON.stringify([packageVersion(), await inputIdentity(name), card, deciding]);
    output = await openOutput(String(argv.out), {
      overwrite: argv.overwrite === true,
      recipeHash: createHash('sha256').update(recipe).digest('hex'),
    });
    for (const warning of output.warnings) progress.line(`warning: ${warning}`);
    if (output.resumed) progress.line('going on where an interrupted run stopped');
    let result: Segmentation | undefined;
    for await (const event of segment(source, { ...options, selection, checkpoint: output, signal })) {
      clock.note(event);
      show(progress, event, source.shape);
      if (event.type === 'result')
        result = withSuggestions(argv.soft ? withMembership(event.segmentation) : event.segmentation, lines);
    }
    progress.update('write', 0, 1);
    if (!result) throw new Error('the pipeline ended without a result');
    const facts = {
      version: packageVersion(),
      input: { name, bytes: await inputBytes(name), sha256: await inputSha256(name) },
      options: deciding,
      rgb,
    };
    await writeResults(result, { ...facts, styles: options.clusters?.styles }, output, clock, argv);
    await output.commit();
    progress.clear();
    const folder = resolve(String(argv.out));
    process.stdout.write(
      argv.json ? `${JSON.stringify(summaryJson(result, folder))}\n` : `${summaryText(result, String(argv.out))}\n`,
    );
  } catch (err) {
    // The same command would end the same way: there is nothing to go on with.
    if (isCloisonneError(err, 'EmptyError')) await output?.release(true);
    throw err;
  } finally {
    progress.clear();
    await output?.release();
    await source.close();
  }
}

/** An option as the products show it: paths without their folders, on which no product may depend. */
function optionValue(key: string, value: unknown): string | number | boolean | null {
  if (typeof value === 'string' && PATHS.includes(key)) return basenameOf(value.replace(/[\\/]+$/, ''));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

async function segmentOptions(argv: Record<string, unknown>): Promise<SegmentOptions> {
  if (argv.encoder !== undefined && argv.steps !== undefined) {
    throw new UsageError('--steps is for an encoder fitted here', {
      why: 'a trained encoder brings its own preprocessing',
      remedy: 'Leave --encoder or --steps out.',
    });
  }
  const earlier = argv.clusters === undefined ? undefined : await readEarlier(String(argv.clusters));
  const encoder = argv.encoder === undefined ? earlier?.encoder : await findEncoder(String(argv.encoder));
  return {
    ...parseK(String(argv.k)),
    encoder,
    clusters: earlier?.clusters,
    unclassified: parseUnclassified(String(argv.unclassified)),
    shipped: encoder === undefined && argv.steps === undefined ? await loadShipped() : [],
    rebin: argv.rebin === true,
    steps: argv.steps === undefined ? undefined : parseSteps(String(argv.steps)),
    latent: wholeNumber(argv.latent, 'latent', 1),
    kBy: argv['k-by'] === undefined ? undefined : kByNames[String(argv['k-by'])],
    seed: wholeNumber(argv.seed, 'seed', 0),
    engine: argv.engine as EngineName | 'auto',
    threads: argv.threads === undefined ? undefined : wholeNumber(argv.threads, 'threads', 1),
    maxMemory: parseBytes(String(argv['max-memory'])),
    exactLimit: wholeNumber(argv.exact, 'exact', 0),
    minGood: Number(argv['min-good']),
  };
}

function show(progress: Progress, event: SegmentEvent, { width, height }: { width: number; height: number }): void {
  const spectra = width * height;
  switch (event.type) {
    case 'warning':
      progress.line(`warning: ${event.message}`);
      break;
    case 'plan':
      progress.line(
        `${event.spectra} spectra x ${event.bands} bands, encoder ${event.encoder} (${event.encoderOrigin}) on ${event.engine}, ` +
          `${event.passes} reads in blocks of ${event.blockRows} rows, about ${formatBytes(event.memoryBytes)} of memory`,
      );
      break;
    case 'progress':
      progress.update(
        event.phase,
        event.done,
        event.total,
        event.phase === 'encode' || event.phase === 'describe' ? spectra : 0,
        'spectra',
      );
      break;
  }
}
