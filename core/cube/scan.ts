import { keptBands, takeBands } from './bands.js';
import { type CubeOptions, createCube, MIN_GOOD, neededSamples } from './cube.js';
import { EmptyError } from './errors.js';
import { countGood } from './slab.js';
import type { CubeSource, SampleSource } from './types.js';

/** Spectra of a spread of spaxels, for finding notches, fitting encoders and choosing scales. */
export interface CubeSample {
  /** [n, bands] of the bands that take part (`CubeSource.kept`), NaN for bad samples; valid spaxels only, where the sample holds any. */
  readonly data: Float32Array;
  readonly n: number;
  readonly bands: number;
  /** [n] flat index of each spaxel in the image, ascending; absent where the spectra are of several cubes. */
  readonly pixels?: Uint32Array;
}

/** What a scan finds. */
export interface Scan {
  readonly cube: CubeSource;
  readonly sample: CubeSample;
  /** [bands of the file] 1 where one is missing in nearly every spaxel and is not left out by the selection. */
  readonly notch: Uint8Array;
  /** [bands of the file] mean of the good samples of the scan, 0 where none is good: near the mean spectrum of the cube. */
  readonly means: Float64Array;
}

/** The most samples (spaxels x bands) a scan keeps: 64 MB of float32, whatever the cap, so that results never depend on it. */
const SCAN_SAMPLES = 16 * 1024 * 1024;
/** Samples of neighbouring rows read in one go. */
const RUN_SAMPLES = 2 * 1024 * 1024;
const NOTCH_FRACTION = 0.95;

/** [bands] 1 for the bands that are missing (NaN) in nearly all of n spectra [n, bands]. */
export function nearlyMissing({ data, n, bands }: CubeSample): Uint8Array {
  const bad = new Float64Array(bands);
  for (let i = 0; i < n * bands; i++) if (data[i] !== data[i]) bad[i % bands]++;
  return Uint8Array.from(bad, count => (count >= NOTCH_FRACTION * n ? 1 : 0));
}

/**
 * Rows of the region, and how many columns of each, that keep the sample within bounds: all, or a spread of pairs of neighbouring rows and columns, so
 * that the sample knows how alike neighbours are.
 */
function grid(cube: CubeSource, limit: number): { all: number[]; rows: number[]; columns: number } {
  const { width, height } = cube.shape;
  const { selected, kept } = cube;
  const all = Array.from({ length: height }, (_, y) => y).filter(
    y => !selected || selected.subarray(y * width, (y + 1) * width).includes(1),
  );
  const spaxels = Math.max(64, Math.min(limit, Math.floor(SCAN_SAMPLES / kept.length)));
  if (width * all.length <= spaxels) return { all, rows: all, columns: width };
  const count = Math.min(all.length, Math.max(Math.floor(spaxels / width), Math.min(32, spaxels)));
  const pairs = Math.max(1, Math.floor(count / 2));
  const firsts = Array.from({ length: pairs }, (_, i) => Math.max(0, Math.floor(((i + 0.5) * all.length) / pairs - 1)));
  const rows = firsts.flatMap(first => all.slice(first, first + 2));
  const columns = Math.floor(spaxels / rows.length);
  return { all, rows, columns: columns >= width ? width : Math.min(width, 2 * Math.max(1, Math.floor(columns / 2))) };
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

/** The places of `columns` of `width` columns: all, or evenly spread pairs of neighbours; odd pairs of rows take those between the places of even ones. */
function places(width: number, columns: number, row: number): Int32Array {
  const pairs = columns / 2;
  const shift = (Math.floor(row / 2) % 2) / 2;
  return Int32Array.from({ length: columns }, (_, c) =>
    columns === width ? c : Math.floor((Math.floor(c / 2) * width) / pairs + shift * (width / pairs - 2)) + (c % 2),
  );
}

/** The spectra of `columns` spaxels of each row (`places`); at most `most` of them. `means` as of a scan. */
async function collect(
  cube: CubeSource,
  rows: readonly number[],
  columns: number,
  most: number,
  signal?: AbortSignal,
): Promise<CubeSample & Pick<Scan, 'means'>> {
  const { width, bands } = cube.shape;
  const { kept } = cube;
  const data = new Float32Array(most * kept.length);
  const pixels = new Uint32Array(most);
  const means = new Running(bands);
  let n = 0;
  for (const { first, row, count } of runs(rows, Math.max(1, Math.floor(RUN_SAMPLES / (width * bands))))) {
    const { data: spectra, valid } = await cube.block(row, count, {}, signal);
    for (let y = 0; y < count; y++) {
      for (const x of places(width, columns, first + y)) {
        const spaxel = y * width + x;
        if (n === most || !valid[spaxel]) continue;
        pixels[n] = row * width + spaxel;
        const spectrum = spectra.subarray(spaxel * bands, (spaxel + 1) * bands);
        takeBands(spectrum, kept, data.subarray(n * kept.length, (n + 1) * kept.length));
        means.add(spectrum);
        n++;
      }
    }
    if (n === most) break;
  }
  const found = { data: data.subarray(0, n * kept.length), n, bands: kept.length, pixels: pixels.subarray(0, n) };
  return { ...found, means: means.means };
}

/** Mean of the good samples of each band. */
class Running {
  private readonly sum: Float64Array;
  private readonly count: Float64Array;

  constructor(bands: number) {
    this.sum = new Float64Array(bands);
    this.count = new Float64Array(bands);
  }

  add(spectrum: Float32Array): void {
    for (let b = 0; b < spectrum.length; b++) {
      if (spectrum[b] !== spectrum[b]) continue;
      this.sum[b] += spectrum[b];
      this.count[b]++;
    }
  }

  get means(): Float64Array {
    return this.sum.map((total, b) => (this.count[b] > 0 ? total / this.count[b] : 0));
  }
}

/** The spectra of a sample that have at least `needed` good samples, in place; all where none has. */
function usable({ data, n, bands, pixels }: CubeSample, needed: number): CubeSample {
  const good = new Uint32Array(n);
  countGood(data, n, bands, keptBands(new Uint8Array(bands)), good);
  if (!good.some(count => count >= needed)) return { data, n, bands, pixels };
  let left = 0;
  for (let i = 0; i < n; i++) if (good[i] >= needed) data.copyWithin(left++ * bands, i * bands, (i + 1) * bands);
  return { data: data.subarray(0, left * bands), n: left, bands, pixels: pixels?.filter((_, i) => good[i] >= needed) };
}

/** The sample without all bands but those at the places `kept`, in place. */
function narrowed({ data, n, bands, pixels }: CubeSample, kept: Int32Array): CubeSample {
  if (kept.length === bands) return { data, n, bands, pixels };
  for (let i = 0, to = 0; i < n; i++) for (let k = 0; k < kept.length; k++) data[to++] = data[i * bands + kept[k]];
  return { data: data.subarray(0, n * kept.length), n, bands: kept.length, pixels };
}

const nothing = (source: SampleSource, why: string, remedy: string): EmptyError =>
  new EmptyError('nothing to segment', { where: source.name, why, remedy });

/** The sample of a cube of which a spaxel is valid that has any good sample; of all spaxels where a spread of them meets nothing good. */
async function spread(probe: CubeSource, limit: number, signal?: AbortSignal) {
  const { all, rows, columns } = grid(probe, limit);
  const most = rows.length * columns;
  const sample = await collect(probe, rows, columns, most, signal);
  if (sample.n > 0 || rows.length === all.length) return sample;
  return collect(probe, all, probe.shape.width, most, signal);
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
 * Reads a spread of rows, finds bands that are bad in nearly every spaxel (95 %; a laser notch), and opens the cube without
 * them. Returns the cube and the sample, both independent of blocks and memory, and the same as of a file that has only the bands that take part.
 * `limit` bounds the spaxels of the sample (8192). Throws EmptyError when there is one band only, or no sample is good, and UsageError
 * where the selection leaves fewer than two bands.
 */
export async function scanCube(
  source: SampleSource,
  options: CubeOptions & { readonly limit?: number } = {},
  signal?: AbortSignal,
): Promise<Scan> {
  const { bands } = source.shape;
  const { limit = 8192, minGood = MIN_GOOD } = options;
  if (bands < 2)
    throw nothing(
      source,
      'the image has one band, a spectrum needs at least two',
      'Choose an HDU with a cube, or a multi-band image.',
    );
  const probe = createCube(source, { ...options, minGood: 1e-6 });
  const sample = await spread(probe, limit, signal);
  if (sample.n === 0) throw new EmptyError('nothing to segment', { where: source.name, ...whyEmpty(source) });
  const notch = new Uint8Array(bands);
  nearlyMissing(sample).forEach((bad, i) => {
    notch[probe.kept[i]] = bad;
  });
  const cube = createCube(source, { ...options, notch });
  const { means } = sample;
  if (cube.kept.length < 2)
    throw nothing(
      source,
      `${cube.kept.length === 1 ? 'all bands but one are' : 'every band is'} missing in nearly all spaxels`,
      'Check the HDU, the region and the mask.',
    );
  let left: CubeSample = sample;
  if (cube.kept.length < probe.kept.length) {
    const without = createCube(source, { ...options, notch, minGood: 1e-6 });
    // Fewer bands may leave room for more spaxels: as of a file that never had the others.
    const [before, after] = [probe, without].map(one => grid(one, limit));
    if (after.rows.length !== before.rows.length || after.columns !== before.columns) left = await spread(without, limit, signal);
    else
      left = narrowed(
        sample,
        Int32Array.from(probe.kept.keys()).filter(i => !notch[probe.kept[i]]),
      );
  }
  const { data, n, pixels } = usable(left, neededSamples(cube.kept.length, minGood));
  const own = new Running(cube.kept.length);
  for (let i = 0; i < n; i++) own.add(data.subarray(i * cube.kept.length, (i + 1) * cube.kept.length));
  own.means.forEach((mean, i) => {
    means[cube.kept[i]] = mean;
  });
  return { cube, sample: { data, n, bands: cube.kept.length, pixels }, notch, means };
}
