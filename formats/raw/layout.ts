import { InputError } from '../../core/cube/errors.js';
import type { CubeShape } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import type { Layout, StoredAxis } from '../fits/layout.js';
import type { SampleType } from '../tiff/samples.js';

/** Band after band, row by row with the bands inside, or spectrum after spectrum. */
export type Interleave = 'bsq' | 'bil' | 'bip';

const ORDERS: Readonly<Record<Interleave, readonly ['y' | 'band', 'x' | 'y' | 'band', 'x' | 'band']>> = {
  bsq: ['band', 'y', 'x'],
  bil: ['y', 'band', 'x'],
  bip: ['y', 'x', 'band'],
};

/** Where the samples of a cube without gaps lie. */
export function interleaved({ width, height, bands }: CubeShape, interleave: Interleave): Layout {
  const lengths = { x: width, y: height, band: bands };
  const [slow, mid, fast] = ORDERS[interleave];
  const axis = (n: number, role: StoredAxis['role'], stride: number): StoredAxis => ({
    ...{ role, axis: n, stride },
    length: lengths[role],
  });
  return { base: 0, axes: [axis(3, slow, lengths[mid] * lengths[fast]), axis(2, mid, lengths[fast]), axis(1, fast, 1)] };
}

/**
 * Compares the bytes a header promises with those of the file. Throws InputError, naming both, where data are missing; returns a warning
 * where there are more.
 */
export function checkSize(
  bytes: ByteSource,
  offset: number,
  { width, height, bands }: CubeShape,
  { kind, bits }: SampleType,
  header: string,
): string[] {
  const expected = offset + width * height * bands * (bits / 8);
  const size = `${width} x ${height} x ${bands} samples of ${kind}${bits}${offset > 0 ? ` from byte ${offset}` : ''}`;
  if (expected > bytes.size) {
    throw new InputError('the data are truncated', {
      where: bytes.name,
      why: `${header} says ${size}, that is ${expected} bytes, the file has ${bytes.size}`,
      remedy: 'Copy the data again, or correct the header.',
    });
  }
  return expected < bytes.size ? [`${bytes.name}: ${bytes.size - expected} bytes after the samples are not read`] : [];
}
