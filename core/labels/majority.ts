import type { LabelMap } from './types.js';

/**
 * The map at 1 / 2^level of its size, [ceil(height / 2^level) * ceil(width / 2^level)]: each cell has the label that most spaxels of its
 * 2^level x 2^level block have (of those inside the map). In a tie a cluster wins over no data, then the smaller id. Ids are never mixed, as
 * they would be by averaging. It counts the map itself at each level: a majority of majorities may belong to a minority.
 */
export function majorityLevel(map: LabelMap, level: number): LabelMap {
  if (level === 0) return map;
  const { width, height, data } = map;
  const side = 2 ** level;
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const out = data instanceof Uint16Array ? new Uint16Array(columns * rows) : new Uint8Array(columns * rows);
  const counts = new Uint32Array(data instanceof Uint16Array ? 65536 : 256);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * side);
    for (let column = 0; column < columns; column++) {
      const [left, right] = [column * side, Math.min(width, (column + 1) * side)];
      let best = 0;
      let most = 0;
      for (let y = row * side; y < bottom; y++) {
        for (let i = y * width + left, end = y * width + right; i < end; i++) counts[data[i]]++;
      }
      for (let y = row * side; y < bottom; y++) {
        for (let i = y * width + left, end = y * width + right; i < end; i++) {
          const id = data[i];
          const count = counts[id];
          if (count > most || (count === most && count > 0 && (best === 0 || (id > 0 && id < best)))) [best, most] = [id, count];
          counts[id] = 0;
        }
      }
      out[row * columns + column] = best;
    }
  }
  return { width: columns, height: rows, data: out };
}

/**
 * The level at which one cell is nearest to one screen pixel in size: log2 of the cells a pixel is wide, rounded, never below 0 or beyond
 * the level of a single cell. `cellsPerPixel` is the square root of the cells a pixel covers.
 */
export function levelFor({ width, height }: LabelMap, cellsPerPixel: number): number {
  const last = Math.ceil(Math.log2(Math.max(width, height)));
  return Math.min(last, Math.max(0, Math.round(Math.log2(cellsPerPixel))));
}
