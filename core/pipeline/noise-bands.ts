import type { Edges } from '../cluster/index.js';
import type { CubeSample } from '../cube/scan.js';

/** A band that forms no image is left out where it varies this many times as much as the median band that does. */
const STRONGER = 3;
/** Below this contiguity a band forms no image; where fewer bands than this form one there is nothing to compare with. */
const IMAGE = 0.03;
const FEWEST = 4;
/** Standard errors of a contiguity by chance. */
const CHANCE = 3.5;

/** Variance and mean squared difference of neighbours of each band; samples that are missing take no part. */
function bandImages({ data, n, bands }: CubeSample, { from, to }: Edges) {
  const sums = [0, 1, 2, 3, 4].map(() => new Float64Array(bands));
  const [count, sum, squares, pairs, differences] = sums;
  const first = data.subarray(0, bands);
  for (let i = 0, at = 0; i < n; i++) {
    for (let b = 0; b < bands; b++, at++) {
      // Less the first spectrum, which keeps sums of squares well conditioned.
      const v = data[at] - (first[b] === first[b] ? first[b] : 0);
      if (v !== v) continue;
      count[b]++;
      sum[b] += v;
      squares[b] += v * v;
    }
  }
  for (let e = 0; e < from.length; e++) {
    for (let b = 0, i = from[e] * bands, j = to[e] * bands; b < bands; b++, i++, j++) {
      const d = data[i] - data[j];
      if (d !== d) continue;
      pairs[b]++;
      differences[b] += d * d;
    }
  }
  const variance = squares.map((total, b) => (count[b] > 0 ? Math.max(0, total / count[b] - (sum[b] / count[b]) ** 2) : 0));
  return { variance, difference: differences.map((total, b) => (pairs[b] > 0 ? total / pairs[b] : 0)) };
}

/**
 * [bands] 1 for the bands that are noise in every pixel and would rule what the others show: neighbours differ in them as by chance, and they vary
 * more than three times as much as the median band that forms an image.
 */
export function noiseBands(sample: CubeSample, edges: Edges): Uint8Array {
  const { variance, difference } = bandImages(sample, edges);
  const least = Math.max(IMAGE, CHANCE / Math.sqrt(Math.max(1, edges.from.length)));
  const image = variance.map((v, b) => (v > 0 && 1 - difference[b] / (2 * v) >= least ? 1 : 0));
  const typical = variance.filter((_, b) => image[b]).sort();
  if (typical.length < FEWEST) return new Uint8Array(variance.length);
  const most = STRONGER ** 2 * typical[typical.length >> 1];
  return Uint8Array.from(variance, (v, b) => (image[b] === 0 && v > most ? 1 : 0));
}
