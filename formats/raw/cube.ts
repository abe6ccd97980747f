import { throwIfAborted, UsageError } from '../../core/cube/errors.js';
import { adviseNarrowing, type Narrowing, type NarrowingAdvice, narrowedUnit } from '../../core/cube/narrowing.js';
import type { CubeFormat, CubeShape, SamplePiece, SampleSource, SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import { type Chunk, type ChunkPlan, gather, type Layout, planChunks, type Window } from '../fits/layout.js';
import { parallel } from '../fits/parallel.js';
import { type SampleType, toFloat32, viewSamples } from '../tiff/samples.js';

/** What a header says about samples that lie uncompressed in `bytes`, the first of them at `offset`. */
export interface RawCubeParts {
  readonly name: string;
  readonly format: CubeFormat;
  readonly bytes: ByteSource;
  readonly offset: number;
  readonly shape: CubeShape;
  readonly layout: Layout;
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** Stored value that stands for missing. */
  readonly nodata?: number;
  readonly narrowing?: Narrowing;
  /** [bands]: 1 where the header calls a band bad; its samples are missing. */
  readonly badBands?: Uint8Array;
  /** For every band, what samples are multiplied by, and what is added then. */
  readonly scaling?: { readonly gain: Float64Array; readonly offset: Float64Array };
  readonly unit: string;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly files: readonly string[];
  readonly liveTime?: () => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

/** What float32 would do to float64 samples, by runs of them spread over the data. */
async function rawNarrowing(
  { bytes, offset, shape, type, littleEndian, nodata, unit }: RawCubeParts,
  signal?: AbortSignal,
): Promise<NarrowingAdvice> {
  if (type.kind !== 'f' || type.bits !== 64) return {};
  const count = shape.width * shape.height * shape.bands;
  const length = Math.min(RUN, count);
  const runs = Math.min(RUNS, Math.ceil(count / length));
  const values = new Float64Array(runs * length);
  await parallel(runs, IN_FLIGHT, async run => {
    const first = runs === 1 ? 0 : Math.floor(((count - length) * run) / (runs - 1));
    const raw = await bytes.read(offset + first * 8, length * 8, signal);
    toFloat32(viewSamples(raw, type, littleEndian, 0), 0, length, values, run * length, nodata);
  });
  return adviseNarrowing(values, unit);
}

/** Runs of samples that are looked at, and samples of a run. */
const RUNS = 24;
const RUN = 1024;
/** Positional reads in flight at once. */
const IN_FLIGHT = 16;

/** Uncompressed samples in one run of bytes as a SampleSource, whatever the order of the axes; the next chunk is read ahead. */
export class RawCube implements SampleSource {
  readonly rowAlign = 1;
  readonly name: string;
  readonly format: CubeFormat;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly unit: string;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly files: readonly string[];
  readonly liveTime?: () => Promise<Float32Array>;
  readonly narrowing?: Narrowing;
  private readonly sampleBytes: number;

  /** The cube, its float64 samples scaled or offset where float32 cannot hold them. Throws InputError as reading does. */
  static async open(parts: RawCubeParts, signal?: AbortSignal): Promise<RawCube> {
    const { narrowing, note } = await rawNarrowing(parts, signal);
    if (!note) return new RawCube(parts);
    const unit = narrowing ? narrowedUnit(narrowing) : parts.unit;
    return new RawCube({ ...parts, unit, narrowing, warnings: [...parts.warnings, note] });
  }

  constructor(private readonly parts: RawCubeParts) {
    ({
      name: this.name,
      format: this.format,
      shape: this.shape,
      unit: this.unit,
      spectralAxis: this.spectralAxis,
      frame: this.frame,
      warnings: this.warnings,
      notes: this.notes,
      files: this.files,
      liveTime: this.liveTime,
      narrowing: this.narrowing,
    } = parts);
    this.dtype = `${parts.type.kind}${parts.type.bits}`;
    this.sampleBytes = parts.type.bits / 8;
  }

  stagingBytes(rows: number): number {
    const plan = this.plan(this.slab(0, Math.max(1, Math.min(rows, this.shape.height))));
    return plan.maxSamples * (2 * this.sampleBytes + 4);
  }

  async *samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    const [slow, , fast] = this.parts.layout.axes;
    for await (const { outer, outers, mid, mids, data } of this.chunks(this.slab(y0, rows), signal)) {
      if (slow.role === 'band') yield { y0: mid, rows: mids, band: outer, bands: outers, order: 'bsq', data };
      else if (fast.role === 'band') yield { y0: outer, rows: outers, band: 0, bands: this.shape.bands, order: 'bip', data };
      else {
        const size = data.length / outers;
        for (let i = 0; i < outers; i++)
          yield { y0: outer + i, rows: 1, band: mid, bands: mids, order: 'bsq', data: data.subarray(i * size, (i + 1) * size) };
      }
    }
  }

  async spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(x >= 0 && x < width && y >= 0 && y < height))
      throw this.outside('the spaxel lies outside the cube', `(${x}, ${y}), the cube is ${width} x ${height}`);
    return this.read({ x: [x, 1], y: [y, 1], band: [0, bands] }, signal);
  }

  async plane(band: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(band >= 0 && band < bands)) throw this.outside('there is no such band', `${band}, the cube has 0 to ${bands - 1}`);
    return this.read({ x: [0, width], y: [0, height], band: [band, 1] }, signal);
  }

  close(): Promise<void> {
    return this.parts.close();
  }

  private outside(what: string, why: string): UsageError {
    return new UsageError(what, { where: this.name, why });
  }

  private slab(y0: number, rows: number): Window {
    const { width, height, bands } = this.shape;
    if (!(y0 >= 0 && rows > 0 && y0 + rows <= height))
      throw this.outside('the rows lie outside the cube', `${y0} to ${y0 + rows}, the cube has ${height}`);
    return { x: [0, width], y: [y0, rows], band: [0, bands] };
  }

  /** Rows are never split where a spaxel's samples lie together. */
  private plan(window: Window): ChunkPlan {
    const { layout } = this.parts;
    return planChunks(layout, window, layout.axes[2].role === 'band');
  }

  private async *chunks(window: Window, signal?: AbortSignal): AsyncGenerator<Chunk & { readonly data: Float32Array }> {
    const plan = this.plan(window);
    const slots = [0, 1].map(() => new Uint8Array(plan.maxSamples * this.sampleBytes));
    const out = new Float32Array(plan.maxSamples);
    let turn = 0;
    let current: Chunk | undefined;
    let pending: Promise<void> = Promise.resolve();
    try {
      for (const next of plan.chunks) {
        await pending;
        pending = this.load(next, slots[turn], signal);
        pending.catch(() => {});
        turn = 1 - turn;
        if (current) yield this.decode(current, window, plan, slots[turn], out);
        current = next;
      }
      await pending;
      if (current) yield this.decode(current, window, plan, slots[1 - turn], out);
    } finally {
      await pending.catch(() => {});
    }
  }

  private async load({ reads, readSamples }: Chunk, slot: Uint8Array, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const { bytes, offset } = this.parts;
    const length = readSamples * this.sampleBytes;
    await parallel(reads.length, IN_FLIGHT, i =>
      bytes.readInto(offset + reads[i] * this.sampleBytes, slot.subarray(i * length, (i + 1) * length), signal),
    );
  }

  private decode(chunk: Chunk, window: Window, plan: ChunkPlan, raw: Uint8Array, out: Float32Array) {
    const { layout, type, littleEndian, nodata, narrowing, badBands, scaling } = this.parts;
    const [outer, mid, inner] = layout.axes;
    const { outers, mids, outerStride, reads, readSamples } = chunk;
    const src = viewSamples(raw.subarray(0, reads.length * readSamples * this.sampleBytes), type, littleEndian, 0);
    const count = window[inner.role][1];
    const data = out.subarray(0, outers * mids * count);
    if (plan.contiguous) toFloat32(src, 0, data.length, data, 0, nodata, narrowing);
    else {
      for (let o = 0, to = 0; o < outers; o++)
        for (let m = 0; m < mids; m++, to += count)
          toFloat32(src, o * outerStride + m * mid.stride, count, data, to, nodata, narrowing);
    }
    if (badBands || scaling) {
      const first = { [outer.role]: chunk.outer, [mid.role]: chunk.mid, [inner.role]: window[inner.role][0] };
      // Samples between neighbouring bands of this chunk, and bands in it.
      const [step, bands] = outer.role === 'band' ? [mids * count, outers] : mid.role === 'band' ? [count, mids] : [1, count];
      for (let i = 0; i < data.length; i++) {
        const band = first.band + (Math.floor(i / step) % bands);
        if (scaling) data[i] = data[i] * scaling.gain[band] + scaling.offset[band];
        if (badBands?.[band]) data[i] = Number.NaN;
      }
    }
    return { ...chunk, data };
  }

  private read(window: Window, signal?: AbortSignal): Promise<Float32Array> {
    return gather(window, this.chunks(window, signal));
  }
}
