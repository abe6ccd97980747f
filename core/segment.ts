import type { SampleSource } from './cube/types.js';
import { describe } from './describe/describe.js';
import { requireWeights } from './describe/weights.js';
import { assemble } from './pipeline/assemble.js';
import { clusterLatents, noteClusters } from './pipeline/cluster.js';
import { noteOutside } from './pipeline/encode.js';
import { eventsOf } from './pipeline/events.js';
import type { SegmentOptions } from './pipeline/options.js';
import { describeInput, partsOf } from './pipeline/parts.js';
import { prepare, requireRangeOfK } from './pipeline/prepare.js';
import { createReporter } from './pipeline/reporter.js';
import { encodeWith, openSession } from './pipeline/session.js';
import type { SegmentEvent } from './segmentation.js';

/**
 * Segments a cube as section 2 of arXiv:2401.17695 does: every spectrum is mapped to a latent by a trained encoder, the latents are
 * clustered by iterative K-Means for a range of K, and every cluster is described by its spectra. Yields typed events and
 * ends with `result`. The cube is read at most twice besides a sample. Same cube, options and engine give the same result, whatever
 * the threads and the memory cap.
 *
 * Throws EmptyError (nothing to segment), EncoderMismatchError, MemoryCapError, EngineError, InputError, InterruptedError, and UsageError for
 * options that cannot be.
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
  requireRangeOfK(options);
  requireWeights(source, options.weights);
  const reporter = createReporter(source, emit);
  const { warn, progress, warnings } = reporter;
  const session = await openSession(await prepare(source, options, reporter), options, reporter);
  try {
    const { cube, encoder, limits, describePlan } = session;
    const encoded = await encodeWith(session, options, reporter);
    noteOutside(encoded, warn);
    const context = { name: cube.name, shape: cube.shape, card: encoder.card, limits, emit };
    const clustered = await clusterLatents(encoded, context, options);
    noteClusters(clustered, options, warn);
    const input = describeInput(session, encoded, clustered, options);
    const description = await describe(input, describePlan, options.signal, rows =>
      progress('describe', rows, cube.shape.height),
    );
    reporter.late();
    emit({
      type: 'result',
      segmentation: await assemble(partsOf(session, { encoded, clustered, description }, options, warnings)),
    });
  } finally {
    await session.engine.dispose();
  }
}
