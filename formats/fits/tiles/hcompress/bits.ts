/** Codes of 0 to 15 by their bits: `[length, code] -> value` as a table over six bits (White 1992; FITS standard 4.0, section 10.4.3). */
const CODES = [0x3e, 0x00, 0x01, 0x08, 0x02, 0x09, 0x1a, 0x1b, 0x03, 0x1c, 0x0a, 0x1d, 0x0b, 0x1e, 0x3f, 0x0c];
const LENGTHS = [6, 3, 3, 4, 3, 4, 5, 5, 3, 5, 4, 5, 4, 5, 6, 4];
const VALUE = new Uint8Array(64);
const LENGTH = new Uint8Array(64);
for (const [value, code] of CODES.entries()) {
  const spare = 6 - LENGTHS[value];
  VALUE.fill(value, code << spare, (code + 1) << spare);
  LENGTH.fill(LENGTHS[value], code << spare, (code + 1) << spare);
}

/** Reads bits, most significant first, from byte `from` on. Throws RangeError past the end. */
export class BitReader {
  private at: number;
  private readonly end: number;

  constructor(
    private readonly bytes: Uint8Array,
    from: number,
  ) {
    this.at = from * 8;
    this.end = bytes.length * 8;
  }

  /** A number of up to 8 bits. */
  bits(n: number): number {
    const value = this.peek(n);
    this.skip(n);
    return value;
  }

  /** A value 0 to 15 of the fixed Huffman code. */
  huffman(): number {
    const six = this.peek(6);
    this.skip(LENGTH[six]);
    return VALUE[six];
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.at = Math.ceil(this.at / 8) * 8;
  }

  private peek(n: number): number {
    const i = this.at >>> 3;
    // Past the end are zeros: skip() tells whether they were needed.
    const two = ((this.bytes[i] ?? 0) << 8) | (this.bytes[i + 1] ?? 0);
    return ((two << (this.at & 7)) & 0xffff) >> (16 - n);
  }

  private skip(n: number): void {
    this.at += n;
    if (this.at > this.end) throw new RangeError('the H-compressed data end early');
  }
}
