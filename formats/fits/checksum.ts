/** Ones' complement sum of big-endian 32-bit words, continuing from `sum` (FITS standard 4.0, appendix J). Length: a multiple of 4. */
export function sum32(bytes: Uint8Array, sum = 0): number {
  let high = sum >>> 16;
  let low = sum & 0xffff;
  for (let i = 0; i < bytes.length; ) {
    // 4096 words cannot overflow the float64 integers, so that the carry is folded in rarely.
    const end = Math.min(bytes.length, i + 16384);
    for (; i < end; i += 4) {
      high += (bytes[i] << 8) | bytes[i + 1];
      low += (bytes[i + 2] << 8) | bytes[i + 3];
    }
    while (high > 0xffff || low > 0xffff) {
      const carry = Math.floor(high / 65536);
      high = (high % 65536) + Math.floor(low / 65536);
      low = (low % 65536) + carry;
    }
  }
  return ((high << 16) | low) >>> 0;
}

const isPunctuation = (code: number): boolean => (code > 57 && code < 65) || (code > 90 && code < 97);

/** The 16 characters of CHECKSUM for an HDU that sums to `sum` with CHECKSUM at '0' x 16: letters and digits only. */
export function encodeChecksum(sum: number): string {
  const complement = ~sum >>> 0;
  const codes = new Array<number>(16);
  for (let i = 0; i < 4; i++) {
    const byte = (complement >>> (24 - 8 * i)) & 255;
    const quotient = Math.floor(byte / 4) + 48;
    const four = [quotient + (byte % 4), quotient, quotient, quotient];
    while (four.some(isPunctuation)) {
      for (let j = 0; j < 4; j += 2) {
        if (!isPunctuation(four[j]) && !isPunctuation(four[j + 1])) continue;
        four[j]++;
        four[j + 1]--;
      }
    }
    for (let j = 0; j < 4; j++) codes[4 * j + i] = four[j];
  }
  // The value starts in column 12, so the characters are rotated by one.
  return String.fromCharCode(codes[15], ...codes.slice(0, 15));
}
