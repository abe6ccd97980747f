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

/** Marks excluded bands of a pixel-major slab as missing, and counts the good samples of each spaxel into `good`. */
export function markAndCount(slab: Float32Array, spaxels: number, excluded: Uint8Array, good: Uint32Array): void {
  const bands = excluded.length;
  for (let p = 0, i = 0; p < spaxels; p++) {
    let count = 0;
    for (let b = 0; b < bands; b++, i++) {
      const v = slab[i];
      if (excluded[b]) slab[i] = Number.NaN;
      else if (v === v) count++;
    }
    good[p] = count;
  }
}
