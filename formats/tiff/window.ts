import { InputError, isCloisonneError, throwIfAborted } from '../../core/cube/errors.js';
import { decodeBlock } from './codec.js';
import type { Layout } from './layout.js';
import { BATCH_BYTES, type Range, readRanges } from './ranges.js';
import { isPacked, rowBytes, toFloat32, viewSamples } from './samples.js';

/** Pixels [x, x + width) of rows [y, y + rows). */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly rows: number;
}

/** A stretch of the file and the part of a block it holds: rows from `top`, columns [left, left + columns); wanted: [r0, r1) x [c0, c1). */
interface Task extends Range {
  readonly plane: number;
  readonly blockRow: number;
  readonly blockColumn: number;
  readonly top: number;
  readonly left: number;
  readonly columns: number;
  readonly r0: number;
  readonly r1: number;
  readonly c0: number;
  readonly c1: number;
}

/** True when rows can be read in place, without decoding a whole strip or tile. */
export function isDirect(layout: Layout): boolean {
  return layout.compression === 1;
}

/** Samples of a pixel in one block. */
function depth(layout: Layout): number {
  return layout.order === 'bip' ? layout.bands : 1;
}

/** Rows a block holds: the last strip is shorter, tiles are always full. */
function rowsOf(layout: Layout, blockRow: number): number {
  return layout.tiled ? layout.blockHeight : Math.min(layout.blockHeight, layout.height - blockRow * layout.blockHeight);
}

function* tasks(layout: Layout, win: Window, plane0: number, planes: number): Generator<Task> {
  const { blockWidth, blockHeight, across, down, offsets, counts, type } = layout;
  const stride = rowBytes(blockWidth, depth(layout), type.bits);
  for (let plane = plane0; plane < plane0 + planes; plane++) {
    for (let blockRow = Math.floor(win.y / blockHeight); blockRow * blockHeight < win.y + win.rows; blockRow++) {
      const r0 = Math.max(0, win.y - blockRow * blockHeight);
      const r1 = Math.min(blockHeight, win.y + win.rows - blockRow * blockHeight);
      for (let blockColumn = Math.floor(win.x / blockWidth); blockColumn * blockWidth < win.x + win.width; blockColumn++) {
        const c0 = Math.max(0, win.x - blockColumn * blockWidth);
        const c1 = Math.min(blockWidth, win.x + win.width - blockColumn * blockWidth);
        const index = (plane * down + blockRow) * across + blockColumn;
        const base = { plane, blockRow, blockColumn, r0, r1, c0, c1 };
        const whole = { ...base, top: 0, left: 0, columns: blockWidth };
        if (counts[index] === 0) yield { ...whole, offset: 0, length: 0 };
        else if (!isDirect(layout)) yield { ...whole, offset: offsets[index], length: counts[index] };
        else if (2 * (c1 - c0) >= blockWidth || isPacked(type)) {
          yield { ...whole, top: r0, offset: offsets[index] + r0 * stride, length: (r1 - r0) * stride };
        } else {
          const size = (depth(layout) * type.bits) / 8;
          const row = { ...base, left: c0, columns: c1 - c0, length: (c1 - c0) * size };
          for (let r = r0; r < r1; r++)
            yield { ...row, top: r, r0: r, r1: r + 1, offset: offsets[index] + r * stride + c0 * size };
        }
      }
    }
  }
}

async function decode(layout: Layout, task: Task, bytes: Uint8Array) {
  if (isDirect(layout)) return { bytes, littleEndian: layout.littleEndian, mask: undefined };
  try {
    return await decodeBlock(layout, bytes, rowsOf(layout, task.blockRow));
  } catch (err) {
    if (isCloisonneError(err)) throw err;
    const { blockRow, blockColumn, plane } = task;
    const block = layout.tiled ? `tile (${blockColumn}, ${blockRow})` : `strip ${blockRow}`;
    throw new InputError('cannot decode the image data', {
      where: `${layout.source.name}, ${layout.order === 'bsq' ? `band ${plane + 1}, ` : ''}${block}, byte ${task.offset}`,
      why: err instanceof Error ? err.message : String(err),
      remedy: 'The file is damaged; write it again.',
      cause: err,
    });
  }
}

async function place(
  layout: Layout,
  win: Window,
  task: Task,
  input: Uint8Array,
  plane0: number,
  out: Float32Array | Float64Array,
): Promise<void> {
  const n = depth(layout);
  const { top, left, columns, r0, r1, c0, c1 } = task;
  const x = task.blockColumn * layout.blockWidth + c0 - win.x;
  const y = task.blockRow * layout.blockHeight + r0 - win.y;
  const start = ((layout.order === 'bsq' ? (task.plane - plane0) * win.rows : 0) + y) * win.width + x;
  const rows = r1 - r0;
  const wanted = c1 - c0;
  if (task.length === 0) {
    for (let r = 0; r < rows; r++) out.fill(Number.NaN, (start + r * win.width) * n, (start + r * win.width + wanted) * n);
    return;
  }
  const { bytes, littleEndian, mask } = await decode(layout, task, input);
  const src = viewSamples(bytes, layout.type, littleEndian, columns * n);
  if (wanted === columns && wanted === win.width) {
    toFloat32(src, (r0 - top) * columns * n, rows * columns * n, out, start * n, layout.nodata, layout.narrowing);
  } else {
    for (let r = 0; r < rows; r++) {
      toFloat32(
        src,
        ((r + r0 - top) * columns + c0 - left) * n,
        wanted * n,
        out,
        (start + r * win.width) * n,
        layout.nodata,
        layout.narrowing,
      );
    }
  }
  for (let r = 0; mask && r < rows; r++) {
    for (let c = 0; c < wanted; c++) {
      const to = (start + r * win.width + c) * n;
      if (mask[(r + r0) * columns + c + c0] === 0) out.fill(Number.NaN, to, to + n);
    }
  }
}

/**
 * Reads a window as float32 (float64 into a Float64Array; NaN where missing) into `out`: all bands, [rows * width][bands], of a `bip` layout;
 * bands [band, band + bands), [bands][rows * width], of a `bsq` one. The window lies inside the image. Throws InputError.
 */
export async function readWindow(
  layout: Layout,
  win: Window,
  band: number,
  bands: number,
  out: Float32Array | Float64Array,
  signal?: AbortSignal,
): Promise<void> {
  const planar = layout.order === 'bsq';
  const plane0 = planar ? band : 0;
  let batch: Task[] = [];
  let held = 0;
  const flush = async () => {
    const parts = await readRanges(
      layout.source,
      batch.filter(t => t.length > 0),
      signal,
    );
    let next = 0;
    for (const task of batch) {
      throwIfAborted(signal);
      await place(layout, win, task, task.length > 0 ? parts[next++] : new Uint8Array(0), plane0, out);
    }
    batch = [];
    held = 0;
  };
  for (const task of tasks(layout, win, plane0, planar ? bands : 1)) {
    if (held + task.length > BATCH_BYTES && batch.length > 0) await flush();
    batch.push(task);
    held += task.length;
  }
  await flush();
}
