import { readFileSync } from 'node:fs';

// A second reader and writer of plain FITS images, apart from formats/fits, so that a fault there cannot hide in both.

/** An image HDU: its cards (80 characters each, END left out) and its samples as they lie in the file, as float64. */
export interface PlainImage {
  readonly cards: readonly string[];
  readonly shape: readonly number[];
  readonly samples: Float64Array;
}

const BLOCK = 2880;
const keyword = (card: string): string => card.slice(0, 8).trim();
const padded = (n: number): number => Math.ceil(n / BLOCK) * BLOCK;
const number = (cards: readonly string[], key: string): number =>
  Number(
    cards
      .find(card => keyword(card) === key)
      ?.slice(10)
      .split('/')[0],
  );

/** The image HDU called `name` of a file of image HDUs without PCOUNT. */
export function readPlainImage(path: string, name: string): PlainImage {
  const file = readFileSync(path);
  for (let at = 0; at < file.length; ) {
    const cards: string[] = [];
    for (; ; at += 80) {
      const card = file.toString('latin1', at, at + 80);
      if (keyword(card) === 'END') break;
      cards.push(card);
    }
    at = padded(at + 80);
    const bitpix = number(cards, 'BITPIX');
    const shape = Array.from({ length: number(cards, 'NAXIS') }, (_, i) => number(cards, `NAXIS${i + 1}`));
    const count = shape.length ? shape.reduce((product, n) => product * n, 1) : 0;
    if (cards.some(card => keyword(card) === 'EXTNAME' && card.includes(`'${name}`))) {
      if (bitpix !== -32) throw new Error(`BITPIX ${bitpix}`);
      return { cards, shape, samples: Float64Array.from({ length: count }, (_, i) => file.readFloatBE(at + 4 * i)) };
    }
    at = padded(at + (count * Math.abs(bitpix)) / 8);
  }
  throw new Error(`no ${name} in ${path}`);
}

/** The same image with its axes in another order: `order[i]` is the old number (1 to 3) of the new axis i + 1. Cards follow. */
export function reordered({ cards, shape, samples }: PlainImage, order: readonly [number, number, number]): PlainImage {
  const now = (old: string): number => order.indexOf(Number(old)) + 1;
  const renamed = cards.map(card => {
    const key = keyword(card)
      .replace(/^(NAXIS|CRPIX|CUNIT|CTYPE|CRVAL|CDELT|CSYER)([123])$/, (_, stem, i) => `${stem}${now(i)}`)
      .replace(/^(CD|PC)([123])_([123])$/, (_, stem, i, j) => `${stem}${now(i)}_${now(j)}`);
    return key.padEnd(8) + card.slice(8);
  });
  // NAXISn have to stand in order behind NAXIS.
  const isSize = (card: string): boolean => /^NAXIS[123] /.test(card);
  const sizes = renamed.filter(isSize).sort();
  const sorted = renamed.map(card => (isSize(card) ? (sizes.shift() as string) : card));
  const strides = [1, shape[0], shape[0] * shape[1]];
  const [n1, n2, n3] = order.map(axis => shape[axis - 1]);
  const [s1, s2, s3] = order.map(axis => strides[axis - 1]);
  const out = new Float64Array(samples.length);
  let to = 0;
  for (let k = 0; k < n3; k++)
    for (let j = 0; j < n2; j++) for (let i = 0; i < n1; i++) out[to++] = samples[i * s1 + j * s2 + k * s3];
  return { cards: sorted, shape: [n1, n2, n3], samples: out };
}

function text(lines: readonly string[]): Uint8Array {
  const cards = [...lines, 'END'].map(line => line.padEnd(80)).join('');
  return new TextEncoder().encode(cards.padEnd(padded(cards.length)));
}

/** Samples as big-endian values of a BITPIX; 16 bits use the whole range through BSCALE and BZERO, with BLANK for NaN. */
function encoded(samples: Float64Array, bitpix: -32 | -64 | 16): { bytes: Uint8Array; cards: string[] } {
  const size = Math.abs(bitpix) / 8;
  const bytes = new Uint8Array(padded(samples.length * size));
  const view = new DataView(bytes.buffer);
  if (bitpix !== 16) {
    for (const [i, v] of samples.entries()) {
      if (bitpix === -32) view.setFloat32(4 * i, v);
      else view.setFloat64(8 * i, v);
    }
    return { bytes, cards: [] };
  }
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of samples) [low, high] = [v < low ? v : low, v > high ? v : high];
  const scale = (high - low) / 65534;
  const zero = low + 32767 * scale;
  for (const [i, v] of samples.entries()) view.setInt16(2 * i, v === v ? Math.round((v - zero) / scale) : -32768);
  const card = (key: string, value: number): string => `${key.padEnd(8)}= ${String(value).replace('e', 'E').padStart(24)}`;
  return { bytes, cards: [card('BSCALE', scale), card('BZERO', zero), card('BLANK', -32768)] };
}

/** A FITS file with an empty primary HDU and the images as extensions, stored with `bitpix`. */
export function plainFits(images: readonly PlainImage[], bitpix: -32 | -64 | 16): Uint8Array {
  const primary = [
    'SIMPLE  =                    T',
    'BITPIX  =                    8',
    'NAXIS   =                    0',
    'EXTEND  =                    T',
  ];
  const parts = [text(primary)];
  for (const { cards, samples } of images) {
    const { bytes, cards: scaling } = encoded(samples, bitpix);
    const stored = cards.map(card => (keyword(card) === 'BITPIX' ? `BITPIX  = ${String(bitpix).padStart(20)}` : card));
    parts.push(text([...stored, ...scaling]), bytes);
  }
  return new Uint8Array(Buffer.concat(parts));
}
