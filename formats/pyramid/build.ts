import { InputError, throwIfAborted, UsageError } from '../../core/cube/errors.js';
import { halveByMean, halveByMode, type Pixels } from './reduce.js';
import { levelSizes, type RasterSource, type Tile } from './types.js';

/** How a pyramid is built. */
export interface BuildOptions {
  /** Side of a tile, even. */
  readonly tileSize: number;
  /** Takes a tile; what it returns is waited for when `ahead` tiles are under way. */
  readonly put: (tile: Tile) => Promise<void>;
  /** Tiles of this level are wanted (default: all levels). */
  readonly wants?: (level: number) => boolean;
  /** Tiles under way at once (default 8). */
  readonly ahead?: number;
  /** Called after each row of full-resolution tiles. */
  readonly progress?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

interface Level {
  readonly width: number;
  /** [tileSize * width * channels]: the rows of the tiles that are being gathered. */
  readonly pixels: Pixels;
  rows: number;
  tileRow: number;
}

/**
 * Cuts an image into tiles of all levels while it is read once: each level keeps one row of tiles, and as soon as that is full it is cut
 * and halved into the next level. Labels are halved by majority, photos by mean. Memory is that of two rows of tiles at full resolution,
 * whatever the height (four for photos, whose means have 16 bits). Throws UsageError for an odd tile size, InputError when the source has
 * other rows than it says, and what `put` throws.
 */
export async function buildPyramid(source: RasterSource, options: BuildOptions): Promise<{ tiles: number; levels: number }> {
  const { tileSize, put, wants = () => true, ahead = 8, progress, signal } = options;
  if (!(Number.isInteger(tileSize) && tileSize >= 2 && tileSize % 2 === 0))
    throw new UsageError(`tiles of ${tileSize} pixels`, { why: 'the side of a tile must be an even number' });
  const { width, height, channels, kind } = source;
  const wide = kind === 'labels' && source.bits === 16;
  const levels = levelSizes(width, height).map((size, level): Level => {
    const samples = Math.min(tileSize, size.height) * size.width * channels;
    return {
      width: size.width,
      pixels: wide || (kind === 'photo' && level > 0) ? new Uint16Array(samples) : new Uint8Array(samples),
      rows: 0,
      tileRow: 0,
    };
  });

  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let tiles = 0;
  const hand = async (tile: Tile) => {
    const task: Promise<void> = put(tile)
      .catch(error => void (failure ??= { error }))
      .finally(() => underWay.delete(task));
    underWay.add(task);
    tiles++;
    if (underWay.size >= ahead) await Promise.race(underWay);
    if (failure) throw failure.error;
  };

  const flush = async (index: number): Promise<void> => {
    const level = levels[index];
    if (wants(index)) {
      for (let column = 0; column * tileSize < level.width; column++) await hand(cut(level, index, column));
    }
    const next = levels[index + 1];
    if (next) {
      const at = next.rows * next.width * channels;
      if (kind === 'labels') halveByMode(level.pixels, level.width, level.rows, next.pixels, at);
      else halveByMean(level.pixels, level.width, level.rows, channels, next.pixels as Uint16Array, at);
      next.rows += Math.ceil(level.rows / 2);
    }
    level.rows = 0;
    level.tileRow++;
    if (next?.rows === tileSize) await flush(index + 1);
  };

  const cut = (level: Level, index: number, column: number): Tile => {
    const [left, rows] = [column * tileSize, level.rows];
    const columns = Math.min(tileSize, level.width - left);
    const line = columns * channels;
    const mean = kind === 'photo' && index > 0;
    const data = wide ? new Uint16Array(rows * line) : new Uint8Array(rows * line);
    for (let y = 0; y < rows; y++) {
      const from = (y * level.width + left) * channels;
      if (mean) for (let i = 0; i < line; i++) data[y * line + i] = (level.pixels[from + i] + 128) >> 8;
      else data.set(level.pixels.subarray(from, from + line), y * line);
    }
    return { level: index, column, row: level.tileRow, width: columns, height: rows, channels, data };
  };

  let done = 0;
  const stride = width * channels;
  try {
    for await (const { rows, data } of source.strips(signal)) {
      throwIfAborted(signal);
      if (done + rows > height || data.length < rows * stride) throw wrongRows(source, done + rows);
      for (let taken = 0; taken < rows; ) {
        const [first] = levels;
        const n = Math.min(rows - taken, tileSize - first.rows);
        first.pixels.set(data.subarray(taken * stride, (taken + n) * stride), first.rows * stride);
        first.rows += n;
        taken += n;
        done += n;
        if (first.rows === tileSize) {
          await flush(0);
          progress?.(done);
          throwIfAborted(signal);
        }
      }
    }
    if (done !== height) throw wrongRows(source, done);
    for (let index = 0; index < levels.length; index++) if (levels[index].rows > 0) await flush(index);
  } finally {
    await Promise.all(underWay);
  }
  if (failure) throw failure.error;
  progress?.(done);
  return { tiles, levels: levels.length };
}

function wrongRows({ name, height }: RasterSource, rows: number): InputError {
  return new InputError('the image has another number of rows than it says', { where: name, why: `${rows} of ${height}` });
}
