import { createCube } from '../../cube/cube.js';
import { axisAtRest } from '../../cube/rest.js';
import type { SampleSource } from '../../cube/types.js';
import { type EncoderFiles, encoderFiles, parseEncoder } from '../../encoder/index.js';
import { compileSteps } from '../../preprocess/index.js';
import { chooseEncoder } from '../choose-encoder.js';
import type { CheckpointStore, SegmentOptions } from '../options.js';
import { pack } from '../pack.js';
import { type Prepared, prepare } from '../prepare.js';
import type { Reporter } from '../reporter.js';
import { entryNames, loadEntry } from './store.js';

/** What the first shard to come leaves for the others, which would find the same. */
interface StoredPrepared extends Pick<Prepared, 'notch' | 'origin' | 'specs' | 'measured' | 'shift' | 'sampleBytes'> {
  /** Where it was fitted on this cube. */
  readonly encoder?: EncoderFiles;
  /** Name of the shipped one that was chosen: whether its spectra look familiar is not asked again. */
  readonly shipped?: string;
  readonly notes: readonly string[];
}

/** `prepare`, or what another shard of the run kept of it. */
export async function prepareShared(
  source: SampleSource,
  options: SegmentOptions,
  store: CheckpointStore,
  reporter: Reporter,
): Promise<Prepared> {
  const stored = await loadEntry<StoredPrepared>(store, entryNames.prepared);
  if (!stored) {
    const before = reporter.warnings.length;
    const prepared = await prepare(source, options, reporter);
    const { notch, origin, specs, measured, shift, sampleBytes, encoder } = prepared;
    const notes = reporter.warnings.slice(before);
    const fitted = origin === 'fitted' && { encoder: encoderFiles(encoder) };
    const shipped = origin === 'shipped' && { shipped: encoder.card.name };
    const entry: StoredPrepared = { notch, origin, specs, measured, shift, sampleBytes, notes, ...fitted, ...shipped };
    await store.save(entryNames.prepared, pack(entry));
    return prepared;
  }
  const { notch, specs, measured, shift, sampleBytes, notes } = stored;
  notes.forEach(reporter.warn);
  const cube = createCube(source, { ...options, notch });
  const axis = axisAtRest(cube.keptAxis, options.velocity);
  const fitted =
    (stored.encoder && (await parseEncoder(stored.encoder, 'the encoder fitted by the first shard'))) ??
    (stored.shipped !== undefined && options.shipped?.find(({ card }) => card.name === stored.shipped));
  const none = { data: new Float32Array(0), n: 0, bands: cube.kept.length };
  const chosen = fitted
    ? { encoder: fitted, steps: specs, origin: stored.origin }
    : await chooseEncoder(cube, axis, none, options, reporter.warn);
  return {
    ...{ cube, notch, specs, measured, shift, sampleBytes, encoder: chosen.encoder, origin: chosen.origin },
    steps: compileSteps(specs, axis),
  };
}
