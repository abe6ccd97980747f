import { UsageError } from '../cube/errors.js';
import type { RgbImage } from './types.js';

/**
 * The image at another width, its height in proportion: each new pixel is the mean of the old ones it covers (fractions count as such).
 * Throws UsageError for a width that is not a whole number from 1 to the image's own.
 */
export function shrinkImage(image: RgbImage, width: number): RgbImage {
  if (!Number.isInteger(width) || width < 1 || width > image.width)
    throw new UsageError(`the image cannot be made ${width} pixels wide`, { why: `it has ${image.width}` });
  if (width === image.width) return image;
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const rows = shares(image.height, height);
  const columns = shares(image.width, width);
  const data = new Uint8Array(width * height * 3);
  const narrow = new Float64Array(width * 3);
  const mean = new Float64Array(width * 3);
  for (let y = 0; y < height; y++) {
    mean.fill(0);
    for (const [from, weight] of rows[y]) {
      narrow.fill(0);
      columns.forEach((parts, x) => {
        for (const [column, share] of parts)
          for (let c = 0; c < 3; c++) narrow[x * 3 + c] += share * image.data[(from * image.width + column) * 3 + c];
      });
      for (let i = 0; i < mean.length; i++) mean[i] += weight * narrow[i];
    }
    for (let i = 0; i < mean.length; i++) data[y * width * 3 + i] = Math.round(mean[i]);
  }
  return { width, height, data };
}

/** For each of `to` equal parts of `from` cells, the cells it covers with their weights, which sum to 1. */
function shares(from: number, to: number): [cell: number, weight: number][][] {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [(i * from) / to, ((i + 1) * from) / to];
    const parts: [number, number][] = [];
    for (let cell = Math.floor(start); cell < Math.min(from, Math.ceil(end)); cell++) {
      const covered = Math.min(end, cell + 1) - Math.max(start, cell);
      if (covered > 1e-9) parts.push([cell, covered / (end - start)]);
    }
    return parts;
  });
}
