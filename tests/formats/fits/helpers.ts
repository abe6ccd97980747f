import { readFileSync } from 'node:fs';
import type { SamplePiece, SampleSource } from '../../../core/cube/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { type OpenFitsOptions, openFits } from '../../../formats/fits/index.js';

export interface Expected {
  shape: [number, number, number];
  samples: (number | null)[];
  axis?: number[];
  variance?: (number | null)[];
  sky?: number[][];
  text?: string;
  cards?: number;
}

export const fixture = (name: string): string => `tests/fixtures/fits/${name}`;
export const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<string, Expected> & {
  muse: MuseNumbers;
};

export interface MuseNumbers {
  voxels: { at: [number, number, number]; data: number; stat: number }[];
  sum: number;
  negative: number;
  statSum: number;
  bandSums: number[];
  fieldmapSum: number;
}

export const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(fixture(name)));
export const open = (name: string, options?: OpenFitsOptions): Promise<SampleSource> =>
  openFits(memorySource(bytesOf(name), name), options);
export const openBytes = (bytes: Uint8Array, options?: OpenFitsOptions): Promise<SampleSource> =>
  openFits(memorySource(bytes, 'bad.fits'), options);
export const nan = (values: readonly (number | null)[]): Float32Array => Float32Array.from(values, v => v ?? Number.NaN);

/** Puts pieces into a [band][y][x] array, checking that bands come in order for every spaxel. */
export async function gather(cube: SampleSource, pieces: AsyncIterable<SamplePiece>): Promise<Float32Array> {
  const { width, height, bands } = cube.shape;
  const out = new Float32Array(width * height * bands).fill(-12345);
  const next = new Int32Array(width * height);
  for await (const { y0, rows, band, bands: count, order, data } of pieces) {
    if (data.length !== rows * width * count) throw new Error(`a piece of ${data.length} samples`);
    for (let p = 0; p < rows * width; p++) {
      const spaxel = y0 * width + p;
      if (next[spaxel] !== band) throw new Error(`band ${band} came where ${next[spaxel]} was due`);
      next[spaxel] += count;
      for (let b = 0; b < count; b++) {
        out[(band + b) * width * height + spaxel] = order === 'bsq' ? data[b * rows * width + p] : data[p * count + b];
      }
    }
  }
  return out;
}

/** Replaces the card of a keyword in the primary header (in place, 80 characters). */
export function setCard(bytes: Uint8Array, keyword: string, card: string): Uint8Array {
  const out = bytes.slice();
  const text = new TextDecoder('latin1').decode(out);
  for (let i = 0; i < out.length; i += 80) {
    if (!text.startsWith(keyword.padEnd(8), i)) continue;
    out.set(new TextEncoder().encode(card.padEnd(80).slice(0, 80)), i);
    return out;
  }
  throw new Error(`no ${keyword}`);
}
