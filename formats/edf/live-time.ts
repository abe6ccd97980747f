import { InputError } from '../../core/cube/errors.js';
import type { Beside } from '../raw/index.js';
import { toFloat32, viewSamples } from '../tiff/samples.js';
import { readImages } from './header.js';
import type { EdfFile } from './series.js';

const KEYS = ['live_time', 'livetime', 'mca live time', 'live time'];

/** Columns a detector has in a statistics file of XIA electronics, and which of them is the live time, in milliseconds. */
const XIA = { columns: 6, liveTime: 4 };

const statisticsName = (name: string): string | undefined => {
  const other = name.replace(/_xia\d+_/i, '_xiast_');
  return other === name ? undefined : other;
};

/** Seconds of every point of a row from the statistics beside `scan_xia00_...edf`: `scan_xiast_...edf`, [points][detectors * 6]. */
async function fromStatistics({ name, images }: EdfFile, points: number, beside: Beside): Promise<Float32Array> {
  const other = statisticsName(name);
  const file = other === undefined ? undefined : await beside(other);
  if (!file) throw new InputError('the live times are missing', { where: name, why: `${other} is not beside it` });
  try {
    const [table] = await readImages(file);
    const [columns, rows] = table.dims;
    const detector = images[0].header.get('xdet') ?? String(Number(/_xia(\d+)_/i.exec(name)?.[1]));
    const listed = table.header.get('xdet')?.split(/\s+/);
    const index = listed ? listed.findIndex(id => Number(id) === Number(detector)) : Number(detector);
    const column = XIA.columns * index + XIA.liveTime;
    if (index < 0 || column >= columns || rows !== points)
      throw new InputError('cannot use the live times', {
        where: file.name,
        why: `${columns} columns of ${rows} points, detector ${detector} of ${points} points was looked for`,
      });
    const bytes = await file.read(table.offset, (columns * rows * table.type.bits) / 8);
    const values = new Float32Array(columns * rows);
    toFloat32(viewSamples(bytes, table.type, table.littleEndian, 0), 0, values.length, values, 0);
    return Float32Array.from({ length: points }, (_, i) => values[i * columns + column] / 1000);
  } finally {
    await file.close();
  }
}

/**
 * Seconds each spectrum was counted, [rows * points]: from the headers (one value an image), else from the statistics of XIA electronics
 * beside each file. Undefined where the stack has neither.
 */
export function liveTimes(
  files: readonly EdfFile[],
  points: number,
  beside: Beside | undefined,
): (() => Promise<Float32Array>) | undefined {
  const images = files.flatMap(file => file.images);
  const told = images.map(({ header }) => Number.parseFloat(KEYS.map(key => header.get(key)).find(Boolean) ?? ''));
  if (told.every(seconds => seconds > 0)) {
    const [, rows, planes] = images[0].dims;
    const each = rows * planes;
    return async () => Float32Array.from({ length: images.length * each }, (_, i) => told[Math.floor(i / each)]);
  }
  if (!beside || statisticsName(files[0].name) === undefined || images.length !== files.length) return undefined;
  return async () => {
    const out = new Float32Array(files.length * points);
    for (const [row, file] of files.entries()) out.set(await fromStatistics(file, points, beside), row * points);
    return out;
  };
}
