import { writeFileSync } from 'node:fs';
import { type Cube, writeTiff } from '../helpers/tiff-writer.js';

/** Value of a sample. */
export type Sample = (x: number, y: number, band: number) => number;

const card = (key: string, value: string | number | boolean): string => {
  const text = typeof value === 'string' ? `'${value}'` : typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value);
  return `${key.padEnd(8)}= ${text.padStart(20)}`.padEnd(80);
};
const blocks = (text: string): Buffer => Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');

/** A float32 FITS cube in the primary HDU, wavelengths in air from 4750 Å in steps of 1.25 Å; `cards` replace or follow its own. */
export function fitsCube(
  shape: readonly [number, number, number],
  sample: Sample,
  cards: Readonly<Record<string, string | number | null>> = {},
): Buffer {
  const [width, height, bands] = shape;
  const header: Record<string, string | number | boolean | null> = {
    ...{ SIMPLE: true, BITPIX: -32, NAXIS: 3, NAXIS1: width, NAXIS2: height, NAXIS3: bands },
    ...{ CTYPE3: 'AWAV', CUNIT3: 'Angstrom', CRPIX3: 1, CRVAL3: 4750, CDELT3: 1.25, END: '' },
    ...cards,
  };
  const { END, ...rest } = header;
  const text = Object.entries(rest).flatMap(([key, value]) => (value === null ? [] : [card(key, value)]));
  const data = Buffer.alloc(Math.ceil((width * height * bands * 4) / 2880) * 2880);
  let at = 0;
  for (let b = 0; b < bands; b++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++, at += 4) data.writeFloatBE(sample(x, y, b), at);
  return Buffer.concat([blocks(text.join('') + (END === null ? '' : 'END'.padEnd(80))), data]);
}

/** Three kinds of spectra in stripes, with seeded noise (a linear congruential generator, in storage order). */
export function stripes(bands: number): Sample {
  let state = 1;
  return (x, _y, band) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const kind = Math.floor(x / 4) % 3;
    const line = Math.exp(-(((band - (bands * (kind + 1)) / 4) / (bands / 20)) ** 2));
    return 10 * line + 2 + state / 2 ** 32;
  };
}

/** A chunky float32 TIFF. */
export function tiffCube(shape: readonly [number, number, number], sample: Sample): Buffer {
  const [width, height, bands] = shape;
  const data = new Float32Array(width * height * bands);
  let at = 0;
  for (let b = 0; b < bands; b++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[at++] = sample(x, y, b);
  const cube: Cube = { width, height, bands, data };
  return Buffer.from(writeTiff(cube, { planar: 1 }));
}

/** Where the directory of a little-endian TIFF with one page starts and its entries end. */
function directoryOf(tiff: Buffer): { at: number; entries: number; end: number } {
  const at = tiff.readUInt32LE(4);
  const entries = tiff.readUInt16LE(at);
  return { at, entries, end: at + 2 + 12 * entries };
}

/** The same TIFF with its directory naming itself as the next one. */
export function cyclic(tiff: Buffer): Buffer {
  const out = Buffer.from(tiff);
  const { at, end } = directoryOf(out);
  out.writeUInt32LE(at, end);
  return out;
}

/** The same TIFF with another value of a LONG field. */
export function withField(tiff: Buffer, tag: number, value: number): Buffer {
  const out = Buffer.from(tiff);
  const { at, entries } = directoryOf(out);
  for (let i = 0; i < entries; i++) {
    const entry = at + 2 + 12 * i;
    if (out.readUInt16LE(entry) === tag) out.writeUInt32LE(value, entry + 8);
  }
  return out;
}

/** Writes a file and returns its path. */
export function put(path: string, bytes: Uint8Array | string): string {
  writeFileSync(path, bytes);
  return path;
}
