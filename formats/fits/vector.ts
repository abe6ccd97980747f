import type { ByteSource } from '../../core/platform/types.js';
import { ELEMENT_BYTES, readNumber, tableColumns } from './columns.js';
import { type Hdu, isImage } from './hdu.js';
import { imageData } from './image-data.js';
import { readScaling } from './scaling.js';

const IMAGE_TYPES: Readonly<Record<number, string>> = { 8: 'B', 16: 'I', 32: 'J', 64: 'K', [-32]: 'E', [-64]: 'D' };

/** A table so wide that one column of it spans more is no wavelength table. */
const MAX_BYTES = 1 << 26;

/** A run of numbers in a data unit. */
interface Run {
  readonly bytes: ByteSource;
  readonly offset: number;
  readonly step: number;
  readonly type: string;
  readonly unit: string;
  readonly scale: number;
  readonly zero: number;
}

const isNumeric = (type: string): boolean => 'BIJKED'.includes(type);

function columnRun(bytes: ByteSource, hdu: Hdu, count: number, wanted?: string): Run | undefined {
  const { header, shape, dataOffset } = hdu;
  const [rowBytes, rows] = shape;
  const runs: (Run & { name: string })[] = [];
  for (const { name, type, repeat, offset, bytes: length, number } of tableColumns(header)) {
    const vector = repeat === count && rows >= 1;
    if (!isNumeric(type) || !(vector || (repeat === 1 && rows === count)) || offset + length > rowBytes) continue;
    runs.push({
      name,
      bytes,
      offset: dataOffset + offset,
      step: vector ? ELEMENT_BYTES[type] : rowBytes,
      type,
      unit: header.string(`TUNIT${number}`) ?? '',
      scale: header.number(`TSCAL${number}`) ?? 1,
      zero: header.number(`TZERO${number}`) ?? 0,
    });
  }
  if (wanted !== undefined) return runs.find(run => run.name === wanted.toUpperCase());
  return runs.find(run => /^(WAVE|LAMBDA|LAM|WLEN|COORDS?)/.test(run.name)) ?? (runs.length === 1 ? runs[0] : undefined);
}

function imageRun(source: ByteSource, hdu: Hdu, count: number): Run | undefined {
  if (hdu.shape.reduce((product, n) => product * n, 1) !== count) return undefined;
  const { scale, zero } = readScaling(source, hdu).scaling;
  const { bytes, offset } = imageData(source, hdu);
  return {
    bytes,
    offset,
    step: Math.abs(hdu.bitpix) / 8,
    type: IMAGE_TYPES[hdu.bitpix],
    unit: hdu.header.string('BUNIT') ?? '',
    scale,
    zero,
  };
}

/**
 * `count` numbers in float64 from a one-dimensional image, or from a binary table: one vector cell (first row) or one scalar column.
 * The column is the one called `column`, else one named like a wavelength, else the only one that fits. Undefined when none fits.
 */
export async function readVector(
  source: ByteSource,
  hdu: Hdu,
  count: number,
  column?: string,
  signal?: AbortSignal,
): Promise<{ values: Float64Array; unit: string } | undefined> {
  const run = isImage(hdu)
    ? imageRun(source, hdu, count)
    : hdu.kind === 'bintable'
      ? columnRun(source, hdu, count, column)
      : undefined;
  if (!run) return undefined;
  const length = (count - 1) * run.step + ELEMENT_BYTES[run.type];
  if (length > MAX_BYTES) return undefined;
  const bytes = await run.bytes.read(run.offset, length, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: count }, (_, i) => readNumber(view, run.type, i * run.step) * run.scale + run.zero);
  return { values, unit: run.unit };
}
