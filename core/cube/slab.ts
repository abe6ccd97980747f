import type { SamplePiece } from './types.js';

const TILE = 32;

/** Copies a piece into a pixel-major slab [rows * width, bands] whose first row is `row`; bands first to last stay in order. */
export function placePiece(piece: SamplePiece, slab: Float32Array, row: number, width: number, bands: number): void {
  const { y0, rows, band, bands: count, order, data } = piece;
  const spaxels = rows * width;
  const base = (y0 - row) * width;
  if (order === 'bip') {
    if (count === bands) slab.set(data.subarray(0, spaxels * bands), base * bands);
    else for (let p = 0; p < spaxels; p++) slab.set(data.subarray(p * count, (p + 1) * count), (base + p) * bands + band);
    return;
  }
  // Transposed in tiles, so that both sides stay in the cache.
  for (let p0 = 0; p0 < spaxels; p0 += TILE) {
    const p1 = Math.min(spaxels, p0 + TILE);
    for (let b0 = 0; b0 < count; b0 += TILE) {
      const b1 = Math.min(count, b0 + TILE);
      for (let p = p0; p < p1; p++) {
        let to = (base + p) * bands + band + b0;
        for (let from = b0 * spaxels + p, b = b0; b < b1; b++, from += spaxels) slab[to++] = data[from];
      }
    }
  }
}

/** Counts the good samples of each spaxel of a pixel-major slab [spaxels, bands], among the bands that take part, into `good`. */
export function countGood(slab: Float32Array, spaxels: number, bands: number, kept: Int32Array, good: Uint32Array): void {
  for (let p = 0, base = 0; p < spaxels; p++, base += bands) {
    let count = 0;
    for (let i = 0; i < kept.length; i++) {
      const v = slab[base + kept[i]];
      if (v === v) count++;
    }
    good[p] = count;
  }
}

/** How many samples of a spectrum are not missing. */
export function goodSamples(spectrum: Float32Array): number {
  let count = 0;
  for (let b = 0; b < spectrum.length; b++) if (spectrum[b] === spectrum[b]) count++;
  return count;
}
