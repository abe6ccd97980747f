import { isCloisonneError } from '../../core/cube/errors.js';
import { withMembership } from '../../core/describe/membership.js';
import { withSuggestions } from '../../core/lines/index.js';
import { segment } from '../../core/segment.js';
import type { Segmentation } from '../../core/segmentation.js';
import { exampleNames } from '../../formats/registry.js';
import type { Command } from '../command.js';
import { dryRun } from '../dry-run/index.js';
import { emitters } from '../emit/kinds.js';
import { type EventWriter, eventOptions, eventsFrom } from '../events.js';
import { requireUnchanged } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { defaultKByName, kByNames } from '../k-by.js';
import { lineOptions } from '../lines.js';
import { computeOptions, inputOptions, overwriteOptions, replacing, selectionOptions } from '../options.js';
import { type Output, openOutput } from '../output/index.js';
import { Progress } from '../progress.js';
import { cubeFacts } from '../provenance/index.js';
import { openRequest, type SegmentRequest } from '../request.js';
import { RunClock, type RunInput, writeResults } from '../results.js';
import { show } from '../show.js';
import { printResult } from '../summary.js';
import { packageVersion } from '../version.js';

/** `cloisonne segment CUBE --out DIR`: the main job. */
export const segmentCommand: Command = {
  positionals: {
    cube: {
      describe: `${exampleNames()}, a URL or - (a pipe)`,
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
    faint: {
      type: 'number',
      describe:
        "spectra weaker than this share of the cube's typical strength count as faint, 0 for none (default: the encoder's own share)",
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
      describe:
        'k-means, or Gaussian mixtures told apart by neighbouring spaxels, for clouds that overlap (spectra of few counts)',
    },
    'k-by': {
      alias: 'select-k',
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
    latent: {
      type: 'number',
      describe: 'fit a plain PCA of so many latents (default: up to 5 components that form an image, weighted by that)',
    },
    exact: { type: 'number', default: 100_000, describe: 'silhouettes are exact up to this many spaxels, sampled above' },
    rgb: {
      type: 'string',
      describe: 'picture (PNG, JPEG) shown through the masks in the report; its first row is the first of the cube',
    },
    'max-memory': { type: 'string', default: '1GB', describe: 'memory the process may use; results do not depend on it' },
    soft: { type: 'boolean', default: false, describe: 'also write the share of each cluster in each spaxel, for mixtures' },
    emit: {
      type: 'string',
      describe: `products for other programs, below emit/: all, or some of ${Object.keys(emitters).join(', ')}, with commas between`,
    },
    ...lineOptions,
    ...overwriteOptions,
    'dry-run': { type: 'boolean', default: false, describe: 'say what the run would cost, try it on a few rows, write nothing' },
    ...selectionOptions,
    'min-snr': {
      type: 'number',
      describe: 'leave out spaxels whose mean over the bands of signal over noise is lower (needs STAT, ERR or IVAR in the file)',
    },
    weights: {
      type: 'string',
      choices: ['variance'],
      describe: 'add mean spectra weighted by 1 / variance, with their standard error (needs STAT, ERR or IVAR in the file)',
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
  await writeResults(result, facts, output, clock, argv, { source, recipe: request.recipeHash, ...context });
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
    for (const note of source.notes ?? []) {
      progress.line(`note: ${note}`);
      events?.write('note', { message: note });
    }
    output = await openOutput(String(argv.out), { command: 'segment', ...replacing(argv), inputs: request.inputs, recipeHash });
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
