import { UsageError } from '../../core/cube/errors.js';
import { adviseNarrowing, type Narrowing, narrowedUnit } from '../../core/cube/narrowing.js';
import type { CubeShape, FilePart, SamplePiece, SampleSource, SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import { CACHE_BYTES } from './backing.js';
import type { H5Dataset } from './library.js';
import { samplingWindows, type Window } from './sampling.js';
import type { VirtualFile } from './virtual-file.js';

/** A run of a dataset: first index and the one after the last, for every axis. */
type Box = (readonly [number, number])[];

/** What openHdf5 found out about a cube. */
export interface Hdf5CubeParts {
  readonly name: string;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly spectralAxis: SpectralAxis;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** Unit of the samples, or ''. */
  readonly unit: string;
  readonly frame: SpatialFrame;
  /** Axes of the dataset; x and y beyond its last where it has no such axis. */
  readonly axes: { readonly x: number; readonly y: number; readonly band: number };
  /** Index on every axis of the dataset that is not one of these. */
  readonly fixed: readonly number[];
  /** Extent of a chunk along x, y and band. */
  readonly chunk: CubeShape;
  readonly nodata?: number;
  /** [bands]: 1 where all samples of a band are missing. */
  readonly missing?: Uint8Array;
  /** A sample is what is stored times `scale` plus `offset`. */
  readonly scale: number;
  readonly offset: number;
  /** Samples are kept as (value - offset) / scale of this. */
  readonly narrowing?: Narrowing;
  readonly dataset: H5Dataset;
  readonly file: VirtualFile;
  readonly liveTime?: SampleSource['liveTime'];
  readonly contents: readonly FilePart[];
  /** What of the file the spectral axis came from. */
  readonly axisFrom?: string;
  /** Names of all files the samples come from. */
  readonly files: readonly string[];
  readonly close: () => Promise<void>;
}

/** Samples taken out of the library at once, where chunks are smaller. */
const TARGET = 1 << 18;

/**
 * A dataset as a SampleSource: slabs of as many rows as a chunk has, read chunk by chunk, so that none is unpacked twice. Spectra where a
 * chunk holds all bands of its pixels, else runs of bands.
 */
export class Hdf5Cube implements SampleSource {
  readonly format = 'HDF5';
  readonly unit: string;
  readonly frame: SpatialFrame;
  readonly name: string;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly spectralAxis: SpectralAxis;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly rowAlign: number;
  readonly liveTime?: SampleSource['liveTime'];
  readonly files: readonly string[];
  readonly contents: readonly FilePart[];
  readonly axisFrom?: string;
  readonly narrowing?: Narrowing;
  private readonly step: CubeShape;

  /** The cube, its float64 and scaled samples divided by a power of ten or offset where float32 cannot hold them. Throws InputError as reading does. */
  static async open(parts: Hdf5CubeParts, signal?: AbortSignal): Promise<Hdf5Cube> {
    const cube = new Hdf5Cube(parts);
    if (parts.dtype !== 'f64' && parts.scale === 1 && parts.offset === 0) return cube;
    const values: number[] = [];
    for (const window of samplingWindows(parts.shape, parts.chunk)) {
      const [columns, bands] = [window.x, window.band].map(([first, end]) => end - first);
      const some = new Float64Array(columns * bands);
      await cube.fill(window, 'bip', some, signal);
      values.push(...some);
    }
    const { narrowing, note } = adviseNarrowing(Float64Array.from(values), parts.unit);
    if (!note) return cube;
    const unit = narrowing ? narrowedUnit(narrowing) : parts.unit;
    return new Hdf5Cube({ ...parts, unit, narrowing, warnings: [...parts.warnings, note] });
  }

  constructor(private readonly parts: Hdf5CubeParts) {
    ({
      name: this.name,
      shape: this.shape,
      dtype: this.dtype,
      unit: this.unit,
      frame: this.frame,
      spectralAxis: this.spectralAxis,
      warnings: this.warnings,
      notes: this.notes,
      files: this.files,
      liveTime: this.liveTime,
      contents: this.contents,
      axisFrom: this.axisFrom,
      narrowing: this.narrowing,
    } = parts);
    const { chunk, shape } = parts;
    this.rowAlign = Math.min(chunk.height, shape.height);
    // Small chunks are taken several at once: along the bands, then along the row.
    const several = (one: number, all: number, room: number): number => Math.min(all, one * Math.max(1, Math.floor(room)));
    const bands = several(chunk.bands, shape.bands, TARGET / (chunk.width * chunk.height * chunk.bands));
    const width = several(chunk.width, shape.width, TARGET / (chunk.width * chunk.height * bands));
    this.step = { width, height: chunk.height, bands };
  }

  private get bySpectrum(): boolean {
    return this.step.bands === this.shape.bands;
  }

  stagingBytes(rows: number): number {
    const { width, height, bands } = this.step;
    const piece = bands * Math.min(rows, height) * this.shape.width;
    return 4 * piece + 4 * 8 * width * height * bands + CACHE_BYTES * this.parts.files.length;
  }

  async *samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    const { width, height, bands } = this.shape;
    if (!(y0 >= 0 && rows > 0 && y0 + rows <= height)) throw this.outside(`rows ${y0} to ${y0 + rows} of ${height}`);
    const buffer = new Float32Array(this.step.bands * Math.min(rows, this.step.height) * width);
    for (let y = y0; y < y0 + rows; ) {
      // Pieces end where chunks end.
      const end = Math.min(y0 + rows, (Math.floor(y / this.step.height) + 1) * this.step.height);
      for (let band = 0; band < bands; band += this.step.bands) {
        const count = Math.min(this.step.bands, bands - band);
        const data = buffer.subarray(0, count * (end - y) * width);
        const order = this.bySpectrum ? 'bip' : 'bsq';
        await this.fill({ x: [0, width], y: [y, end], band: [band, band + count] }, order, data, signal);
        yield { y0: y, rows: end - y, band, bands: count, order, data };
      }
      y = end;
    }
  }

  async spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(x >= 0 && x < width && y >= 0 && y < height)) throw this.outside(`(${x}, ${y}), the cube is ${width} x ${height}`);
    const out = new Float32Array(bands);
    await this.fill({ x: [x, x + 1], y: [y, y + 1], band: [0, bands] }, 'bip', out, signal);
    return out;
  }

  async plane(band: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(band >= 0 && band < bands)) throw this.outside(`band ${band} of ${bands}`);
    const out = new Float32Array(width * height);
    await this.fill({ x: [0, width], y: [0, height], band: [band, band + 1] }, 'bsq', out, signal);
    return out;
  }

  close(): Promise<void> {
    return this.parts.close();
  }

  private outside(why: string): UsageError {
    return new UsageError('read outside the cube', { where: this.name, why });
  }

  /** The window, read in boxes that end where chunks end, as [spaxels][bands] (`bip`) or [bands][spaxels]. */
  private async fill(
    window: Window,
    order: 'bip' | 'bsq',
    out: Float32Array | Float64Array,
    signal?: AbortSignal,
  ): Promise<void> {
    const { axes, fixed, dataset, file, nodata, missing, scale, offset, narrowing } = this.parts;
    const { scale: by, offset: less } = narrowing ?? { scale: 1, offset: 0 };
    const rounded = out instanceof Float32Array ? Math.fround : (value: number): number => value;
    const [columns, rows, bands] = [window.x, window.y, window.band].map(([first, end]) => end - first);
    const stride = order === 'bip' ? { x: bands, y: columns * bands, band: 1 } : { x: 1, y: columns, band: columns * rows };
    for (const y of runs(window.y, this.step.height)) {
      for (const x of runs(window.x, this.step.width)) {
        for (const band of runs(window.band, this.step.bands)) {
          const box: Box = fixed.map(at => [at, at + 1]);
          box[axes.x] = x;
          box[axes.y] = y;
          box[axes.band] = band;
          // Axes that the dataset lacks are cut off again.
          const values = (await file.run(() => dataset.slice(box.slice(0, fixed.length)), signal)) as ArrayLike<number | bigint>;
          const roles = (['x', 'y', 'band'] as const).toSorted((a, b) => axes[a] - axes[b]);
          const [slow, mid, fast] = roles.map(role => ({
            role,
            n: { x, y, band }[role][1] - { x, y, band }[role][0],
            step: stride[role],
          }));
          const start =
            (x[0] - window.x[0]) * stride.x + (y[0] - window.y[0]) * stride.y + (band[0] - window.band[0]) * stride.band;
          const gone = missing?.subarray(band[0], band[1]);
          const place = [slow, mid, fast].findIndex(({ role }) => role === 'band');
          for (let a = 0, from = 0; a < slow.n; a++) {
            for (let b = 0; b < mid.n; b++) {
              for (let c = 0, to = start + a * slow.step + b * mid.step; c < fast.n; c++, to += fast.step) {
                const value = Number(values[from++]);
                const sample = rounded((value * scale + offset - less) / by);
                const absent = gone?.[place === 0 ? a : place === 1 ? b : c] === 1;
                out[to] = absent || value === nodata || sample - sample !== 0 ? Number.NaN : sample;
              }
            }
          }
        }
      }
    }
  }
}

/** A range cut at the multiples of `step`. */
function* runs([first, end]: readonly [number, number], step: number): Generator<readonly [number, number]> {
  for (let at = first; at < end; ) {
    const next = Math.min(end, (Math.floor(at / step) + 1) * step);
    yield [at, next];
    at = next;
  }
}
