import { platform } from '#platform';
import { UsageError } from './cube/errors.js';
import { planRows } from './cube/memory.js';
import { axisAtRest } from './cube/rest.js';
import { scanCube } from './cube/scan.js';
import type { CubeSource, SampleSource } from './cube/types.js';
import { describe } from './describe/describe.js';
import { goldenVectors } from './encoder/index.js';
import { openEngine, verifyGolden } from './engine/index.js';
import { assemble } from './pipeline/assemble.js';
import { chooseEncoder } from './pipeline/choose-encoder.js';
import { type Clustered, clusterLatents } from './pipeline/cluster.js';
import { requireSameEncoder } from './pipeline/earlier.js';
import { encodeCube } from './pipeline/encode.js';
import { eventsOf } from './pipeline/events.js';
import { fixedBytes, samplesShift } from './pipeline/memory.js';
import type { SegmentOptions } from './pipeline/options.js';
import { createPreview, type PreviewLabels } from './pipeline/preview.js';
import { rejectionLimits } from './pipeline/rejection.js';
import { compileSteps } from './preprocess/index.js';
import type { SegmentEvent } from './segmentation.js';

const GIB = 1024 ** 3;

/**
 * Segments a cube as section 2 of arXiv:2401.17695 does: every spectrum is mapped to a latent by a trained encoder, the latents are
 * clustered by iterative K-Means for a range of K, and every cluster is described by its spectra. Yields typed events and
 * ends with `result`. The cube is read at most twice besides a sample. Same cube, options and engine give the same result, whatever
 * the threads and the memory cap.
 *
 * Throws EmptyError (nothing to segment), EncoderMismatchError, MemoryCapError, EngineError, InputError and InterruptedError.
 *
 * @example
 * for await (const event of segment(await openSampleSource(source), { kMin: 2, kMax: 8 })) {
 *   if (event.type === 'result') console.log(event.segmentation.k);
 * }
 */
export function segment(source: SampleSource, options: SegmentOptions = {}): AsyncGenerator<SegmentEvent, void, undefined> {
  return eventsOf(emit => run(source, options, emit));
}

async function run(source: SampleSource, options: SegmentOptions, emit: (event: SegmentEvent) => void): Promise<void> {
  const { signal, seed = 0, kMin = 1, kMax = 10, maxMemory = GIB } = options;
  if (!(Number.isInteger(kMin) && Number.isInteger(kMax) && kMin >= 1 && kMax >= kMin && kMax <= 255)) {
    throw new UsageError(`K from ${kMin} to ${kMax}`, { why: 'K must be whole numbers with 1 <= smallest <= largest <= 255' });
  }
  const warnings: string[] = [...source.warnings];
  const given = warnings.length;
  for (const message of warnings) emit({ type: 'warning', message });
  const warn = (message: string): void => {
    warnings.push(message);
    emit({ type: 'warning', message });
  };
  const progress = (
    phase: 'scan' | 'fit' | 'encode' | 'cluster' | 'silhouette' | 'judge' | 'describe',
    done: number,
    total: number,
  ): void => emit({ type: 'progress', phase, done, total });

  progress('scan', 0, 1);
  const { cube, sample, notch } = await scanCube(source, options, signal);
  const { width, height, bands } = cube.shape;
  noteNotch(cube, notch, warn);
  progress('scan', 1, 1);

  progress('fit', 0, 1);
  const axis = axisAtRest(cube.spectralAxis, options.velocity);
  const { encoder, steps: specs, origin } = await chooseEncoder(cube, axis, sample, options, warn);
  progress('fit', 1, 1);
  const { card } = encoder;
  const steps = compileSteps(specs, axis);
  const engine = await openEngine(options.engine ?? 'auto', {
    threads: options.threads,
    onWarning: warn,
    verify: async candidate => {
      const compiled = await candidate.compile(encoder.encode);
      try {
        return await verifyGolden(compiled, goldenVectors(encoder));
      } finally {
        compiled.dispose();
      }
    },
  });
  try {
    const fixed = fixedBytes(cube, card.latent, sample, { kMin, kMax }, steps.outputBands);
    const encodePlan = { reducer: steps.reducer };
    const encodeRows = planRows(cube, encodePlan, maxMemory, fixed);
    const describeRows = planRows(cube, {}, maxMemory, fixed);
    emit({
      type: 'plan',
      spectra: width * height,
      bands,
      encoderBands: steps.outputBands,
      blockRows: encodeRows,
      passes: 2,
      memoryBytes: fixed + Math.max(cube.planBytes({ ...encodePlan, rows: encodeRows }), cube.planBytes({ rows: describeRows })),
      engine: `${engine.name} (${engine.device})`,
      encoder: card.name,
      encoderOrigin: origin,
    });

    if (options.clusters) requireSameEncoder(options.clusters, card);
    const limits = rejectionLimits(options.unclassified ?? 'auto', card, origin);
    const encode = await engine.compile(encoder.encode);
    const decoder = await engine.compile(encoder.decode);
    const labelsOf = options.preview
      ? await createPreview(sample, steps, encode, card.latent, { clusters: options.preview, seed })
      : undefined;
    const encoded = await encodeCube(
      cube,
      steps,
      encode,
      card.latent,
      { ...encodePlan, rows: encodeRows },
      {
        engine: engine.name,
        decoder: limits.reconstruction === undefined ? undefined : decoder,
        checkpoint: options.checkpoint,
        signal,
        now: platform.now,
        onProgress: rows => progress('encode', rows, height),
        onEncoded: labelsOf && previewing(labelsOf, emit),
      },
    );
    encode.dispose();
    if (encoded.outside > 0) {
      warn(`${encoded.outside} spaxels lie outside the domain of the preprocessing steps and get label 0`);
    }
    const clustered = await clusterLatents(encoded, { name: cube.name, shape: cube.shape, card, limits, emit }, options);
    const { sweep, labelled } = clustered;
    noteClusters(clustered, options, warn);

    const description = await describe(
      {
        ...{ cube, steps, decoder, valid: encoded.valid, latents: encoded.latents, latent: card.latent },
        labellings: labelled.map(({ labels }, i) => ({ k: sweep[i].k + 1, labels })),
        shift: samplesShift(sample),
        examplesOf: sweep.indexOf(clustered.decision.chosen),
        seed,
      },
      { rows: describeRows },
      signal,
      rows => progress('describe', rows, height),
    );
    // Readers add to their warnings while they read.
    source.warnings.slice(given).forEach(warn);
    const segmentation = await assemble({
      ...{ cube, encoder, encoded, clustered, limits, description, decoder, origin, seed, warnings },
      velocity: options.velocity,
      engine: engine.name,
    });
    decoder.dispose();
    emit({ type: 'result', segmentation });
  } finally {
    await engine.dispose();
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

function noteNotch(cube: CubeSource, notch: Uint8Array, warn: (message: string) => void): void {
  const found = notch.reduce((sum, bad) => sum + bad, 0);
  if (found > 0) warn(`${found} of ${cube.shape.bands} bands are missing in nearly every spaxel and are left out`);
}

function noteClusters(
  { sweep, decision, kept }: Clustered,
  { kMax = 10, clusters }: SegmentOptions,
  warn: (message: string) => void,
): void {
  const largest = sweep[sweep.length - 1].k;
  if (!clusters && largest < kMax) warn(`K stops at ${largest}: no more than ${largest} latents differ`);
  if (decision.chosenBy === 'no-structure') warn(decision.why);
  if (clusters?.centres.some(({ radius }) => radius === undefined))
    warn('the earlier result does not say how wide its clusters are: spaxels far from all of them get the nearest');
  const strange = kept.reduce((sum, keep) => sum + 1 - keep, 0);
  if (strange > kept.length / 2)
    warn(`${strange} of ${kept.length} spaxels are unclassified: the encoder has hardly seen data like this`);
}
