import { zlibSync } from 'fflate';

/** A file of a Zarr hierarchy; `path` is relative to its root, with forward slashes. */
export interface ZarrFile {
  readonly path: string;
  readonly contents: Uint8Array | string;
}

/** Samples of an array of any shape, last axis fastest. */
export type ZarrData = Uint8Array | Uint16Array | Float32Array;

/** JSON as it stands in the files of a hierarchy. */
export const zarrJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const DTYPES = { 1: '|u1', 2: '<u2', 4: '<f4' } as const;

function littleEndian(data: ZarrData): Uint8Array {
  const out = new Uint8Array(data.byteLength);
  const view = new DataView(out.buffer);
  if (data instanceof Uint8Array) out.set(data);
  else if (data instanceof Uint16Array) data.forEach((value, i) => void view.setUint16(2 * i, value, true));
  else data.forEach((value, i) => void view.setFloat32(4 * i, value, true));
  return out;
}

/**
 * An array of planes [height][width] as the files of Zarr version 2 below `path`: `.zarray` and one zlib-compressed file a chunk of `side` x `side`
 * samples of one plane, `PLANE/ROW/COLUMN` (`ROW/COLUMN` without planes); chunks on the edges are filled up. Same data, same bytes.
 */
export function* zarrArray(
  path: string,
  shape: { readonly planes?: number; readonly width: number; readonly height: number },
  data: ZarrData,
  side = 256,
): Generator<ZarrFile> {
  const { planes, width, height } = shape;
  const [rows, columns] = [Math.min(side, height), Math.min(side, width)];
  const floats = data instanceof Float32Array;
  const stacked = planes === undefined ? [] : [planes];
  yield {
    path: `${path}/.zarray`,
    contents: zarrJson({
      zarr_format: 2,
      shape: [...stacked, height, width],
      chunks: [...stacked.map(() => 1), rows, columns],
      dtype: DTYPES[data.BYTES_PER_ELEMENT as 1 | 2 | 4],
      compressor: { id: 'zlib', level: 6 },
      fill_value: floats ? 'NaN' : 0,
      order: 'C',
      filters: null,
      dimension_separator: '/',
    }),
  };
  for (let plane = 0; plane < (planes ?? 1); plane++) {
    for (let top = 0; top < height; top += rows) {
      for (let left = 0; left < width; left += columns) {
        const size = rows * columns;
        const chunk = floats
          ? new Float32Array(size).fill(Number.NaN)
          : data instanceof Uint16Array
            ? new Uint16Array(size)
            : new Uint8Array(size);
        const wide = Math.min(columns, width - left);
        for (let y = 0; y < Math.min(rows, height - top); y++) {
          const from = (plane * height + top + y) * width + left;
          chunk.set(data.subarray(from, from + wide), y * columns);
        }
        const place = [...stacked.map(() => plane), top / rows, left / columns].join('/');
        yield { path: `${path}/${place}`, contents: zlibSync(littleEndian(chunk), { level: 6 }) };
      }
    }
  }
}
