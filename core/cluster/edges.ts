import type { Random } from './random.js';

/** Where the points lie: `valid` [height * width] is 1 at the pixel of each, and points come in pixel order. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly valid: Uint8Array;
}

/** Pairs of neighbours by the indices of their points. */
export interface Edges {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Side of the tiles that `tiledEdges` draws. */
const TILE = 8;

/** Calls back with the two points of every pair of pixels that share an edge, in pixel order. */
export function eachEdge({ width, height, valid }: Grid, visit: (i: number, j: number) => void): void {
  const index = new Int32Array(width * height).fill(-1);
  for (let pixel = 0, i = 0; pixel < index.length; pixel++) if (valid[pixel]) index[pixel] = i++;
  for (let pixel = 0; pixel < index.length; pixel++) {
    const i = index[pixel];
    if (i < 0) continue;
    if ((pixel + 1) % width && index[pixel + 1] >= 0) visit(i, index[pixel + 1]);
    if (pixel + width < index.length && index[pixel + width] >= 0) visit(i, index[pixel + width]);
  }
}

/** All pairs of points whose pixels share an edge, in pixel order. */
export function edgesOf(grid: Grid): Edges {
  let count = 0;
  eachEdge(grid, () => count++);
  const [from, to] = [new Int32Array(count), new Int32Array(count)];
  let next = 0;
  eachEdge(grid, (i, j) => {
    from[next] = i;
    to[next++] = j;
  });
  return { from, to };
}

/** The pairs of points of which both are kept (1 in `kept` [n]), by their places among those. */
export function edgesAmong({ from, to }: Edges, kept: Uint8Array): Edges {
  const place = new Int32Array(kept.length);
  for (let i = 0, next = 0; i < kept.length; i++) place[i] = kept[i] ? next++ : -1;
  const both = from.map((i, e) => (place[i] >= 0 && place[to[e]] >= 0 ? 1 : 0));
  return { from: from.filter((_, e) => both[e]).map(i => place[i]), to: to.filter((_, e) => both[e]).map(i => place[i]) };
}

/**
 * The points of whole tiles of the picture, drawn at random where there are more than `most` pixels, and the pairs of neighbours among them, by their
 * place in `rows`.
 */
export function tiledEdges(grid: Grid, most: number, random: Random): Edges & { readonly rows: Int32Array } {
  const { width, height, valid } = grid;
  const across = Math.ceil(width / TILE);
  const tiles = across * Math.ceil(height / TILE);
  const all = width * height <= most;
  const drawn = new Uint8Array(tiles).fill(Number(all));
  if (!all) for (const tile of random.sample(tiles, Math.floor(most / TILE ** 2))) drawn[tile] = 1;
  const looked = valid.map((v, p) => v && drawn[Math.floor(p / width / TILE) * across + Math.floor((p % width) / TILE)]);
  const rows: number[] = [];
  for (let p = 0, i = 0; p < valid.length; p++) {
    if (looked[p]) rows.push(i);
    i += valid[p];
  }
  return { rows: Int32Array.from(rows), ...edgesOf({ width, height, valid: looked }) };
}
