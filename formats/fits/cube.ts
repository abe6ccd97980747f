import { toVariance, type VarianceRule } from '../../core/cube/companions.js';
import { UsageError } from '../../core/cube/errors.js';
import type { FlagCounter, FlagTally } from '../../core/cube/flags.js';
import type { Narrowing } from '../../core/cube/narrowing.js';
import type { CubeShape, FilePart, SamplePiece, SampleSource, SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import type { DecodedChunk, ImageReader } from './image-reader.js';
import { gather, type Window } from './layout.js';

/** What openFits found out about a cube. */
export interface FitsCubeParts {
  readonly name: string;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly unit: string;
  readonly narrowing?: Narrowing;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly contents: readonly FilePart[];
  readonly axisFrom: string;
  readonly data: ImageReader;
  /** Not 0 where a sample is missing; what is read by `samples` is counted. */
  readonly quality?: { readonly reader: ImageReader; readonly counter: FlagCounter };
  readonly variance?: { readonly reader: ImageReader; readonly rule: VarianceRule };
  /** Decodes a whole plane with fitsjs, where it is right for this HDU. */
  readonly planeByFitsjs?: (band: number, signal?: AbortSignal) => Promise<Float32Array | undefined>;
  readonly close: () => Promise<void>;
}

/** Samples of the largest slab that is made to end where tiles do. */
const SLAB = 1 << 24;

/** A FITS image as a SampleSource: slabs of rows in storage order, whatever the order of its axes. */
export class FitsCube implements SampleSource {
  readonly format = 'FITS';
  readonly narrowing?: Narrowing;
  readonly rowAlign: number;
  readonly name: string;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly unit: string;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly contents: readonly FilePart[];
  readonly axisFrom: string;
  readonly variance?: SampleSource['variance'];

  constructor(private readonly parts: FitsCubeParts) {
    this.name = parts.name;
    this.shape = parts.shape;
    this.dtype = parts.dtype;
    this.unit = parts.unit;
    this.narrowing = parts.narrowing;
    this.spectralAxis = parts.spectralAxis;
    this.frame = parts.frame;
    this.warnings = parts.warnings;
    this.notes = parts.notes;
    this.contents = parts.contents;
    this.axisFrom = parts.axisFrom;
    const { width, height, bands } = parts.shape;
    this.rowAlign = Math.min(height, parts.data.rowAlign(Math.floor(SLAB / (width * bands))));
    const { variance } = parts;
    if (variance) {
      this.variance = async function* (this: FitsCube, y0, rows, signal) {
        const window = this.slab(y0, rows);
        for await (const chunk of variance.reader.chunks(window, this.wholeRows, signal)) {
          toVariance[variance.rule](chunk.data);
          yield* this.pieces(chunk);
        }
      };
    }
  }

  stagingBytes(rows: number): number {
    const { data, quality, variance } = this.parts;
    const window = this.slab(0, Math.max(1, Math.min(rows, this.shape.height)));
    return [data, quality?.reader, variance?.reader].reduce(
      (sum, reader) => sum + (reader?.stagingBytes(window, this.wholeRows) ?? 0),
      0,
    );
  }

  async *samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    for await (const chunk of this.chunks(this.slab(y0, rows), signal, true)) yield* this.pieces(chunk);
  }

  async spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(x >= 0 && x < width && y >= 0 && y < height)) {
      throw new UsageError('the spaxel lies outside the cube', {
        where: this.name,
        why: `(${x}, ${y}), the cube is ${width} x ${height}`,
      });
    }
    return this.read({ x: [x, 1], y: [y, 1], band: [0, bands] }, signal);
  }

  async plane(band: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(band >= 0 && band < bands)) {
      throw new UsageError('there is no such band', { where: this.name, why: `${band}, the cube has 0 to ${bands - 1}` });
    }
    return (
      (await this.parts.planeByFitsjs?.(band, signal)) ?? this.read({ x: [0, width], y: [0, height], band: [band, 1] }, signal)
    );
  }

  close(): Promise<void> {
    return this.parts.close();
  }

  /** Rows are never split where a spaxel's samples lie together. */
  private get wholeRows(): boolean {
    return this.parts.data.layout.axes[2].role === 'band';
  }

  private slab(y0: number, rows: number): Window {
    const { width, height, bands } = this.shape;
    if (!(y0 >= 0 && rows > 0 && y0 + rows <= height)) {
      throw new UsageError('the rows lie outside the cube', {
        where: this.name,
        why: `${y0} to ${y0 + rows}, the cube has ${height}`,
      });
    }
    return { x: [0, width], y: [y0, rows], band: [0, bands] };
  }

  flagged(): FlagTally | undefined {
    return this.parts.quality?.counter.tally();
  }

  /**
   * Chunks of data with the samples that the quality HDU flags as NaN, counted where whole rows are read. Both are chunked alike: that depends on the
   * layout only.
   */
  private async *chunks(window: Window, signal?: AbortSignal, counted = false): AsyncGenerator<DecodedChunk, void, undefined> {
    const { data, quality } = this.parts;
    const flags = quality?.reader.chunks(window, this.wholeRows, signal);
    try {
      for await (const chunk of data.chunks(window, this.wholeRows, signal)) {
        const flagged = (await flags?.next())?.value?.data;
        if (flagged) this.strike(chunk, flagged, counted);
        yield chunk;
      }
    } finally {
      await flags?.return();
    }
  }

  /** Makes flagged samples missing, run by run: the samples of a run, along x or along the bands, are of one row. */
  private strike({ outer, outers, mid, mids, data }: DecodedChunk, flagged: Float32Array, counted: boolean): void {
    const [slow, middle] = this.parts.data.layout.axes;
    const run = data.length / (outers * mids);
    for (let o = 0, from = 0; o < outers; o++) {
      for (let m = 0; m < mids; m++, from += run) {
        let [bad, missing] = [0, 0];
        for (let i = from; i < from + run; i++) {
          if (flagged[i] !== 0) {
            bad++;
            data[i] = Number.NaN;
          } else if (Number.isNaN(data[i])) missing++;
        }
        const row = slow.role === 'y' ? outer + o : middle.role === 'y' ? mid + m : 0;
        if (counted) this.parts.quality?.counter.add(row, run, bad, missing);
      }
    }
  }

  private read(window: Window, signal?: AbortSignal): Promise<Float32Array> {
    return gather(window, this.chunks(window, signal));
  }

  private *pieces({ outer, outers, mid, mids, data }: DecodedChunk): Generator<SamplePiece> {
    const [slow, , fast] = this.parts.data.layout.axes;
    if (slow.role === 'band') yield { y0: mid, rows: mids, band: outer, bands: outers, order: 'bsq', data };
    else if (fast.role === 'band') yield { y0: outer, rows: outers, band: 0, bands: this.shape.bands, order: 'bip', data };
    else {
      const size = data.length / outers;
      for (let i = 0; i < outers; i++) {
        yield { y0: outer + i, rows: 1, band: mid, bands: mids, order: 'bsq', data: data.subarray(i * size, (i + 1) * size) };
      }
    }
  }
}
