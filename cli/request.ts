import type { Clustering } from '../core/cluster/index.js';
import { UsageError } from '../core/cube/errors.js';
import { axisAtRest } from '../core/cube/rest.js';
import type { SampleSource } from '../core/cube/types.js';
import { requireWeights, type Weights } from '../core/describe/weights.js';
import { cardText } from '../core/encoder/card.js';
import type { EngineName } from '../core/engine/types.js';
import { type SuggestOptions, suggest } from '../core/lines/index.js';
import type { SegmentOptions } from '../core/pipeline/options.js';
import { parseSteps } from '../core/preprocess/index.js';
import type { RgbImage } from '../core/synth/index.js';
import { parseCubeName } from '../formats/index.js';
import { readEarlier } from './earlier.js';
import { parseKinds } from './emit/kinds.js';
import { readPictureOf } from './image.js';
import { inputIdentity, openInput } from './inputs.js';
import { kByNames } from './k-by.js';
import { suggestOptions, velocityFrom } from './lines.js';
import { parseBytes, parseK, parseUnclassified } from './parse.js';
import { decidingOptions, inputPaths, type OptionValue, recipeHash } from './recipe.js';
import { inputFrom, selectionFrom, snrSelection, wholeNumber } from './selection.js';
import { findEncoder, loadShipped } from './shipped.js';

/** A cube with what the options ask of it. */
export interface SegmentRequest {
  readonly name: string;
  readonly source: SampleSource;
  readonly options: SegmentOptions;
  readonly lines: SuggestOptions;
  readonly deciding: Readonly<Record<string, OptionValue>>;
  /** Of all that decides the result. */
  readonly recipeHash: string;
  /** Sizes and times of change of its files when it was opened. */
  readonly identity: string;
  /** Paths of all that is read: the files of the cube, and what options name. */
  readonly inputs: readonly string[];
  readonly rgb?: RgbImage;
}

/** Opens the cube and reads what the options name. Throws what reading throws, and UsageError for options that do not fit the cube. */
export async function openRequest(argv: Record<string, unknown>, signal: AbortSignal): Promise<SegmentRequest> {
  const name = String(argv.cube);
  if (argv.emit !== undefined) parseKinds(String(argv.emit), 'emit');
  const options = await segmentOptions(argv);
  const lines = suggestOptions(argv);
  let source = await openInput(name, { ...inputFrom(argv), signal });
  try {
    // Wrong options for this axis are told before the work, not after it.
    axisAtRest(source.spectralAxis, options.velocity);
    suggest(source.spectralAxis, [], lines);
    requireWeights(source, options.weights);
    const deciding = decidingOptions(argv);
    const chosen = await snrSelection(argv, source, await selectionFrom(argv, source.shape, signal), signal);
    const { selection } = chosen;
    source = chosen.source;
    const rgb = argv.rgb === undefined ? undefined : await readPictureOf(String(argv.rgb), source.shape);
    const identity = await inputIdentity(name, source.files);
    const card = options.encoder && cardText(options.encoder.card);
    const hash = await recipeHash(argv, [identity, card ?? null], { signal });
    const inputs = [...(source.files ?? [parseCubeName(name).path]), ...inputPaths(argv)];
    const asked = { ...options, selection, signal };
    return { name, source, options: asked, lines, deciding, recipeHash: hash, identity, inputs, rgb };
  } catch (err) {
    await source.close();
    throw err;
  }
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
    faint: argv.faint === undefined ? undefined : Number(argv.faint),
    steps: argv.steps === undefined ? undefined : parseSteps(String(argv.steps)),
    latent: argv.latent === undefined ? undefined : wholeNumber(argv.latent, 'latent', 1),
    clustering: argv.clustering as Clustering,
    kBy: argv['k-by'] === undefined ? undefined : kByNames[String(argv['k-by'])],
    seed: wholeNumber(argv.seed, 'seed', 0),
    engine: argv.engine as EngineName | 'auto',
    threads: argv.threads === undefined ? undefined : wholeNumber(argv.threads, 'threads', 1),
    maxMemory: parseBytes(String(argv['max-memory'])),
    exactLimit: wholeNumber(argv.exact, 'exact', 0),
    minGood: Number(argv['min-good']),
    weights: argv.weights as Weights | undefined,
  };
}
