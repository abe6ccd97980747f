import type { SampleSource } from './cube/types.js';
import { openSums } from './describe/describe.js';
import type { ChunkSums } from './describe/moments.js';
import { CHUNK } from './describe/sums.js';
import { emptyImages, type WalkImages, walk } from './describe/walk.js';
import { requireWeights } from './describe/weights.js';
import { assemble } from './pipeline/assemble.js';
import { clusterLatents, noteClusters } from './pipeline/cluster.js';
import { type Encoded, noteOutside } from './pipeline/encode.js';
import { eventsOf } from './pipeline/events.js';
import type { CheckpointStore, SegmentOptions } from './pipeline/options.js';
import { pack } from './pipeline/pack.js';
import { describeInput, partsOf } from './pipeline/parts.js';
import { requireRangeOfK } from './pipeline/prepare.js';
import { createReporter, type Reporter } from './pipeline/reporter.js';
import { encodeWith, openSession, type Session } from './pipeline/session.js';
import {
  type EncodedPart,
  entryNames,
  joined,
  type LabelledPart,
  loadAll,
  loadClusters,
  loadSums,
  prepareShared,
  type Shard,
  saveClusters,
  shardsOf,
  shareOf,
} from './pipeline/shards/index.js';
import type { SegmentEvent } from './segmentation.js';

/** Sums of chunks are saved when they come to this, so that a shard of any size fits in memory. */
const SUMS_BYTES = 32 * 1024 * 1024;

type Events = AsyncGenerator<SegmentEvent, void, undefined>;

/** Opens a session on what the shards share, runs `work` in it, and closes the engine. */
function inSession(
  source: SampleSource,
  options: SegmentOptions,
  store: CheckpointStore,
  work: (session: Session, reporter: Reporter) => Promise<void>,
): Events {
  return eventsOf(async emit => {
    requireRangeOfK(options);
    requireWeights(source, options.weights);
    const reporter = createReporter(source, emit);
    const session = await openSession(await prepareShared(source, options, store, reporter), options, reporter);
    try {
      await work(session, reporter);
    } finally {
      await session.engine.dispose();
    }
  });
}

/** The latents of all shards. */
async function allEncoded(store: CheckpointStore, count: number): Promise<{ encoded: Encoded; late: readonly string[] }> {
  const parts = await loadAll<EncodedPart>(store, count, 'encode');
  return { encoded: joined(parts.map(part => part.encoded)), late: parts.flatMap(part => part.late) };
}

/**
 * `segment` in parts, first of four: maps the spectra of a shard's rows to latents and keeps them in the store, which all shards share. A
 * shard that is run twice leaves the same bytes. Throws what `segment` throws.
 */
export function encodeShard(source: SampleSource, options: SegmentOptions, store: CheckpointStore, shard: Shard): Events {
  return inSession(source, options, store, async (session, reporter) => {
    const { from, to } = shareOf(shard, session.cube.shape.height);
    const encoded = await encodeWith(session, { ...options, checkpoint: undefined }, reporter, { first: from, end: to });
    const part: EncodedPart = { engine: session.engine.name, encoded, late: reporter.late() };
    await store.save(entryNames.encoded(shard), pack(part));
  });
}

/** Second: clusters the latents of all `count` shards. Throws InputError naming the shards of `encodeShard` that are missing. */
export function clusterShards(source: SampleSource, options: SegmentOptions, store: CheckpointStore, count: number): Events {
  return inSession(source, options, store, async ({ cube, encoder, limits }, { emit }) => {
    const { encoded } = await allEncoded(store, count);
    const context = { name: cube.name, shape: cube.shape, card: encoder.card, limits, emit };
    await saveClusters(store, await clusterLatents(encoded, context, options));
  });
}

/** Third: reads a shard's part of the cube again and keeps the sums that describe the clusters, one set for every 4096 pixels. */
export function labelShard(source: SampleSource, options: SegmentOptions, store: CheckpointStore, shard: Shard): Events {
  return inSession(source, options, store, async (session, reporter) => {
    const { width, height } = session.cube.shape;
    const { encoded } = await allEncoded(store, shard.count);
    const input = describeInput(session, encoded, await loadClusters(store), options);
    const { sums, examples } = openSums(input);
    const chunks = shareOf(shard, Math.ceil((width * height) / CHUNK));
    const pixelOf = (chunk: number) => Math.min(width * height, chunk * CHUNK);
    const range = { from: pixelOf(chunks.from), to: pixelOf(chunks.to) };
    let held: ChunkSums[][] = [];
    let bytes = 0;
    let parts = 0;
    const flush = async (): Promise<void> => {
      if (held.length > 0) await store.save(entryNames.sums(shard, parts++), pack(held));
      held = [];
      bytes = 0;
    };
    const onChunk = async (): Promise<void> => {
      const taken = sums.takeChunk();
      held.push(taken);
      bytes += taken.reduce((all, { n }) => all + 18 * n.length, 0);
      if (bytes >= SUMS_BYTES) await flush();
    };
    const onProgress = (rows: number) => reporter.progress('describe', rows, height);
    const into = { sums, examples, onChunk };
    const images = await walk(input, range, session.describePlan, into, { signal: options.signal, onProgress });
    await flush();
    const engine = session.engine.name;
    const part: LabelledPart = { engine, images, parts, examples: examples?.taken() ?? [], late: reporter.late() };
    await store.save(entryNames.labelled(shard), pack(part));
  });
}

/**
 * Last: puts the result together from what the shards left; ends with the event `result`, the same to the last bit as that of `segment` with the
 * same options and engine. Throws InputError naming the shards of `labelShard` that are missing.
 */
export function mergeShards(source: SampleSource, options: SegmentOptions, store: CheckpointStore, count: number): Events {
  return inSession(source, options, store, async (session, { emit, warn, warnings }) => {
    const { shape } = session.cube;
    const { encoded, late } = await allEncoded(store, count);
    noteOutside(encoded, warn);
    const clustered = await loadClusters(store);
    noteClusters(clustered, options, warn);
    const input = describeInput(session, encoded, clustered, options);
    const { sums, examples } = openSums(input);
    const parts = await loadAll<LabelledPart>(store, count, 'label');
    const images = emptyImages(shape.width * shape.height);
    let pixel = 0;
    for (const shard of shardsOf(count)) {
      const part = parts[shard.index];
      place(part.images, images, pixel);
      pixel += part.images.brightness.length;
      for (const { index, pixel: of, input: spectrum, decoded } of part.examples) examples?.add(index, of, spectrum, decoded, 0);
      for (let p = 0; p < part.parts; p++) for (const chunk of await loadSums(store, shard, p)) sums.addChunk(chunk);
    }
    // Every shard opened the cube anew, and heard the same from its reader.
    new Set([...late, ...parts.flatMap(part => part.late)]).forEach(warn);
    const description = { ...images, clusters: sums.clusters(input.examplesOf, examples) };
    emit({
      type: 'result',
      segmentation: await assemble(partsOf(session, { encoded, clustered, description }, options, warnings)),
    });
  });
}

/** Puts the images of a shard where they belong. */
function place(part: WalkImages, whole: WalkImages, pixel: number): void {
  whole.reconstruction.set(part.reconstruction, pixel);
  whole.brightness.set(part.brightness, pixel);
  whole.integrated.input.set(part.integrated.input, pixel);
  whole.integrated.decoded.set(part.integrated.decoded, pixel);
  whole.integrated.colors.set(part.integrated.colors, 3 * pixel);
}
