import { kmeans, silhouettes } from '../cluster/index.js';
import { createRandom } from '../cluster/random.js';
import type { Points } from '../cluster/types.js';
import { EmptyError } from '../cube/errors.js';
import type { RgbImage } from './types.js';

/** Plain k-means++: cubes that were made before stay what they are. */
const PLAIN = 1;

/** Pixels on which K is chosen. */
const SAMPLE = 1024;

/** How an image is reduced to a few colours. */
export interface ColorOptions {
  /** Fewest and most colours tried; equal to fix the number. */
  readonly kMin: number;
  readonly kMax: number;
  readonly seed: number;
}

/** An image of a few colours. */
export interface ColorClusters {
  /** [height * width], 0 .. colours - 1. */
  readonly labels: Uint16Array;
  /** Mean colours as 0xrrggbb. */
  readonly colors: readonly number[];
}

/**
 * Reduces an image to its colours as ganX does: k-means on RGB, with the K of the largest mean silhouette on a seeded sample of 1024 pixels.
 * An image with fewer different colours than asked for keeps the ones it has.
 */
export async function clusterColors(
  { width, height, data }: RgbImage,
  { kMin, kMax, seed }: ColorOptions,
): Promise<ColorClusters> {
  const n = width * height;
  if (n === 0) throw new EmptyError('the image has no pixels');
  const points: Points = { data: Float32Array.from(data, v => v / 255), n, dim: 3 };
  const most = Math.min(kMax, distinctColors(data, kMax));
  const k = most < 2 ? 1 : kMin >= most ? most : await bestK(points, Math.max(2, kMin), most, seed);
  const { labels, centres } = kmeans(points, { k, seed, restarts: 4, localTrials: PLAIN });
  const byte = (v: number) => Math.round(Math.min(1, Math.max(0, v)) * 255);
  const colors = Array.from({ length: k }, (_, c) => {
    const [r, g, b] = centres.subarray(c * 3, c * 3 + 3);
    return (byte(r) << 16) | (byte(g) << 8) | byte(b);
  });
  return { labels, colors };
}

async function bestK(points: Points, kMin: number, kMax: number, seed: number): Promise<number> {
  const rows = createRandom(seed, 1).sample(points.n, SAMPLE);
  const data = Float32Array.from({ length: rows.length * 3 }, (_, i) => points.data[rows[Math.floor(i / 3)] * 3 + (i % 3)]);
  const different = distinctColors(
    Uint8Array.from(data, v => Math.round(v * 255)),
    kMax,
  );
  if (different <= kMin) return kMin;
  const sample = { data, n: rows.length, dim: 3 };
  const found = Array.from({ length: Math.min(kMax, different) - kMin + 1 }, (_, i) =>
    kmeans(sample, { k: kMin + i, seed, restarts: 3, localTrials: PLAIN }),
  );
  const scores = await silhouettes(sample, found, { threads: 1 });
  return scores.reduce((best, score) => (score.pointwise > best.pointwise ? score : best)).k;
}

/** Different colours, counted up to `most`. */
function distinctColors(data: ArrayLike<number>, most: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < data.length && seen.size < most; i += 3) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
  return seen.size;
}
