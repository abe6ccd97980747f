import { isCloisonneError } from '../../cube/errors.js';
import { type CubeSample, scanCube } from '../../cube/scan.js';
import type { CubeSource, SampleSource } from '../../cube/types.js';
import type { SegmentOptions } from '../options.js';

/** Latents of all cubes that are clustered, and samples (spaxels x bands) that are held for it: 192 MB, whatever the number of cubes. */
const MOST_LATENTS = 65_536;
const MOST_SAMPLES = 48 * 1024 * 1024;
/** Samples a PCA is fitted on, as many as of one cube. */
const FIT_SAMPLES = 16 * 1024 * 1024;
/** A small cube among large ones is not lost. */
const FEWEST = 64;

/** A cube of a set, opened when its turn comes. */
export interface CommonInput {
  readonly name: string;
  /** Spaxels, which weigh its share of the sample. */
  readonly spaxels: number;
  open(): Promise<SampleSource>;
}

/** A cube, closed again, with its sample. */
export interface Sampled {
  readonly name: string;
  readonly cube: CubeSource;
  readonly sample: CubeSample;
}

/** Takes note of an input that has no part in what is common, and why. */
export type Leave = (name: string, why: string) => void;

/** A spread of spaxels of every cube, in proportion to their number. */
export async function sampleAll(inputs: readonly CommonInput[], options: SegmentOptions, leave: Leave): Promise<Sampled[]> {
  const all = inputs.reduce((sum, { spaxels }) => sum + spaxels, 0);
  const sampled: Sampled[] = [];
  for (const { name, spaxels, open } of inputs) {
    const source = await open().catch(refused);
    if (!('shape' in source)) {
      leave(name, source.why);
      continue;
    }
    const most = Math.min(MOST_LATENTS, Math.floor(MOST_SAMPLES / source.shape.bands));
    const limit = Math.max(FEWEST, Math.round((most * spaxels) / all));
    const found = await scanCube(source, { ...options, limit }, options.signal).catch(refused);
    if ('cube' in found) sampled.push({ name, cube: found.cube, sample: found.sample });
    else leave(name, found.why);
    await source.close();
  }
  return sampled;
}

/** Failures of one input are its own; what stops the run goes on. */
function refused(err: unknown): { readonly why: string } {
  if (isCloisonneError(err) && err.tag !== 'InterruptedError') return { why: err.message };
  throw err;
}

/** The samples one after the other, every so manieth where they are too many to fit on. */
export function pooled(parts: readonly Sampled[]): CubeSample {
  const { bands } = parts[0].sample;
  const total = parts.reduce((sum, { sample }) => sum + sample.n, 0);
  const step = Math.max(1, Math.ceil((total * bands) / FIT_SAMPLES));
  const rows = parts.flatMap(({ sample }) =>
    Array.from({ length: Math.ceil(sample.n / step) }, (_, i) => sample.data.subarray(i * step * bands, (i * step + 1) * bands)),
  );
  const data = new Float32Array(rows.length * bands);
  rows.forEach((row, i) => {
    data.set(row, i * bands);
  });
  return { data, n: rows.length, bands };
}
