import { createHash } from 'node:crypto';
import type { Clustering } from '../../core/cluster/index.js';
import { isCloisonneError, UsageError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import { axisAtRest } from '../../core/cube/rest.js';
import type { SampleSource } from '../../core/cube/types.js';
import { withMembership } from '../../core/describe/membership.js';
import type { EngineName } from '../../core/engine/types.js';
import { type SuggestOptions, suggest, withSuggestions } from '../../core/lines/index.js';
import type { SegmentOptions } from '../../core/pipeline/options.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { segment } from '../../core/segment.js';
import type { Segmentation } from '../../core/segmentation.js';
import type { RgbImage } from '../../core/synth/index.js';
import type { Command } from '../command.js';
import { dryRun } from '../dry-run/index.js';
import { readEarlier } from '../earlier.js';
import { emitters, parseKinds } from '../emit/kinds.js';
import { type EventWriter, eventOptions, eventsFrom } from '../events.js';
import { readPictureOf } from '../image.js';
import { inputIdentity, openInput, requireUnchanged } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { defaultKByName, kByNames } from '../k-by.js';
import { lineOptions, suggestOptions, velocityFrom } from '../lines.js';
import { computeOptions, inputOptions, selectionOptions } from '../options.js';
import { type Output, openOutput } from '../output/index.js';
import { parseBytes, parseK, parseUnclassified } from '../parse.js';
import { Progress } from '../progress.js';
import { cubeFacts } from '../provenance/index.js';
import { PATHS, RunClock, type RunInput, writeResults } from '../results.js';
import { inputFrom, selectionFrom, snrSelection, wholeNumber } from '../selection.js';
import { findEncoder, loadShipped } from '../shipped.js';
import { show } from '../show.js';
import { printResult } from '../summary.js';
import { packageVersion } from '../version.js';

/** Options that decide the result: they stand in every product, and a run resumes only under the same ones. */
const DECIDING = [
  'encoder',
  'rebin',
  'velocity',
  'k',
  'k-by',
  'clusters',
  'unclassified',
  'seed',
  'engine',
  'steps',
  'latent',
  'axis',
  'energy',
  'live-time',
  'plane',
  'dataset',
  'bands',
  'exclude',
  'region',
  'mask',
  'min-good',
  'min-snr',
  'exact',
  'rgb',
  'lines',
  'redshift',
  'soft',
];

/** `cloisonne segment CUBE --out DIR`: the main job. */
export const segmentCommand: Command = {
  usage: 'segment <cube>',
  describe: 'Segment a cube: label maps, masks, cluster spectra and a report',
  positionals: {
    cube: {
      describe:
        "cube.fits, 'cube.fits[DATA][1:200,1:200,*]', cube.fits.fz, image.tif, cube.hdr, cube.h5, map.rpl, scan_0000.edf, a URL or - (a pipe)",
      type: 'string',
    },
  },
  options: {
    out: { type: 'string', demandOption: true, describe: 'folder for the results' },
    encoder: {
      type: 'string',
      describe: 'folder of a trained encoder, or the name of a shipped one (default: one that fits, else a PCA)',
    },
    rebin: { type: 'boolean', default: false, describe: "resample the cube on to the encoder's spectral bins" },
    velocity: {
      type: 'string',
      describe: 'systemic velocity c z in km/s, e.g. 900: the encoder sees the spectral axis at rest',
    },
    k: {
      type: 'string',
      default: '1..10',
      describe: 'numbers of clusters to try, or one; from 1, one cluster is the answer where there is no structure',
    },
    clustering: {
      type: 'string',
      choices: ['k-means', 'mixture'],
      default: 'k-means',
      describe: 'k-means, or Gaussian mixtures that start from it, for clouds that overlap (spectra of few counts)',
    },
    'k-by': {
      type: 'string',
      choices: Object.keys(kByNames),
      describe: `what chooses K (default: ${defaultKByName}, and mixture for mixtures)`,
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
    emit: {
      type: 'string',
      describe: `products for other programs, below emit/: all, or some of ${Object.keys(emitters).join(',')}`,
    },
    ...lineOptions,
    overwrite: { type: 'boolean', default: false, describe: 'replace an existing result' },
    'dry-run': { type: 'boolean', default: false, describe: 'say what the run would cost, try it on a few rows, write nothing' },
    ...selectionOptions,
    'min-snr': {
      type: 'number',
      describe: 'leave out spaxels whose mean signal-to-noise per band is lower (needs STAT, ERR or IVAR in the file)',
    },
    ...inputOptions,
    ...computeOptions,
    ...eventOptions,
  },
  examples: [
    ['cloisonne segment cube.fits --out out/cube', 'fit or pick an encoder, try K = 1 to 10'],
    ['cloisonne segment cube.fits --dry-run --out out/cube', 'what that would take: memory, time, disk'],
    ['cloisonne segment scan.tif --axis energy.csv --encoder enc/ --k 4..8 --out out/scan', 'a TIFF with its axis beside it'],
  ],
  async run(argv) {
    if (argv['dry-run']) return interruptible(signal => tryOut(argv, signal));
    const events = eventsFrom(argv);
    const result = await interruptible(signal => segmentInto(argv, signal, events));
    printResult(result, argv, events);
  },
};

/** A cube with what the options ask of it. */
export interface SegmentRequest {
  readonly name: string;
  readonly source: SampleSource;
  readonly options: SegmentOptions;
  readonly lines: SuggestOptions;
  readonly deciding: Readonly<Record<string, string | number | boolean | null>>;
  /** Of all that decides the result. */
  readonly recipeHash: string;
  /** Sizes and times of change of its files when it was opened. */
  readonly identity: string;
  readonly rgb?: RgbImage;
}

/** Opens the cube and reads what the options name. Throws what reading throws, and UsageError for options that do not fit the cube. */
export async function openRequest(argv: Record<string, unknown>, signal: AbortSignal): Promise<SegmentRequest> {
  const name = String(argv.cube);
  if (argv.emit !== undefined) parseKinds(String(argv.emit), 'emit');
  const options = await segmentOptions(argv);
  const lines = suggestOptions(argv);
  const source = await openInput(name, { ...inputFrom(argv), signal });
  try {
    // Wrong options for this axis are told before the work, not after it.
    axisAtRest(source.spectralAxis, options.velocity);
    suggest(source.spectralAxis, [], lines);
    const deciding = decidingOptions(argv);
    const selection = await snrSelection(argv, source, await selectionFrom(argv, source.shape, signal), signal);
    const rgb = argv.rgb === undefined ? undefined : await readPictureOf(String(argv.rgb), source.shape);
    const identity = await inputIdentity(name, source.files);
    const recipe = JSON.stringify([packageVersion(), identity, options.encoder?.card.weights.sha256 ?? '', deciding]);
    const recipeHash = createHash('sha256').update(recipe).digest('hex');
    return { name, source, options: { ...options, selection, signal }, lines, deciding, recipeHash, identity, rgb };
  } catch (err) {
    await source.close();
    throw err;
  }
}

/** Says what the run would cost, and leaves no trace. */
async function tryOut(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const { source, options } = await openRequest(argv, signal);
  try {
    await dryRun(source, options, argv);
  } finally {
    await source.close();
  }
}

/** Writes what was found into the output, and gives that its name. Throws InputError when the cube has changed since it was opened. */
export async function writeFound(
  request: SegmentRequest,
  found: Segmentation,
  output: Output,
  clock: RunClock,
  argv: Record<string, unknown>,
  context: Pick<RunInput, 'warn' | 'signal'>,
): Promise<Segmentation> {
  const { name, source, options, lines, deciding, rgb } = request;
  const result = withSuggestions(argv.soft ? withMembership(found) : found, lines);
  const notes = source.notes?.length ? { notes: source.notes } : {};
  const input = { ...(await cubeFacts(name, source.files, context.signal)), ...notes };
  await requireUnchanged(name, request.identity, source.files);
  const facts = { version: packageVersion(), input, options: deciding, rgb, styles: options.clusters?.styles };
  await writeResults(result, facts, output, clock, argv, { source, ...context });
  await output.commit();
  return result;
}

/** Segments as the options say, into `argv.out`; nothing goes to stdout but events. Options that are absent must have their defaults. */
export async function segmentInto(
  argv: Record<string, unknown>,
  signal: AbortSignal,
  events?: EventWriter,
): Promise<Segmentation> {
  const clock = new RunClock();
  const progress = new Progress(process.stderr, argv.quiet === true || events !== undefined);
  const warn = (message: string) => progress.line(`warning: ${message}`);
  const request = await openRequest(argv, signal);
  const { source, options, recipeHash } = request;
  let output: Output | undefined;
  try {
    for (const note of source.notes ?? []) progress.line(`note: ${note}`);
    output = await openOutput(String(argv.out), { overwrite: argv.overwrite === true, recipeHash });
    output.warnings.forEach(warn);
    if (output.resumed) progress.line('going on where an interrupted run stopped');
    let found: Segmentation | undefined;
    for await (const event of segment(source, { ...options, checkpoint: output })) {
      clock.note(event);
      show(progress, event, source.shape);
      events?.tell(event);
      if (event.type === 'result') found = event.segmentation;
    }
    progress.update('write', 0, 1);
    if (!found) throw new Error('the pipeline ended without a result');
    return await writeFound(request, found, output, clock, argv, { warn, signal });
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

/** The deciding options as the products show them. */
export const decidingOptions = (argv: Record<string, unknown>): Record<string, string | number | boolean | null> =>
  Object.fromEntries(DECIDING.map(key => [key, optionValue(key, argv[key])]));

/** An option as the products show it: paths without their folders, on which no product may depend. */
function optionValue(key: string, value: unknown): string | number | boolean | null {
  if (typeof value === 'string' && PATHS.includes(key)) return basenameOf(value.replace(/[\\/]+$/, ''));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** The options of core's `segment` that the command line asks for; encoders and earlier clusters are read. */
export async function segmentOptions(argv: Record<string, unknown>): Promise<SegmentOptions> {
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
    velocity: velocityFrom(argv.velocity),
    steps: argv.steps === undefined ? undefined : parseSteps(String(argv.steps)),
    latent: wholeNumber(argv.latent, 'latent', 1),
    clustering: argv.clustering as Clustering,
    kBy: argv['k-by'] === undefined ? undefined : kByNames[String(argv['k-by'])],
    seed: wholeNumber(argv.seed, 'seed', 0),
    engine: argv.engine as EngineName | 'auto',
    threads: argv.threads === undefined ? undefined : wholeNumber(argv.threads, 'threads', 1),
    maxMemory: parseBytes(String(argv['max-memory'])),
    exactLimit: wholeNumber(argv.exact, 'exact', 0),
    minGood: Number(argv['min-good']),
  };
}
