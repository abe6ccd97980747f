/** How an image is cut into tiles: NAXISn and ZTILEn, fastest axis first. Tiles at the upper ends are smaller. */
export interface Tiling {
  readonly shape: readonly number[];
  readonly tile: readonly number[];
  /** Tiles along each axis. */
  readonly counts: readonly number[];
}

/** Width along each axis of tile `index`, counted fastest axis first. */
export function tileSize(tiling: Tiling, index: number): number[] {
  let rest = index;
  return tiling.counts.map((count, i) => {
    const at = rest % count;
    rest = Math.floor(rest / count);
    return Math.min(tiling.tile[i], tiling.shape[i] - at * tiling.tile[i]);
  });
}

/** Part of a run of samples that lies in one row of one tile. */
export interface TileRun {
  readonly tile: number;
  /** First sample within the tile, and within the run asked for. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Cuts samples [first, first + count) of the image, in storage order, at the borders of tiles. */
export function* tileRuns(tiling: Tiling, first: number, count: number): Generator<TileRun, void, undefined> {
  const { shape, tile, counts } = tiling;
  for (let to = 0; to < count; ) {
    let rest = first + to;
    let [index, from, tilesBelow, samplesBelow, run] = [0, 0, 1, 1, 0];
    for (let i = 0; i < shape.length; i++) {
      const at = rest % shape[i];
      rest = Math.floor(rest / shape[i]);
      const column = Math.floor(at / tile[i]);
      const width = Math.min(tile[i], shape[i] - column * tile[i]);
      const within = at - column * tile[i];
      index += column * tilesBelow;
      from += within * samplesBelow;
      tilesBelow *= counts[i];
      samplesBelow *= width;
      if (i === 0) run = width - within;
    }
    const n = Math.min(run, count - to);
    yield { tile: index, from, to, count: n };
    to += n;
  }
}

/** Bytes of the whole tiles that a window of `extent` samples along each axis can touch, wherever it lies. */
export function bytesTouched({ shape, tile }: Tiling, extent: readonly number[], sampleBytes: number): number {
  return shape.reduce((bytes, n, i) => bytes * Math.min(n, (Math.ceil((extent[i] ?? 1) / tile[i]) + 1) * tile[i]), sampleBytes);
}
