import type { Narrowing } from '../../core/cube/narrowing.js';
/** Unsigned, signed or floating samples of `bits` bits. */
export interface SampleType {
  readonly kind: 'u' | 'i' | 'f';
  readonly bits: number;
}

/** Bytes of a row of `pixels` pixels of `samples` samples: rows start on a byte. */
export function rowBytes(pixels: number, samples: number, bits: number): number {
  return Math.ceil((pixels * samples * bits) / 8);
}

/** Reverses the bytes of every `size`-byte word, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const last = bytes.length - size;
  if (size === 4 && bytes.byteOffset % 4 === 0) {
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    for (let i = 0; i < words.length; i++) {
      const w = words[i];
      words[i] = (w << 24) | ((w & 0xff00) << 8) | ((w >>> 8) & 0xff00) | (w >>> 24);
    }
    return;
  }
  for (let i = 0; size > 1 && i <= last; i += size) {
    for (let a = i, b = i + size - 1; a < b; a++, b--) {
      const byte = bytes[a];
      bytes[a] = bytes[b];
      bytes[b] = byte;
    }
  }
}

/** Half precision bits (IEEE 754 binary16) to a number. */
function half(h: number): number {
  const e = (h >> 10) & 31;
  const m = h & 1023;
  const value = e === 0 ? m * 2 ** -24 : e === 31 ? (m ? Number.NaN : Number.POSITIVE_INFINITY) : (1 + m / 1024) * 2 ** (e - 15);
  return h & 0x8000 ? -value : value;
}

/** True for unsigned samples that do not fill whole words: they are packed most significant bit first, rows on byte bounds. */
export function isPacked(type: SampleType): boolean {
  return type.kind === 'u' && ![8, 16, 32, 64].includes(type.bits);
}

/** Unpacks rows of `rowSamples` samples of `bits` bits. */
function unpack(bytes: Uint8Array, bits: number, rowSamples: number): Float64Array {
  const stride = Math.ceil((rowSamples * bits) / 8);
  const rows = Math.floor(bytes.length / stride);
  const out = new Float64Array(rows * rowSamples);
  for (let r = 0, o = 0; r < rows; r++) {
    let at = r * stride;
    let held = 0;
    let value = 0;
    for (let i = 0; i < rowSamples; i++) {
      while (held < bits) {
        value = value * 256 + bytes[at++];
        held += 8;
      }
      held -= bits;
      const unit = 2 ** held;
      const sample = Math.floor(value / unit);
      out[o++] = sample;
      value -= sample * unit;
    }
  }
  return out;
}

/** Samples of a decoded block, indexable. */
export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

const ARRAYS = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** Views decoded bytes as numbers. `rowSamples` is needed for packed samples. The bytes are copied when order or alignment ask for it. */
export function viewSamples(bytes: Uint8Array, type: SampleType, littleEndian: boolean, rowSamples: number): Samples {
  if (isPacked(type)) return unpack(bytes, type.bits, rowSamples);
  const size = type.bits / 8;
  const aligned = bytes.byteOffset % size === 0 && (littleEndian || size === 1);
  const own = aligned ? bytes : bytes.slice();
  if (!littleEndian) swapBytes(own, size);
  const count = Math.floor(own.length / size);
  if (type.kind === 'f' && type.bits === 16) {
    return Float64Array.from(new Uint16Array(own.buffer, own.byteOffset, count), half);
  }
  if (type.bits === 64 && type.kind !== 'f') {
    const words =
      type.kind === 'u'
        ? new BigUint64Array(own.buffer, own.byteOffset, count)
        : new BigInt64Array(own.buffer, own.byteOffset, count);
    return Float64Array.from(words as BigInt64Array, Number);
  }
  const key = `${type.kind}${type.bits}` as keyof typeof ARRAYS;
  return new ARRAYS[key](own.buffer as ArrayBuffer, own.byteOffset, count);
}

/**
 * Copies samples [from, from + count) to float32 at `to`, rounding to nearest, or as they are into a Float64Array; with `narrowing` without its
 * offset and scale. `nodata`, NaN and what is not finite in float32 become NaN.
 */
export function toFloat32(
  src: Samples,
  from: number,
  count: number,
  out: Float32Array | Float64Array,
  to: number,
  nodata?: number,
  narrowing?: Pick<Narrowing, 'scale' | 'offset'>,
): void {
  if (narrowing || out instanceof Float64Array) {
    const { scale, offset } = narrowing ?? { scale: 1, offset: 0 };
    const missing = nodata === undefined ? Number.NaN : src instanceof Float32Array ? Math.fround(nodata) : nodata;
    for (let i = 0; i < count; i++) {
      const value = src[from + i];
      const kept = (value - offset) / scale;
      const stays = out instanceof Float64Array ? Number.isFinite(kept) : Number.isFinite(Math.fround(kept));
      out[to + i] = value === missing || !stays ? Number.NaN : kept;
    }
    return;
  }
  const integer = !(src instanceof Float32Array || src instanceof Float64Array);
  if (integer && nodata === undefined) {
    out.set(src.subarray(from, from + count), to);
    return;
  }
  // A nodata value written for float32 is a decimal text of it: compare after the same rounding.
  const missing = nodata === undefined ? Number.NaN : src instanceof Float32Array ? Math.fround(nodata) : nodata;
  for (let i = 0; i < count; i++) {
    const value = src[from + i];
    const rounded = Math.fround(value);
    out[to + i] = value === missing || rounded - rounded !== 0 ? Number.NaN : rounded;
  }
}
