import { isSignFlip, type Scaling } from './scaling.js';
import type { Views } from './views.js';

/**
 * Turns `count` big-endian samples of `raw`, at sample `from`, `from + step`, ..., into physical float32 at `out[to...]`. Missing
 * (BLANK, NaN, Inf, beyond float32) is NaN. May byte-swap `raw` in place, so each sample is decoded once. Values are computed in
 * float64. Assumes a little-endian host, as WebAssembly engines do.
 */
export type Decoder = (raw: Views, from: number, step: number, count: number, out: Views, to: number) => void;

/** Half-way between the largest float32 and the next power of two: what rounds to a finite float32 lies below. */
const FLOAT32_LIMIT = 3.4028235677973366e38;
const EXPONENT = 0x7f800000;
const QUIET_NAN = 0x7fc00000;
const TWO_32 = 2 ** 32;
/** 2^53 + 1 rounds to this, so it is the first that may stand for another. */
const EXACT = 2 ** 53;

const swap32 = (v: number): number => (((v << 8) | (v >>> 24)) & 0x00ff00ff) | (((v << 24) | (v >>> 8)) & 0xff00ff00);
const finite = (v: number): number => (v < FLOAT32_LIMIT && v > -FLOAT32_LIMIT ? v : Number.NaN);

/** float32 without scaling never leaves the integer registers, and works in place. */
const plainFloat32: Decoder = ({ i32: raw }, from, step, count, { i32: out }, to) => {
  for (let k = 0, i = from; k < count; k++, i += step) {
    const bits = swap32(raw[i]);
    out[to + k] = (bits & EXPONENT) === EXPONENT ? QUIET_NAN : bits;
  }
};

const float32 =
  (scale: number, zero: number): Decoder =>
  ({ i32, f32 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      i32[i] = swap32(i32[i]);
      out[to + k] = finite(f32[i] * scale + zero);
    }
  };

const float64 =
  (scale: number, zero: number): Decoder =>
  ({ i32, f64 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      const high = swap32(i32[2 * i]);
      i32[2 * i] = swap32(i32[2 * i + 1]);
      i32[2 * i + 1] = high;
      out[to + k] = finite(f64[i] * scale + zero);
    }
  };

const uint8 =
  (scale: number, zero: number, blank: number): Decoder =>
  ({ u8 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step)
      out[to + k] = u8[i] === blank ? Number.NaN : finite(u8[i] * scale + zero);
  };

const int16 =
  (scale: number, zero: number, blank: number): Decoder =>
  ({ i16 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      const v = (((i16[i] << 8) | ((i16[i] >> 8) & 255)) << 16) >> 16;
      out[to + k] = v === blank ? Number.NaN : finite(v * scale + zero);
    }
  };

const int32 =
  (scale: number, zero: number, blank: number): Decoder =>
  ({ i32 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      const v = swap32(i32[i]);
      out[to + k] = v === blank ? Number.NaN : finite(v * scale + zero);
    }
  };

/** Two 32-bit halves, because a float64 cannot tell BLANK from its neighbours, nor undo BZERO = 2^63. */
const int64 = ({ scale, zero, blank, ...rest }: Scaling, onInexact: () => void): Decoder => {
  const flip = isSignFlip({ scale, zero, ...rest });
  const [blankHigh, blankLow] = blank === undefined ? [Number.NaN, 0] : [Number(blank >> 32n), Number(blank & 0xffffffffn)];
  let exact = true;
  return ({ i32 }, from, step, count, { f32: out }, to) => {
    for (let k = 0, i = from; k < count; k++, i += step) {
      const high = swap32(i32[2 * i]);
      const low = swap32(i32[2 * i + 1]) >>> 0;
      if (high === blankHigh && low === blankLow) {
        out[to + k] = Number.NaN;
        continue;
      }
      const v = (flip ? (high ^ 0x80000000) >>> 0 : high) * TWO_32 + low;
      if (exact && (v >= EXACT || v <= -EXACT)) {
        exact = false;
        onInexact();
      }
      out[to + k] = flip ? v : finite(v * scale + zero);
    }
  };
};

/** The decoder of one image. `onInexact` is called once, at the first 64-bit integer that float64 cannot hold. */
export function makeDecoder(scaling: Scaling, onInexact: () => void): Decoder {
  const { bitpix, scale, zero } = scaling;
  const blank = scaling.blank === undefined ? Number.NaN : Number(scaling.blank);
  switch (bitpix) {
    case 8:
      return uint8(scale, zero, blank);
    case 16:
      return int16(scale, zero, blank);
    case 32:
      return int32(scale, zero, blank);
    case 64:
      return int64(scaling, onInexact);
    case -32:
      return decodesInPlace(scaling) ? plainFloat32 : float32(scale, zero);
    default:
      return float64(scale, zero);
  }
}

/** True when decoding may write over the samples it reads (same size, same place). */
export const decodesInPlace = ({ bitpix, scale, zero }: Scaling): boolean => bitpix === -32 && scale === 1 && zero === 0;
