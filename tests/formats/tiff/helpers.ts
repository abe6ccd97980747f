import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SampleSource } from '../../../core/cube/types.js';
import { platform } from '../../../core/platform/node.js';
import { type OpenTiffOptions, openTiff } from '../../../formats/tiff/index.js';

/** A path below the repository root. */
export function path(relative: string): string {
  return fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
}

/** A fixture of tests/fixtures/tiff as a path. */
export function fixture(name: string): string {
  return path(`tests/fixtures/tiff/${name}`);
}

/** numpy's numbers for the fixtures (null is NaN); cubes are [band][row][column]. */
export interface Expected {
  readonly shape: readonly [number, number, number];
  readonly files: Readonly<Record<string, { like: string }>>;
  readonly [cube: string]: unknown;
}

export const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Expected;

/** An expected cube as float32, [band][row][column]. */
export function numbers(key: string): Float32Array {
  return Float32Array.from(expected[key] as (number | null)[], v => v ?? Number.NaN);
}

export async function open(file: string, options?: OpenTiffOptions): Promise<SampleSource> {
  const source = await platform.openFile(existsSync(file) ? file : fixture(file));
  try {
    return await openTiff(source, options);
  } catch (err) {
    await source.close();
    throw err;
  }
}

/** All samples, read in slabs of `rows` rows, as [band][row][column]. */
export async function readCube(source: SampleSource, rows: number): Promise<Float32Array> {
  const { width, height, bands } = source.shape;
  const out = new Float32Array(width * height * bands).fill(-12345);
  for (let y = 0; y < height; y += rows) {
    const reached = new Int32Array(height);
    for await (const piece of source.samples(y, Math.min(rows, height - y))) {
      if (piece.data.length !== piece.rows * width * piece.bands) throw new Error('piece of the wrong length');
      for (let r = 0; r < piece.rows; r++) {
        if (reached[piece.y0 + r] !== piece.band) throw new Error('bands out of order');
        reached[piece.y0 + r] += piece.bands;
        for (let x = 0; x < width; x++) {
          for (let b = 0; b < piece.bands; b++) {
            const at = piece.order === 'bip' ? (r * width + x) * piece.bands + b : (b * piece.rows + r) * width + x;
            out[((piece.band + b) * height + piece.y0 + r) * width + x] = piece.data[at];
          }
        }
      }
    }
  }
  return out;
}
