import { type CubeOptions, createCube } from './cube.js';
import { EmptyError } from './errors.js';
import type { CubeSource, SampleSource } from './types.js';

/** Native spectra of a spread of spaxels, for finding notches, fitting encoders and choosing scales. */
export interface CubeSample {
  /** [n, bands], NaN for bad samples; only spaxels with at least one good sample. */
  readonly data: Float32Array;
  readonly n: number;
  readonly bands: number;
}

/** The most samples (spaxels x bands) a scan keeps: 64 MB of float32, whatever the cap, so that results never depend on it. */
const SCAN_SAMPLES = 16 * 1024 * 1024;
/** Samples of neighbouring rows read in one go. */
const RUN_SAMPLES = 2 * 1024 * 1024;
const NOTCH_FRACTION = 0.95;

/** Rows of the region, a spread of them, and the column stride that keep the sample within bounds. */
function grid(cube: CubeSource, limit: number): { all: number[]; rows: number[]; stride: number } {
  const { width, height, bands } = cube.shape;
  const { selected } = cube;
  const all = Array.from({ length: height }, (_, y) => y).filter(
    y => !selected || selected.subarray(y * width, (y + 1) * width).includes(1),
  );
  const spaxels = Math.max(64, Math.min(limit, Math.floor(SCAN_SAMPLES / bands)));
  if (width * all.length <= spaxels) return { all, rows: all, stride: 1 };
  const count = Math.min(all.length, Math.max(Math.ceil(spaxels / width), Math.min(32, spaxels)));
  const rows = Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]);
  return { all, rows, stride: Math.max(1, Math.ceil((width * count) / spaxels)) };
}

/** Runs of neighbouring rows, so that a reader can take them in one go; `most` rows at a time. */
function* runs(rows: readonly number[], most: number): Generator<{ first: number; row: number; count: number }> {
  for (let first = 0; first < rows.length; ) {
    let count = 1;
    while (count < most && rows[first + count] === rows[first] + count) count++;
    yield { first, row: rows[first], count };
    first += count;
  }
}

/** The spectra of every `stride`th spaxel of the rows, staggered from row to row; at most `most` of them. */
async function collect(
  cube: CubeSource,
  rows: readonly number[],
  stride: number,
  most: number,
  signal?: AbortSignal,
): Promise<CubeSample> {
  const { width, bands } = cube.shape;
  const data = new Float32Array(most * bands);
  let n = 0;
  for (const { first, row, count } of runs(rows, Math.max(1, Math.floor(RUN_SAMPLES / (width * bands))))) {
    const { data: spectra, valid } = await cube.block(row, count, {}, signal);
    for (let y = 0; y < count; y++) {
      for (let x = (first + y) % stride; x < width && n < most; x += stride) {
        const spaxel = y * width + x;
        if (valid[spaxel]) data.set(spectra.subarray(spaxel * bands, (spaxel + 1) * bands), n++ * bands);
      }
    }
    if (n === most) break;
  }
  return { data: data.subarray(0, n * bands), n, bands };
}

/**
 * Reads a spread of rows once, finds bands that are bad in nearly every spaxel (95 %; a laser notch), and opens the cube without
 * them. Returns the cube and the sample, both independent of blocks and memory. `limit` bounds the spaxels of the sample (8192).
 * Throws EmptyError when there is one band only, or no sample is good.
 */
export async function scanCube(
  source: SampleSource,
  options: CubeOptions & { readonly limit?: number } = {},
  signal?: AbortSignal,
): Promise<{ cube: CubeSource; sample: CubeSample; notch: Uint8Array }> {
  const { width, bands } = source.shape;
  if (bands < 2) {
    throw new EmptyError('nothing to segment', {
      where: source.name,
      why: 'the image has one band, a spectrum needs at least two',
      remedy: 'Choose an HDU with a cube, or a multi-band image.',
    });
  }
  const probe = createCube(source, { ...options, minGood: 1e-6 });
  const { all, rows, stride } = grid(probe, options.limit ?? 8192);
  const most = rows.length * Math.ceil(width / stride);
  let sample = await collect(probe, rows, stride, most, signal);
  if (sample.n === 0 && rows.length < all.length) sample = await collect(probe, all, 1, most, signal);
  if (sample.n === 0) {
    throw new EmptyError('nothing to segment', {
      where: source.name,
      why: 'every sample is missing (NaN, BLANK or nodata)',
      remedy: 'Check the HDU, the region and the mask.',
    });
  }
  const bad = new Float64Array(bands);
  for (let i = 0; i < sample.data.length; i++) if (sample.data[i] !== sample.data[i]) bad[i % bands]++;
  const notch = Uint8Array.from(bad, (count, b) => (!probe.excludedBands[b] && count >= NOTCH_FRACTION * sample.n ? 1 : 0));
  return { cube: createCube(source, { ...options, notch }), sample, notch };
}
