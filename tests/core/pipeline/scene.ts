import { createRandom } from '../../../core/cluster/random.js';
import type { SampleSource } from '../../../core/cube/types.js';
import type { CheckpointStore, SegmentOptions } from '../../../core/pipeline/options.js';
import { segment } from '../../../core/segment.js';
import type { Segmentation, SegmentEvent } from '../../../core/segmentation.js';
import { type MemoryCube, memoryCube } from '../cube/memory-source.js';

/** A cube of three kinds of spectra in bands of rows of unequal width (1 the widest), with noise and some spaxels without data. */
export interface Scene {
  readonly cube: MemoryCube;
  /** [height * width] 1, 2, 3; 0 where the spaxel is missing. */
  readonly truth: Uint8Array;
}

export function threeKinds(width = 20, height = 18, bands = 24, noise = 0.05): Scene {
  const random = createRandom(11);
  const pixels = width * height;
  const data = new Float32Array(pixels * bands);
  const truth = new Uint8Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const x = (p % width) / width;
    const kind = x < 0.5 ? 1 : x < 0.8 ? 2 : 3;
    const missing = p % 41 === 7;
    truth[p] = missing ? 0 : kind;
    for (let b = 0; b < bands; b++) {
      const line = Math.exp(-(((b - (kind * bands) / 4) / 2) ** 2));
      const value = 3 + 2 * line + noise * random.normal();
      data[b * pixels + p] = missing && b % 2 === 0 ? Number.NaN : value;
    }
  }
  return { cube: { width, height, bands, data }, truth };
}

/** A source whose rows claim `rowBytes` of staging, so that the memory cap decides the height of blocks. */
export function heavyRows(cube: MemoryCube, rowBytes: number, onPiece?: MemoryCube['onPiece']): SampleSource {
  return memoryCube({ ...cube, onPiece, more: { stagingBytes: rows => rows * rowBytes } });
}

/** All events of a run. */
export async function eventsOfRun(source: SampleSource, options: SegmentOptions): Promise<SegmentEvent[]> {
  const events: SegmentEvent[] = [];
  for await (const event of segment(source, options)) events.push(event);
  return events;
}

/** The result of a run. */
export async function segmentation(source: SampleSource, options: SegmentOptions): Promise<Segmentation> {
  const last = (await eventsOfRun(source, options)).at(-1);
  if (last?.type !== 'result') throw new Error('no result at the end');
  return last.segmentation;
}

/** A checkpoint store in memory; `onSave` is called after each save. */
export function memoryStore(onSave: (saves: number) => void = () => {}): CheckpointStore & { entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>();
  let saves = 0;
  return {
    entries,
    load: async name => entries.get(name)?.slice(),
    save: async (name, bytes) => {
      entries.set(name, bytes.slice());
      onSave(++saves);
    },
  };
}
