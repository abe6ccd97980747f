/**
 * Decodes `count` pixels of an IRAF line list (FITS standard 4.0, section 10.4.4): 16-bit words of a 4-bit instruction and 12 bits of data that
 * move along the line and change the value to write. What no instruction reaches is 0. Throws RangeError for a list that is cut off.
 */
export function decodePlio(input: Uint8Array, count: number): Int32Array {
  const words = input.length >> 1;
  const word = (i: number): number => (input[2 * i] << 8) | input[2 * i + 1];
  const out = new Int32Array(count);
  if (words < 3) throw new RangeError(`a line list of ${words} words`);
  // Old lists are up to 32767 words long; new ones say where instructions start and split the length over two words.
  const old = word(2) !== 0 && word(2) < 0x8000;
  if (!old && words < 5) throw new RangeError(`a line list of ${words} words`);
  const length = old ? word(2) : (word(4) << 15) | word(3);
  if (length > words) throw new RangeError(`a line list of ${words} words that should have ${length}`);
  let at = 0;
  let value = 1;
  for (let i = old ? 3 : word(1); i < length && at < count; i++) {
    const data = word(i) & 4095;
    switch (word(i) >> 12) {
      case 1:
        if (i + 1 >= length) throw new RangeError('a line list that is cut off');
        value = (word(++i) << 12) | data;
        break;
      case 2:
        value += data;
        break;
      case 3:
        value -= data;
        break;
      case 4:
        out.fill(value, at, at + data);
        at += data;
        break;
      case 6:
        value += data;
        out[at++] = value;
        break;
      case 7:
        value -= data;
        out[at++] = value;
        break;
      case 5:
        at += data;
        if (data > 0 && at <= count) out[at - 1] = value;
        break;
      case 0:
        at += data;
        break;
      default:
        throw new RangeError(`the instruction ${word(i) >> 12} in a line list`);
    }
  }
  return out;
}
