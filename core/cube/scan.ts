import { type CubeOptions, createCube, MIN_GOOD, neededSamples } from './cube.js';
import { EmptyError } from './errors.js';
import { markAndCount } from './slab.js';
import type { CubeSource, SampleSource } from './types.js';

/** Native spectra of a spread of spaxels, for finding notches, fitting encoders and choosing scales. */
export interface CubeSample {
  /** [n, bands], NaN for bad samples and excluded bands; valid spaxels only, where the sample holds any. */
  readonly data: Float32Array;
  readonly n: number;
  readonly bands: number;
}

/** The most samples (spaxels x bands) a scan keeps: 64 MB of float32, whatever the cap, so that results never depend on it. */
const SCAN_SAMPLES = 16 * 1024 * 1024;
/** Samples of neighbouring rows read in one go. */
const RUN_SAMPLES = 2 * 1024 * 1024;
const NOTCH_FRACTION = 0.95;

/** Rows of the region, a spread of them, and how many columns of each, that keep the sample within bounds. */
function grid(cube: CubeSource, limit: number): { all: number[]; rows: number[]; columns: number } {
  const { width, height, bands } = cube.shape;
  const { selected } = cube;
  const all = Array.from({ length: height }, (_, y) => y).filter(
    y => !selected || selected.subarray(y * width, (y + 1) * width).includes(1),
  );
  const spaxels = Math.max(64, Math.min(limit, Math.floor(SCAN_SAMPLES / bands)));
  if (width * all.length <= spaxels) return { all, rows: all, columns: width };
  const count = Math.min(all.length, Math.max(Math.floor(spaxels / width), Math.min(32, spaxels)));
  const rows = Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]);
  return { all, rows, columns: Math.min(width, Math.max(1, Math.floor(spaxels / count))) };
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

/** The spectra of `columns` evenly spread spaxels of each row, staggered from row to row; at most `most` of them. */
async function collect(
  cube: CubeSource,
  rows: readonly number[],
  columns: number,
  most: number,
  signal?: AbortSignal,
): Promise<CubeSample> {
  const { width, bands } = cube.shape;
  const data = new Float32Array(most * bands);
  let n = 0;
  for (const { first, row, count } of runs(rows, Math.max(1, Math.floor(RUN_SAMPLES / (width * bands))))) {
    const { data: spectra, valid } = await cube.block(row, count, {}, signal);
    for (let y = 0; y < count; y++) {
      // Odd rows take the places between those of even rows.
      const shift = columns === width ? 0 : ((first + y) % 2) / 2;
      for (let c = 0; c < columns && n < most; c++) {
        const spaxel = y * width + Math.floor(((c + shift) * width) / columns);
        if (valid[spaxel]) data.set(spectra.subarray(spaxel * bands, (spaxel + 1) * bands), n++ * bands);
      }
    }
    if (n === most) break;
  }
  return { data: data.subarray(0, n * bands), n, bands };
}

/** The spectra of the sample that a cube without these bands would call valid, in place; excluded bands become missing. */
function withoutBands({ data, n, bands }: CubeSample, excluded: Uint8Array, minGood: number): CubeSample {
  const included = bands - excluded.reduce((sum, bad) => sum + bad, 0);
  const needed = neededSamples(included, minGood);
  const good = new Uint32Array(n);
  markAndCount(data, n, excluded, good);
  let kept = 0;
  for (let i = 0; i < n; i++) if (good[i] >= needed) data.copyWithin(kept++ * bands, i * bands, (i + 1) * bands);
  return { data: data.subarray(0, kept * bands), n: kept, bands };
}

/** What made every sample missing, and what can be done. */
function whyEmpty(source: SampleSource): { why: string; remedy: string } {
  const flags = source.flagged?.();
  if (!flags || flags.flagged === 0)
    return { why: 'every sample is missing (NaN, BLANK or nodata)', remedy: 'Check the HDU, the region and the mask.' };
  const others = flags.missing > 0 ? `, the other ${flags.missing.toLocaleString('en')} are NaN, BLANK or nodata` : '';
  return {
    why: `${flags.flagged.toLocaleString('en')} of ${flags.read.toLocaleString('en')} samples are flagged by ${flags.by}${others}`,
    remedy: 'Say which bits make a sample missing: --dq-bits 0,3, or --dq-bits none.',
  };
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
  const { all, rows, columns } = grid(probe, options.limit ?? 8192);
  const most = rows.length * columns;
  let sample = await collect(probe, rows, columns, most, signal);
  if (sample.n === 0 && rows.length < all.length) sample = await collect(probe, all, width, most, signal);
  if (sample.n === 0) {
    throw new EmptyError('nothing to segment', { where: source.name, ...whyEmpty(source) });
  }
  const bad = new Float64Array(bands);
  for (let i = 0; i < sample.data.length; i++) if (sample.data[i] !== sample.data[i]) bad[i % bands]++;
  const notch = Uint8Array.from(bad, (count, b) => (!probe.excludedBands[b] && count >= NOTCH_FRACTION * sample.n ? 1 : 0));
  const cube = createCube(source, { ...options, notch });
  const usable = withoutBands(sample, cube.excludedBands, options.minGood ?? MIN_GOOD);
  return { cube, sample: usable.n > 0 ? usable : sample, notch };
}
