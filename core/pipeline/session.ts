import { platform } from '#platform';
import { planRows } from '../cube/memory.js';
import type { CubeSource, ReadPlan } from '../cube/types.js';
import { weightsPlan } from '../describe/weights.js';
import { compileDecoder, goldenVectors } from '../encoder/index.js';
import type { Encoder } from '../encoder/types.js';
import { openEngine, verifyGolden } from '../engine/index.js';
import type { CompiledNetwork, Engine, EngineName } from '../engine/types.js';
import type { RejectionLimits, SegmentEvent } from '../segmentation.js';
import { requireSameEncoder } from './earlier.js';
import { type Encoded, encodeCube, type RowRange } from './encode.js';
import { fixedBytes } from './memory.js';
import type { SegmentOptions } from './options.js';
import type { Prepared } from './prepare.js';
import { createPreview, type PreviewLabels } from './preview.js';
import { rejectionLimits } from './rejection.js';
import type { Reporter } from './reporter.js';

const GIB = 1024 ** 3;

/** How many bands take part, and how many do not by the options and because they are missing. */
function bandCounts({ kept, excludedBands, missingBands }: Pick<CubeSource, 'kept' | 'excludedBands' | 'missingBands'>) {
  const missing = missingBands.reduce((sum, flag) => sum + flag, 0);
  return { keptBands: kept.length, leftOut: { byOption: excludedBands.length - kept.length - missing, missing } };
}

/** A prepared run with its engine open and its memory planned. */
export interface Session extends Prepared {
  readonly engine: Engine;
  readonly decoder: CompiledNetwork;
  readonly limits: RejectionLimits;
  /** How the two reads walk. */
  readonly encodePlan: ReadPlan;
  readonly describePlan: ReadPlan;
}

/** Opens an engine that reproduces the encoder's golden vectors. The caller disposes of it. Throws EngineError. */
export function openVerified(
  encoder: Encoder,
  options: SegmentOptions,
  onWarning: (message: string) => void,
  onMissing?: (name: EngineName, install: string) => void,
): Promise<Engine> {
  return openEngine(options.engine ?? 'auto', {
    threads: options.threads,
    onWarning,
    onMissing,
    verify: async candidate => {
      const compiled = await candidate.compile(encoder.encode);
      try {
        return await verifyGolden(compiled, goldenVectors(encoder));
      } finally {
        compiled.dispose();
      }
    },
  });
}

/**
 * Opens the engine, which reproduces the encoder's golden vectors, and plans blocks under the cap of memory; says the plan. The caller
 * disposes of the engine. Throws EngineError, MemoryCapError, and EncoderMismatchError for clusters of another encoder.
 */
export async function openSession(prepared: Prepared, options: SegmentOptions, { emit, warn }: Reporter): Promise<Session> {
  const { cube, encoder, origin, steps, sampleBytes } = prepared;
  const { kMin = 1, kMax = 10, maxMemory = GIB, weights } = options;
  const { card } = encoder;
  const missingEngines: string[] = [];
  const engine = await openVerified(encoder, options, warn, (name, install) =>
    missingEngines.push(`${name} is not installed (${install})`),
  );
  try {
    const fixed = fixedBytes(cube, card.latent, sampleBytes, { kMin, kMax, weights }, steps.outputBands);
    const { reducer } = steps;
    const encodePlan = { reducer, rows: planRows(cube, { reducer }, maxMemory, fixed) };
    const native = weightsPlan(weights);
    const describePlan = { ...native, rows: planRows(cube, native, maxMemory, fixed) };
    emit({
      type: 'plan',
      spectra: cube.shape.width * cube.shape.height,
      bands: cube.shape.bands,
      ...bandCounts(cube),
      encoderBands: steps.outputBands,
      blockRows: encodePlan.rows,
      passes: 2,
      memoryBytes: fixed + Math.max(cube.planBytes(encodePlan), cube.planBytes(describePlan)),
      engine: `${engine.name} (${engine.device})`,
      missingEngines,
      encoder: card.name,
      encoderOrigin: origin,
    });
    if (options.clusters) requireSameEncoder(options.clusters, card);
    const limits = rejectionLimits(options.unclassified ?? 'auto', card, origin);
    const decoder = await compileDecoder(engine, encoder);
    return { ...prepared, engine, decoder, limits, encodePlan, describePlan };
  } catch (err) {
    await engine.dispose();
    throw err;
  }
}

/** Read 1 of a session: the latents of the cube, or of a range of its rows. */
export async function encodeWith(
  { cube, steps, sample, encoder, engine, decoder, limits, encodePlan }: Session,
  options: SegmentOptions,
  { progress, emit }: Reporter,
  rows?: RowRange,
): Promise<Encoded> {
  const encode = await engine.compile(encoder.encode);
  const { height } = cube.shape;
  const { latent } = encoder.card;
  const { preview, seed = 0 } = options;
  try {
    const labelsOf =
      preview && sample ? await createPreview(sample, steps, encode, latent, { clusters: preview, seed }) : undefined;
    return await encodeCube(cube, steps, encode, latent, encodePlan, {
      engine: engine.name,
      decoder: limits.reconstruction === undefined ? undefined : decoder,
      checkpoint: options.checkpoint,
      rows,
      signal: options.signal,
      now: platform.now,
      onEncoded: labelsOf && previewing(labelsOf, emit),
      onProgress: done => progress('encode', done, height),
    });
  } finally {
    encode.dispose();
  }
}

/** Hands on labels of encoded spaxels as one run of the map. */
function previewing(labelsOf: PreviewLabels, emit: (event: SegmentEvent) => void) {
  return (pixels: Uint32Array, latents: Float32Array, n: number): void => {
    const [from, to] = [pixels[0], pixels[n - 1] + 1];
    const labels = new Uint8Array(to - from);
    labelsOf(latents, n).forEach((label, i) => {
      labels[pixels[i] - from] = label;
    });
    emit({ type: 'preview', from, labels });
  };
}
