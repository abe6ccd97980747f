import type { ByteSource } from '../../core/platform/types.js';
import { fitsFault } from './faults.js';
import type { Hdu } from './hdu.js';

/** How stored values become physical ones: value = zero + scale * stored; `blank` is the stored value of missing samples. */
export interface Scaling {
  readonly bitpix: number;
  readonly scale: number;
  readonly zero: number;
  /** Integers only. */
  readonly blank?: bigint;
}

const UNSIGNED_ZERO: Readonly<Record<number, number>> = { 8: -128, 16: 2 ** 15, 32: 2 ** 31, 64: 2 ** 63 };

/** Reads BSCALE, BZERO and BLANK. Throws InputError for a zero or non-numeric BSCALE; a BLANK that cannot occur is a warning. */
export function readScaling(source: Pick<ByteSource, 'name'>, hdu: Hdu): { scaling: Scaling; warnings: string[] } {
  const { header, bitpix, index, kind } = hdu;
  const warnings: string[] = [];
  const factor = (keyword: string, missing: number): number => {
    const card = header.get(keyword);
    if (!card) return missing;
    const value = header.number(keyword);
    if (value !== undefined && !(keyword === 'BSCALE' && value === 0)) return value;
    throw fitsFault('the FITS scaling is unusable', {
      name: source.name,
      hdu: index,
      offset: hdu.headerOffset,
      keyword,
      expected: keyword === 'BSCALE' ? 'a number other than 0' : 'a number',
      found: card.text || 'nothing',
    });
  };
  const scaling = { bitpix, scale: factor('BSCALE', 1), zero: factor('BZERO', 0) };
  // A tile-compressed image may say it as ZBLANK; of quantised floats that is no sample.
  const card = header.get('BLANK') ?? (kind === 'compressed' && bitpix > 0 ? header.get('ZBLANK') : undefined);
  if (!card) return { scaling, warnings };
  if (bitpix < 0) warnings.push('BLANK means nothing for floating-point samples, ignored');
  else if (!/^[+-]?\d+$/.test(card.text)) warnings.push(`BLANK is no whole number (${card.text || 'nothing'}), ignored`);
  else {
    const blank = BigInt(card.text);
    const low = bitpix === 8 ? 0n : -(1n << BigInt(bitpix - 1));
    const high = bitpix === 8 ? 255n : (1n << BigInt(bitpix - 1)) - 1n;
    if (blank >= low && blank <= high) return { scaling: { ...scaling, blank }, warnings };
    warnings.push(`BLANK = ${blank} lies outside the range of the samples, ignored`);
  }
  return { scaling, warnings };
}

/** True for the BZERO that turns a stored type into its (un)signed twin (FITS standard 4.0, table 11). */
export const isSignFlip = ({ bitpix, scale, zero }: Scaling): boolean => scale === 1 && UNSIGNED_ZERO[bitpix] === zero;

/** `u8 i8 u16 i16 u32 i32 u64 i64 f32 f64`, with the sign that BZERO gives. */
export function dtypeOf(scaling: Scaling): string {
  const { bitpix } = scaling;
  if (bitpix < 0) return `f${-bitpix}`;
  const unsigned = (bitpix === 8) !== isSignFlip(scaling);
  return `${unsigned ? 'u' : 'i'}${bitpix}`;
}
