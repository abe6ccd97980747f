import { deflateSync } from 'node:zlib';

/** How the samples of a float32 TIFF lie. */
export interface TiffLayout {
  /** PlanarConfiguration: 1 chunky, 2 one band after the other; `pages`: every band a page of its own. */
  readonly planar: 1 | 2 | 'pages';
  /** Edge of square tiles, else strips of `rowsPerStrip` rows. */
  readonly tile?: number;
  readonly rowsPerStrip?: number;
  readonly big?: boolean;
  readonly deflate?: boolean;
  /** Floating-point predictor (TIFF Technical Note 3). */
  readonly predictor?: 3;
  /** ImageDescription of the first page. */
  readonly description?: string;
}

/** A float32 cube [bands][height][width]. */
export interface Cube {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly data: ArrayLike<number>;
}

const [ASCII, SHORT, LONG, LONG8] = [2, 3, 4, 16];
const SIZES: Readonly<Record<number, number>> = { [ASCII]: 1, [SHORT]: 2, [LONG]: 4, [LONG8]: 8 };

type Field = readonly [tag: number, type: number, values: readonly number[]];

/** Rows of `samples` float32 each as bytes: little-endian, or by the predictor byte planes (high byte first) differenced by `step`. */
function chunkBytes(values: Float32Array, rows: number, step: number, { predictor, deflate }: TiffLayout): Uint8Array {
  const samples = values.length / rows;
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  if (!predictor) for (const [i, v] of values.entries()) view.setFloat32(4 * i, v, true);
  else {
    const one = new DataView(new ArrayBuffer(4));
    for (let r = 0; r < rows; r++) {
      const row = bytes.subarray(4 * r * samples, 4 * (r + 1) * samples);
      for (let i = 0; i < samples; i++) {
        one.setFloat32(0, values[r * samples + i]);
        for (let b = 0; b < 4; b++) row[b * samples + i] = one.getUint8(b);
      }
      for (let i = row.length - 1; i >= step; i--) row[i] -= row[i - step];
    }
  }
  return deflate ? new Uint8Array(deflateSync(bytes)) : bytes;
}

/** Strips or tiles of bands [band, band + count), band by band within a pixel, padded with 0 to whole tiles. */
function* chunks({ width, height, data }: Cube, band: number, count: number, layout: TiffLayout): Generator<Uint8Array> {
  const { tile, rowsPerStrip = height } = layout;
  const [across, down] = tile ? [tile, tile] : [width, rowsPerStrip];
  for (let y0 = 0; y0 < height; y0 += down) {
    const rows = tile ?? Math.min(down, height - y0);
    for (let x0 = 0; x0 < width; x0 += across) {
      const values = new Float32Array(rows * across * count);
      for (let y = y0; y < Math.min(height, y0 + rows); y++) {
        for (let x = x0; x < Math.min(width, x0 + across); x++) {
          for (let b = 0; b < count; b++) {
            values[((y - y0) * across + x - x0) * count + b] = data[((band + b) * height + y) * width + x];
          }
        }
      }
      yield chunkBytes(values, rows, count, layout);
    }
  }
}

/** A directory with its out-of-line values behind it, at byte `at`, linked to the next one unless it is the last. */
function directory(fields: readonly Field[], at: number, big: boolean, last: boolean): Uint8Array {
  const [countSize, entry, word] = big ? [8, 20, 8] : [2, 12, 4];
  const head = countSize + entry * fields.length + word;
  const even = (n: number): number => n + (n % 2);
  const outside = fields.map(([, type, values]) => (SIZES[type] * values.length > word ? even(SIZES[type] * values.length) : 0));
  const total = head + outside.reduce((sum, n) => sum + n, 0);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  const put = (offset: number, size: number, value: number): void => {
    if (size === 1) view.setUint8(offset, value);
    else if (size === 2) view.setUint16(offset, value, true);
    else if (size === 4) view.setUint32(offset, value, true);
    else view.setBigUint64(offset, BigInt(value), true);
  };
  put(0, countSize, fields.length);
  let free = head;
  fields.forEach(([tag, type, values], f) => {
    const to = countSize + entry * f;
    put(to, 2, tag);
    put(to + 2, 2, type);
    put(to + 4, word, values.length);
    let place = to + 4 + word;
    if (outside[f] > 0) {
      put(place, word, at + free);
      place = free;
      free += outside[f];
    }
    for (const [i, value] of values.entries()) put(place + i * SIZES[type], SIZES[type], value);
  });
  put(head - word, word, last ? 0 : at + total);
  return bytes;
}

/** Writes a cube as a little-endian float32 TIFF of the layout, field by field after TIFF 6.0 and the BigTIFF proposal. */
export function writeTiff(cube: Cube, layout: TiffLayout): Uint8Array {
  const { width, height, bands } = cube;
  const { planar, tile, rowsPerStrip = height, big = false, deflate, predictor, description } = layout;
  const offsetType = big ? LONG8 : LONG;
  const parts: Uint8Array[] = [];
  let at = big ? 16 : 8;
  const append = (bytes: Uint8Array): number => {
    parts.push(bytes);
    at += bytes.length;
    return at - bytes.length;
  };
  const perPage = planar === 'pages' ? 1 : bands;
  const pages: Field[][] = [];
  for (let first = 0; first < bands; first += perPage) {
    const offsets: number[] = [];
    const counts: number[] = [];
    const step = planar === 2 ? 1 : perPage;
    for (let band = first; band < first + perPage; band += step) {
      for (const bytes of chunks(cube, band, step, layout)) {
        offsets.push(append(bytes));
        counts.push(bytes.length);
      }
    }
    const all = (value: number): number[] => new Array<number>(perPage).fill(value);
    const fields: (Field | undefined)[] = [
      [256, LONG, [width]],
      [257, LONG, [height]],
      [258, SHORT, all(32)],
      [259, SHORT, [deflate ? 8 : 1]],
      [262, SHORT, [1]],
      description && first === 0 ? [270, ASCII, [...new TextEncoder().encode(`${description}\0`)]] : undefined,
      tile ? undefined : [273, offsetType, offsets],
      [277, SHORT, [perPage]],
      tile ? undefined : [278, LONG, [rowsPerStrip]],
      tile ? undefined : [279, offsetType, counts],
      [284, SHORT, [planar === 2 ? 2 : 1]],
      predictor ? [317, SHORT, [predictor]] : undefined,
      tile ? [322, LONG, [tile]] : undefined,
      tile ? [323, LONG, [tile]] : undefined,
      tile ? [324, offsetType, offsets] : undefined,
      tile ? [325, offsetType, counts] : undefined,
      perPage > 1 ? [338, SHORT, new Array<number>(perPage - 1).fill(0)] : undefined,
      [339, SHORT, all(3)],
    ];
    pages.push(fields.filter(field => field !== undefined));
  }
  if (at % 2 === 1) append(new Uint8Array(1));
  const directories = at;
  for (const [i, fields] of pages.entries()) append(directory(fields, at, big, i === pages.length - 1));
  const header = new DataView(new ArrayBuffer(big ? 16 : 8));
  header.setUint16(0, 0x4949, true);
  header.setUint16(2, big ? 43 : 42, true);
  if (big) {
    header.setUint16(4, 8, true);
    header.setBigUint64(8, BigInt(directories), true);
  } else header.setUint32(4, directories, true);
  return new Uint8Array(Buffer.concat([new Uint8Array(header.buffer), ...parts]));
}
