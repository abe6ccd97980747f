/** Rows of an image from top to bottom: `data` is [rows * width * channels], valid until the next are asked for. */
export interface Strip {
  readonly rows: number;
  readonly data: Uint8Array | Uint16Array;
}

/**
 * An image that is read once from top to bottom, in strips of any height, so that it never has to be in memory as a whole. `labels` have
 * one channel of ids (8 or 16 bits), a `photo` has 1 (grey) or 3 (sRGB) channels of 8 bits.
 */
export interface RasterSource {
  readonly name: string;
  readonly kind: 'labels' | 'photo';
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
  strips(signal?: AbortSignal): AsyncIterable<Strip> | Iterable<Strip>;
}

/** One tile with pixels of its own: `data` is [height * width * channels]. */
export interface Tile {
  /** 0 is the full resolution, each further level half of it. */
  readonly level: number;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array | Uint16Array;
}

/** Width and height of each level, from full resolution to one pixel; each is half of the one before, rounded up. */
export function levelSizes(width: number, height: number): { readonly width: number; readonly height: number }[] {
  const sizes = [{ width, height }];
  for (let last = sizes[0]; last.width > 1 || last.height > 1; ) {
    last = { width: Math.ceil(last.width / 2), height: Math.ceil(last.height / 2) };
    sizes.push(last);
  }
  return sizes;
}
