import { InputError } from '../../core/cube/errors.js';
import type { Narrowing } from '../../core/cube/narrowing.js';
import type { SamplePiece, SampleSource, SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import type { OnSpill } from '../../core/platform/types.js';
import type { Layout } from './layout.js';
import type { TiffLimits } from './page.js';
import { BATCH_BYTES } from './ranges.js';
import { rowBytes, type SampleType } from './samples.js';
import { transcode } from './spill.js';
import { isDirect, readWindow, type Window } from './window.js';

/** Bytes of a piece, about. */
const PIECE_BYTES = 4 << 20;

function dtypeOf({ kind, bits }: SampleType): string {
  const stored = [8, 16, 32, 64].find(size => bits <= size)!;
  return kind === 'f' && bits === 16 ? 'f32' : `${kind}${stored}`;
}

/** What is known of a TIFF beside its layout, and who is told how far unpacking is. */
export interface TiffFacts {
  readonly unit: string;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly onSpill?: OnSpill;
}

/** The samples of a layout, slab by slab; a file whose strips are too large to hold is decoded once. */
export class TiffSource implements SampleSource {
  readonly format = 'TIFF';
  readonly name: string;
  readonly shape: SampleSource['shape'];
  readonly dtype: string;
  readonly rowAlign: number;
  readonly unit: string;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly narrowing?: Narrowing;
  private readonly onSpill?: OnSpill;
  private readonly spills: boolean;
  private spilled?: Promise<Layout>;

  constructor(
    private readonly layout: Layout,
    private readonly limits: TiffLimits,
    { unit, spectralAxis, frame, warnings, notes, onSpill }: TiffFacts,
  ) {
    this.unit = unit;
    this.spectralAxis = spectralAxis;
    this.frame = frame;
    this.warnings = warnings;
    this.notes = notes;
    this.onSpill = onSpill;
    this.narrowing = layout.narrowing;
    const { source, width, height, bands, type, blockHeight } = layout;
    this.name = source.name;
    this.shape = { width, height, bands };
    this.dtype = dtypeOf(type);
    this.spills = !isDirect(layout) && blockHeight > 1 && blockHeight * width * bands * 4 > limits.maxSlabBytes;
    this.rowAlign = isDirect(layout) || this.spills ? 1 : Math.min(blockHeight, height);
  }

  /** The layout to read slabs from: the file's own, or its decoded copy, made on first use. */
  private async slabs(signal?: AbortSignal): Promise<Layout> {
    if (!this.spills) return this.layout;
    this.spilled ??= transcode(this.layout, this.limits.maxSpillBytes, signal, this.onSpill);
    try {
      return await this.spilled;
    } catch (err) {
      this.spilled = undefined;
      throw err;
    }
  }

  /** Rows or bands of one piece. */
  private pieceSize(rows: number): number {
    const { width, bands, order, blockHeight } = this.layout;
    if (order === 'bsq') return Math.min(bands, Math.max(1, Math.floor(PIECE_BYTES / (rows * width * 4))));
    const step = this.rowAlign === 1 ? 1 : blockHeight;
    return step * Math.max(1, Math.floor(PIECE_BYTES / (step * width * bands * 4)));
  }

  stagingBytes(rows: number): number {
    const { width, height, bands, order, blockWidth, blockHeight, type } = this.layout;
    const pixel = order === 'bip' ? bands : 1;
    const n = this.pieceSize(rows);
    const piece = (order === 'bip' ? Math.min(n, rows) * bands : n * rows) * width * 4;
    // A block is held compressed, decoded, and once more while a predictor or the byte order is undone.
    const block = isDirect(this.layout) ? 0 : 3 * rowBytes(blockWidth, pixel, type.bits) * blockHeight;
    const spill = this.spills ? Math.min(blockHeight, height) * width * pixel * 4 : 0;
    return Math.max(piece, spill) + block + 2 * BATCH_BYTES;
  }

  async *samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    this.check({ x: 0, y: y0, width: this.shape.width, rows });
    const layout = await this.slabs(signal);
    const { width, bands, order } = layout;
    const n = this.pieceSize(rows);
    if (order === 'bsq') {
      const buffer = new Float32Array(n * rows * width);
      for (let band = 0; band < bands; band += n) {
        const count = Math.min(n, bands - band);
        const data = buffer.subarray(0, count * rows * width);
        await readWindow(layout, { x: 0, y: y0, width, rows }, band, count, data, signal);
        yield { y0, rows, band, bands: count, order, data };
      }
      return;
    }
    const buffer = new Float32Array(Math.min(n, rows) * width * bands);
    for (let y = y0; y < y0 + rows; ) {
      // Pieces end where blocks end, so that none is decoded twice.
      const end = Math.min(y0 + rows, (Math.floor(y / n) + 1) * n);
      const data = buffer.subarray(0, (end - y) * width * bands);
      await readWindow(layout, { x: 0, y, width, rows: end - y }, 0, bands, data, signal);
      yield { y0: y, rows: end - y, band: 0, bands, order, data };
      y = end;
    }
  }

  async spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array> {
    this.check({ x, y, width: 1, rows: 1 });
    const out = new Float32Array(this.shape.bands);
    await readWindow(await this.slabs(signal), { x, y, width: 1, rows: 1 }, 0, out.length, out, signal);
    return out;
  }

  async plane(band: number, signal?: AbortSignal): Promise<Float32Array> {
    const { width, height, bands } = this.shape;
    if (!(Number.isInteger(band) && band >= 0 && band < bands)) throw this.outside(`band ${band} of ${bands}`);
    const out = new Float32Array(width * height);
    const layout = this.spilled ? await this.slabs(signal) : this.layout;
    if (layout.order === 'bsq') {
      await readWindow(layout, { x: 0, y: 0, width, rows: height }, band, 1, out, signal);
      return out;
    }
    for await (const { y0, rows, data } of this.samples(0, height, signal)) {
      for (let i = 0, o = y0 * width; i < rows * width; i++) out[o++] = data[i * bands + band];
    }
    return out;
  }

  async close(): Promise<void> {
    const copy = await this.spilled?.catch(() => undefined);
    await copy?.source.close();
    await this.layout.source.close();
  }

  private check({ x, y, width, rows }: Window): void {
    const { width: w, height: h } = this.shape;
    const inside =
      [x, y, width, rows].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && rows > 0 && x + width <= w && y + rows <= h;
    if (!inside) throw this.outside(`columns ${x} to ${x + width}, rows ${y} to ${y + rows} of ${w} x ${h}`);
  }

  private outside(why: string): InputError {
    return new InputError('read outside the image', { where: this.name, why });
  }
}
