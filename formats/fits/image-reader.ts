import type { ByteSource } from '../../core/platform/types.js';
import { type Decoder, decodesInPlace, makeDecoder } from './decode.js';
import type { Hdu } from './hdu.js';
import { type ImageData, imageData } from './image-data.js';
import { type Chunk, type Layout, planChunks, type Window } from './layout.js';
import { parallel } from './parallel.js';
import type { Scaling } from './scaling.js';
import { makeViews, type Views } from './views.js';

/** Positional reads in flight at once. */
const IN_FLIGHT = 16;

/** Decoded samples of a chunk, contiguous in storage order [outers][mids][inner]; valid until the next is asked for. */
export interface DecodedChunk extends Chunk {
  readonly data: Float32Array;
}

/** Reads windows of one image HDU as physical float32 in storage order, the next chunk on its way while the caller works. */
export class ImageReader {
  private readonly bytesPerSample: number;
  private readonly decode: Decoder;
  private readonly inPlace: boolean;
  private readonly spare: Views[] = [];
  private readonly image: ImageData;

  constructor(
    source: ByteSource,
    hdu: Hdu,
    readonly layout: Layout,
    scaling: Scaling,
    onInexact: () => void,
    /** In place of that for physical values. */
    decode?: Decoder,
  ) {
    this.image = imageData(source, hdu);
    this.bytesPerSample = Math.abs(hdu.bitpix) / 8;
    this.decode = decode ?? makeDecoder(scaling, onInexact);
    this.inPlace = decode === undefined && decodesInPlace(scaling);
  }

  /** Bytes of the staging buffers (and decoded tiles) that a walk over the window holds. */
  stagingBytes(window: Window, wholeMid: boolean): number {
    const { maxSamples, contiguous } = planChunks(this.layout, window, wholeMid);
    const { tiles } = this.image;
    const staged = maxSamples * (2 * this.bytesPerSample + (this.inPlace && contiguous ? 0 : 4));
    return staged + (tiles ? tiles.bytesFor(this.layer(window)) : 0);
  }

  /** Rows of a tile, where a slab of so many rows stays modest; 1 where any row can be read cheaply. */
  rowAlign(most: number): number {
    const axis = this.layout.axes.find(({ role }) => role === 'y');
    const rows = axis ? (this.image.tiles?.tile[axis.axis - 1] ?? 1) : 1;
    return rows <= most ? rows : 1;
  }

  /** The window in chunks. Throws InputError where the file ends early, InterruptedError when the signal fires. */
  async *chunks(window: Window, wholeMid: boolean, signal?: AbortSignal): AsyncGenerator<DecodedChunk, void, undefined> {
    const plan = planChunks(this.layout, window, wholeMid);
    this.image.tiles?.reserve(this.layer(window));
    const inner = this.layout.axes[2];
    const innerCount = window[inner.role][1];
    const slots = [this.take(plan.maxSamples * this.bytesPerSample), this.take(plan.maxSamples * this.bytesPerSample)];
    const apart = this.inPlace && plan.contiguous ? undefined : this.take(plan.maxSamples * 4);
    const unpack = (chunk: Chunk, raw: Views): DecodedChunk => this.unpack(chunk, innerCount, plan.contiguous, raw, apart ?? raw);
    let pending: Promise<void> = Promise.resolve();
    try {
      let current: Chunk | undefined;
      let turn = 0;
      for (const next of plan.chunks) {
        await pending;
        pending = this.load(next, slots[turn], signal);
        pending.catch(() => {});
        turn = 1 - turn;
        if (current) yield unpack(current, slots[turn]);
        current = next;
      }
      await pending;
      if (current) yield unpack(current, slots[1 - turn]);
    } finally {
      await pending.catch(() => {});
      this.spare.push(...slots, ...(apart ? [apart] : []));
    }
  }

  /** The window as one array in storage order. */
  async window(window: Window, signal?: AbortSignal): Promise<Float32Array> {
    const out = new Float32Array(window.x[1] * window.y[1] * window.band[1]);
    let at = 0;
    for await (const { data } of this.chunks(window, false, signal)) {
      out.set(data, at);
      at += data.length;
    }
    return out;
  }

  private async load({ reads, readSamples }: Chunk, slot: Views, signal?: AbortSignal): Promise<void> {
    const length = readSamples * this.bytesPerSample;
    const { bytes, offset, tiles } = this.image;
    await parallel(reads.length, tiles?.lanes ?? IN_FLIGHT, i =>
      bytes.readInto(offset + reads[i] * this.bytesPerSample, slot.u8.subarray(i * length, (i + 1) * length), signal),
    );
  }

  private unpack(chunk: Chunk, innerCount: number, contiguous: boolean, raw: Views, out: Views): DecodedChunk {
    const { outers, mids, outerStride } = chunk;
    const [, mid, inner] = this.layout.axes;
    const total = outers * mids * innerCount;
    if (contiguous) this.decode(raw, 0, 1, total, out, 0);
    else {
      for (let o = 0, to = 0; o < outers; o++) {
        for (let m = 0; m < mids; m++, to += innerCount)
          this.decode(raw, o * outerStride + m * mid.stride, inner.stride, innerCount, out, to);
      }
    }
    return { ...chunk, data: out.f32.subarray(0, total) };
  }

  /** Samples along each FITS axis that a walk over the window goes through at one place of its slowest axis. */
  private layer(window: Window): number[] {
    const extent: number[] = [];
    for (const [i, { axis, role, step = 1 }] of this.layout.axes.entries())
      extent[axis - 1] = i === 0 ? 1 : (window[role][1] - 1) * step + 1;
    return extent;
  }

  private take(bytes: number): Views {
    const found = this.spare.findIndex(views => views.u8.length >= bytes);
    return found < 0 ? makeViews(bytes) : this.spare.splice(found, 1)[0];
  }
}
