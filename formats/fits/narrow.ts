import { adviseNarrowing, type Narrowing, type NarrowingAdvice } from '../../core/cube/narrowing.js';
import type { ByteSource } from '../../core/platform/types.js';
import type { Hdu } from './hdu.js';
import { imageData } from './image-data.js';
import { parallel } from './parallel.js';
import { isSignFlip, type Scaling } from './scaling.js';

/** Runs of samples that are looked at, spread over the image, and samples of a run. */
const RUNS = 24;
const RUN = 1024;

/** Whether float32 may fail to hold the physical values at all. */
function isWide(scaling: Scaling): boolean {
  const { bitpix, scale, zero } = scaling;
  if (isSignFlip(scaling)) return false;
  return bitpix === -64 || bitpix >= 32 || scale !== 1 || zero !== 0;
}

function reader(view: DataView, bitpix: number): (i: number) => number {
  switch (bitpix) {
    case 8:
      return i => view.getUint8(i);
    case 16:
      return i => view.getInt16(2 * i);
    case 32:
      return i => view.getInt32(4 * i);
    case 64:
      return i => Number(view.getBigInt64(8 * i));
    case -32:
      return i => view.getFloat32(4 * i);
    default:
      return i => view.getFloat64(8 * i);
  }
}

/** What float32 would do to the physical values of an image, by a sample of them. */
export async function fitsNarrowing(
  source: ByteSource,
  hdu: Hdu,
  scaling: Scaling,
  unit: string,
  signal?: AbortSignal,
): Promise<NarrowingAdvice> {
  if (!isWide(scaling)) return {};
  const { bytes, offset, tiles } = imageData(source, hdu);
  const size = Math.abs(scaling.bitpix) / 8;
  const count = hdu.shape.reduce((product, n) => product * n, 1);
  const length = Math.min(RUN, count);
  const runs = Math.min(RUNS, Math.ceil(count / length));
  const values = new Float64Array(runs * length);
  const blank = scaling.blank === undefined ? Number.NaN : Number(scaling.blank);
  await parallel(runs, tiles?.lanes ?? runs, async run => {
    const first = runs === 1 ? 0 : Math.floor(((count - length) * run) / (runs - 1));
    const raw = await bytes.read(offset + first * size, length * size, signal);
    const get = reader(new DataView(raw.buffer, raw.byteOffset, raw.byteLength), scaling.bitpix);
    for (let i = 0; i < length; i++) {
      const stored = get(i);
      values[run * length + i] = stored === blank ? Number.NaN : stored * scaling.scale + scaling.zero;
    }
  });
  return adviseNarrowing(values, unit);
}

/** The scaling whose physical values are narrowed; `power` 2 for variances, 1 for deviations (without the offset), -2 for inverse variances. */
export function narrowedScaling(scaling: Scaling, { scale, offset }: Narrowing, power?: number): Scaling {
  const factor = scale ** (power ?? 1);
  return { ...scaling, scale: scaling.scale / factor, zero: (scaling.zero - (power === undefined ? offset : 0)) / factor };
}
