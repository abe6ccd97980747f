import { createRandom } from '../cluster/random.js';
import { UsageError } from '../cube/errors.js';
import type { CubeShape } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';

/** A cube that is walked row by row: a `Synthesis`, or a file. */
export interface SpectraRows {
  readonly shape: CubeShape;
  /** True classes, 0 where none is known. */
  readonly labels?: LabelMap;
  /** Writes row `y` into `data`, [width * bands] pixel-major. A spaxel that takes no part is NaN throughout. */
  row(y: number, data: Float32Array): void | Promise<void>;
}

/** Which spectra of a cube go into a set. */
export interface DatasetOptions {
  readonly seed: number;
  /** Share of the spectra that is taken, 0 .. 1 (default 0.2, as the paper's paintings). */
  readonly share?: number;
  /** Instead of one share, one each for spectra with signal, with noise only, and all zero (the paper's real cubes: 1, 0.05, 0.05). */
  readonly strata?: { readonly signal: number; readonly noise: number; readonly zero: number };
}

/** Spectra of one row that were taken. */
export interface SpectraBatch {
  /** Position of the cube in the list. */
  readonly cube: number;
  /** [n] spaxels, y * width + x of the whole cube. */
  readonly pixels: Int32Array;
  /** [n] true classes. */
  readonly labels: Uint16Array;
  /** [n, bands]. */
  readonly spectra: Float32Array;
}

/** Positions of the cubes of each part: whole images, so that no image is in two. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** Divides `count` cubes among the parts, at random; each part that is asked for gets at least one. Throws UsageError when there are too few. */
export function splitCubes(count: number, seed: number, shares = { validation: 0.2, test: 0.1 }): Split {
  const sizes = [shares.validation, shares.test].map(share => (share > 0 ? Math.max(1, Math.round(count * share)) : 0));
  if (sizes[0] + sizes[1] >= count)
    throw new UsageError(`${count} cubes cannot be divided into training, validation and test`, { remedy: 'Make more cubes.' });
  const order = createRandom(seed, 1).shuffle(Array.from({ length: count }, (_, i) => i));
  const sorted = (from: number, to?: number) => order.slice(from, to).sort((a, b) => a - b);
  return { validation: sorted(0, sizes[0]), test: sorted(sizes[0], sizes[0] + sizes[1]), train: sorted(sizes[0] + sizes[1]) };
}

/**
 * Spectra of cubes, row by row, in memory of a row and of one cube at a time. With strata, signal is what the reference calls so: the sum of
 * log(1 + x) over bands (negative samples count as 0) at or above max(mean + 1.5 standard deviations, 25) of its cube, found in a first walk. A
 * spaxel's place in its cube is kept. The same options, the same spectra. Throws UsageError for shares that are not from 0 to 1.
 */
export async function* drawSpectra(
  cubes: Iterable<SpectraRows | Promise<SpectraRows>>,
  options: DatasetOptions,
): AsyncGenerator<SpectraBatch, void, undefined> {
  const { seed, share = 0.2, strata } = options;
  for (const s of strata ? [strata.signal, strata.noise, strata.zero] : [share])
    if (!(s >= 0 && s <= 1)) throw new UsageError(`a share of ${s}`, { why: 'expected 0 to 1' });
  let c = 0;
  for (const given of cubes) {
    const cube = await given;
    const { width, height, bands } = cube.shape;
    const row = new Float32Array(width * bands);
    const limit = strata ? await signalLimit(cube, row) : 0;
    const random = createRandom(seed, 1 + c);
    for (let y = 0; y < height; y++) {
      await cube.row(y, row);
      const taken: number[] = [];
      for (let x = 0; x < width; x++) {
        const spectrum = row.subarray(x * bands, (x + 1) * bands);
        const signal = strata ? logSum(spectrum) : 0;
        const chance = !strata ? share : signal >= limit ? strata.signal : signal === 0 ? strata.zero : strata.noise;
        if (random.uniform() < chance && takesPart(spectrum)) taken.push(x);
      }
      if (taken.length === 0) continue;
      const spectra = new Float32Array(taken.length * bands);
      taken.forEach((x, i) => {
        spectra.set(row.subarray(x * bands, (x + 1) * bands), i * bands);
      });
      const pixels = Int32Array.from(taken, x => y * width + x);
      yield { cube: c, pixels, labels: Uint16Array.from(pixels, p => cube.labels?.data[p] ?? 0), spectra };
    }
    c++;
  }
}

/** The limit of `drawSpectra`, over the spaxels that take part. */
async function signalLimit(cube: SpectraRows, row: Float32Array): Promise<number> {
  const { width, height, bands } = cube.shape;
  let [n, sum, squares] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    await cube.row(y, row);
    for (let x = 0; x < width; x++) {
      const spectrum = row.subarray(x * bands, (x + 1) * bands);
      if (!takesPart(spectrum)) continue;
      const signal = logSum(spectrum);
      n++;
      sum += signal;
      squares += signal * signal;
    }
  }
  return Math.max(sum / n + 1.5 * Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)), 25);
}

const takesPart = (spectrum: Float32Array): boolean => spectrum.some(Number.isFinite);

function logSum(spectrum: Float32Array): number {
  let sum = 0;
  for (const v of spectrum) if (v > 0) sum += Math.log1p(v);
  return sum;
}
