const COUNT = 10_000;

let sequence: Float32Array | undefined;

/** The 10000 random numbers of the FITS standard 4.0, appendix I (Park and Miller's generator from 1), as float32 in [0, 1). */
export function ditherSequence(): Float32Array {
  if (sequence) return sequence;
  let seed = 1;
  // 16807 * (2^31 - 2) stays below 2^53: exact.
  sequence = Float32Array.from({ length: COUNT }, () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  });
  return sequence;
}

/** How quantised floats are restored: value = zero + scale * (stored - random + 0.5), or without the random number. */
export interface Quantisation {
  readonly method: 'NO_DITHER' | 'SUBTRACTIVE_DITHER_1' | 'SUBTRACTIVE_DITHER_2';
  /** ZDITHER0, 1 to 10000. */
  readonly seed: number;
  readonly scale: number;
  readonly zero: number;
  /** Stored value of missing pixels. */
  readonly blank?: number;
}

/** Stored value of an exact 0 under SUBTRACTIVE_DITHER_2. */
const ZERO_VALUE = -2147483646;

/**
 * Restores the floats of tile `tile` (0-based) as big-endian samples of `bitpix` -32 or -64: FITS standard 4.0, section 10.2.1. NaN where pixels
 * are missing.
 */
export function dequantise(
  stored: Int32Array,
  tile: number,
  { method, seed, scale, zero, blank }: Quantisation,
  bitpix: number,
): Uint8Array {
  const size = Math.abs(bitpix) / 8;
  const out = new Uint8Array(stored.length * size);
  const view = new DataView(out.buffer);
  const dithered = method !== 'NO_DITHER';
  const random = ditherSequence();
  let row = (tile + seed - 1) % COUNT;
  let next = Math.floor(random[row] * 500);
  for (let i = 0; i < stored.length; i++) {
    const v = stored[i];
    const isZero = v === ZERO_VALUE && method === 'SUBTRACTIVE_DITHER_2';
    const value = v === blank ? Number.NaN : isZero ? 0 : (dithered ? v - random[next] + 0.5 : v) * scale + zero;
    if (size === 4) view.setFloat32(i * 4, value);
    else view.setFloat64(i * 8, value);
    if (!dithered) continue;
    if (++next === COUNT) {
      row = (row + 1) % COUNT;
      next = Math.floor(random[row] * 500);
    }
  }
  return out;
}
