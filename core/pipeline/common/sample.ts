import { axisOfBands, keptBands, takeBands } from '../../cube/bands.js';
import { EmptyError, isCloisonneError } from '../../cube/errors.js';
import { type CubeSample, scanCube } from '../../cube/scan.js';
import type { Selection } from '../../cube/select.js';
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
  /** Which of its bands and spaxels take part (default: `SegmentOptions.selection`). */
  select?(source: SampleSource): Promise<Selection>;
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
  for (const { name, spaxels, open, select } of inputs) {
    const source = await open().catch(refused);
    if (!('shape' in source)) {
      leave(name, source.why);
      continue;
    }
    const most = Math.min(MOST_LATENTS, Math.floor(MOST_SAMPLES / source.shape.bands));
    const limit = Math.max(FEWEST, Math.round((most * spaxels) / all));
    const scan = async () => {
      const selection = select ? await select(source) : options.selection;
      return scanCube(source, { ...options, selection, limit }, options.signal);
    };
    const found = await scan().catch(refused);
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

/** Cubes of one axis as one: its bands are those that take part in all of them. */
export function asOne(parts: readonly Sampled[], name: string): CubeSource {
  const { cube } = parts[0];
  const excludedBands = cube.excludedBands.map((_, band) => (parts.some(part => part.cube.excludedBands[band]) ? 1 : 0));
  const missingBands = cube.missingBands.map((_, band) => (parts.some(part => part.cube.missingBands[band]) ? 1 : 0));
  const kept = keptBands(excludedBands);
  if (kept.length < 2)
    throw new EmptyError('no cube to look for common clusters in', { why: 'fewer than two bands take part in all' });
  return { ...cube, name, excludedBands, missingBands, kept, keptAxis: axisOfBands(cube.spectralAxis, kept) };
}

/** The samples one after the other, of the bands that take part in all (`kept`), every so manieth where they are too many to fit on. */
export function pooled(parts: readonly Sampled[], kept: Int32Array): CubeSample {
  const bands = kept.length;
  const total = parts.reduce((sum, { sample }) => sum + sample.n, 0);
  const step = Math.max(1, Math.ceil((total * bands) / FIT_SAMPLES));
  const counts = parts.map(({ sample }) => Math.ceil(sample.n / step));
  const n = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(n * bands);
  let to = 0;
  for (const [which, { cube, sample }] of parts.entries()) {
    const place = new Map(Array.from(cube.kept, (band, i) => [band, i]));
    const places = kept.map(band => place.get(band)!);
    for (let i = 0; i < counts[which]; i++, to += bands)
      takeBands(
        sample.data.subarray(i * step * sample.bands, (i * step + 1) * sample.bands),
        places,
        data.subarray(to, to + bands),
      );
  }
  return { data, n, bands };
}
