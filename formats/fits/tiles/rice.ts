/** Bits of the split code, its value for uncompressed blocks, and bits of a sample, by bytes of a sample. */
const CODES: Readonly<Record<number, readonly [fsBits: number, fsMax: number, bits: number]>> = {
  1: [3, 6, 8],
  2: [4, 14, 16],
  4: [5, 25, 32],
};

/** Whether samples of this many bytes can be Rice-coded. */
export const isRiceSize = (bytes: number): boolean => bytes in CODES;

/** Bytes behind the end that are looked at, though nothing is made of them. */
const MARGIN = 8;

/** The input with a margin behind it, so that four bytes can be taken anywhere: where it lies if there is room. */
function withMargin(input: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = input;
  if (byteOffset + length + MARGIN <= buffer.byteLength) return new Uint8Array(buffer, byteOffset, length + MARGIN);
  const bytes = new Uint8Array(length + MARGIN);
  bytes.set(input);
  return bytes;
}

/**
 * Decodes `count` integers of a Rice-coded tile (FITS standard 4.0, section 10.4.1): the first sample as it is, then differences in blocks of
 * `blockSize`, each with its own split. `sampleBytes` 1 gives unsigned, 2 and 4 signed integers. Throws RangeError when the data end early,
 * before anything is allocated where their length alone tells.
 */
export function decodeRice(input: Uint8Array, count: number, blockSize: number, sampleBytes: number): Int32Array {
  const [fsBits, fsMax, bits] = CODES[sampleBytes];
  const end = input.length * 8;
  if (bits + Math.ceil(count / blockSize) * fsBits > end)
    throw new RangeError(`${input.length} bytes for ${count} Rice-coded samples`);
  const bytes = withMargin(input);
  let at = 0;
  const word = (): number => {
    const i = at >>> 3;
    return ((bytes[i] << 24) | (bytes[i + 1] << 16) | (bytes[i + 2] << 8) | bytes[i + 3]) << (at & 7);
  };
  /** Up to 25 bits; none is 0. */
  const take = (n: number): number => {
    const value = n === 0 ? 0 : word() >>> (32 - n);
    at += n;
    return value;
  };
  const takeSample = (): number => (bits === 32 ? (take(16) << 16) | take(16) : take(bits));
  const narrow = (v: number): number => (bits === 32 ? v | 0 : bits === 16 ? (v << 16) >> 16 : v & 255);

  const out = new Int32Array(count);
  let last = takeSample();
  for (let i = 0; i < count; ) {
    const stop = Math.min(i + blockSize, count);
    const split = take(fsBits) - 1;
    if (split < 0) out.fill(narrow(last), i, stop);
    for (; split >= 0 && i < stop; i++) {
      let code = 0;
      if (split === fsMax) code = takeSample();
      else {
        let zeros = 0;
        // 25 bits of a word are sure.
        for (let run = Math.clz32(word() & 0xffffff80); run >= 25; run = Math.clz32(word() & 0xffffff80)) {
          zeros += 25;
          at += 25;
          if (at > end) throw new RangeError('the Rice-coded data end early');
        }
        const run = Math.clz32(word());
        zeros += run;
        at += run + 1;
        code = (zeros << split) | take(split);
      }
      last = (last + (code & 1 ? ~(code >>> 1) : code >>> 1)) | 0;
      out[i] = narrow(last);
    }
    i = stop;
    if (at > end) throw new RangeError('the Rice-coded data end early');
  }
  return out;
}
