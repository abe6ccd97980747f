import { EmptyError, UsageError } from '../../core/cube/errors.js';
import type { CubeShape } from '../../core/cube/types.js';
import { isCelestial, type SpectralType, spectralType } from './axis-types.js';
import { type Hdu, hduLabel } from './hdu.js';
import type { Layout, StoredAxis } from './layout.js';
import type { AxisWindow } from './section.js';
import { SpectralCards } from './spectral/cards.js';

/** Which FITS axis is which (numbers as in NAXISn), and how the samples lie. */
export interface CubeAxes {
  readonly shape: CubeShape;
  readonly xAxis: number;
  readonly yAxis: number;
  readonly bandAxis: number;
  /** Absent when nothing in the header says which axis is spectral. */
  readonly spectral?: SpectralType;
  readonly layout: Layout;
  readonly warnings: readonly string[];
}

/**
 * Finds the spectral axis by CTYPE (for want of one the third axis longer than 1), the two spatial ones among the rest (celestial
 * first; the faster is x), within the `windows` of all axes, and fixes every further axis at `plane` (0-based, one entry for each further axis longer than 1, in axis
 * order). What `primary` adds to the cards of the spectral axis counts; `spectralAxis` is it where that is known otherwise. Throws EmptyError for one band, UsageError when a plane must be chosen or does not exist.
 */
export function findAxes(
  name: string,
  hdu: Hdu,
  windows: readonly AxisWindow[],
  plane: readonly number[] = [],
  { primary, spectralAxis }: { readonly primary?: Hdu; readonly spectralAxis?: number } = {},
): CubeAxes {
  const { header } = hdu;
  const shape = windows.map(({ count }) => count);
  const where = `${name}, ${hduLabel(hdu)}`;
  const warnings: string[] = [];
  const numbers = shape.map((_, i) => i + 1);
  const length = (axis: number): number => shape[axis - 1];
  const elsewhere = primary === hdu ? undefined : primary?.header;
  const types = new Map(numbers.map(axis => [axis, spectralType(header, axis, new SpectralCards(header, elsewhere, axis))]));
  const spectralAxes = numbers.filter(axis => types.get(axis));
  const wide = numbers.filter(axis => length(axis) > 1);

  const bandAxis = spectralAxis ?? spectralAxes.find(axis => length(axis) > 1) ?? spectralAxes[0] ?? wide[2] ?? 3;
  const spectral = types.get(bandAxis);
  if (spectral && !spectral.standard && !spectral.by)
    warnings.push(
      `the spectral axis ${bandAxis} is known by a name or unit outside the standard (${header.string(`CTYPE${bandAxis}`) ?? ''})`,
    );
  if (length(bandAxis) < 2) {
    throw new EmptyError('the cube has one band', {
      where,
      why: `its shape is ${shape.join(' x ')}`,
      remedy: 'A cube needs a spectral axis.',
    });
  }

  const rest = numbers.filter(axis => axis !== bandAxis);
  const sky = rest.filter(axis => isCelestial(header, axis));
  const byLength = [...rest.filter(axis => length(axis) > 1), ...rest.filter(axis => length(axis) === 1)];
  const [xAxis, yAxis] = (sky.length === 2 ? sky : byLength.slice(0, 2)).sort((a, b) => a - b);

  const further = rest.filter(axis => axis !== xAxis && axis !== yAxis && length(axis) > 1);
  const described = further
    .map(axis => `NAXIS${axis} = ${length(axis)} ${header.string(`CTYPE${axis}`) ?? ''}`.trim())
    .join(', ');
  if (further.length !== plane.length) {
    const why = further.length > 0 ? `it has ${described} beside space and spectrum` : 'it has no axis beside space and spectrum';
    const remedy =
      further.length > 0
        ? `Choose one plane (from 0) on ${further.length === 1 ? 'that axis: --plane 0' : `each of those axes: --plane ${further.map(() => 0).join(',')}`}.`
        : undefined;
    throw new UsageError(further.length > plane.length ? 'the cube has more than three axes' : 'there is no plane to choose', {
      where,
      why,
      remedy,
    });
  }
  const stored = (axis: number): number => hdu.shape.slice(0, axis - 1).reduce((product, n) => product * n, 1);
  const stride = (axis: number): number => stored(axis) * windows[axis - 1].step;
  let base = windows.reduce((sum, { start }, i) => sum + start * stored(i + 1), 0);
  for (const [i, axis] of further.entries()) {
    if (!Number.isInteger(plane[i]) || plane[i] < 0 || plane[i] >= length(axis)) {
      throw new UsageError(`there is no plane ${plane[i]}`, { where, why: described });
    }
    base += plane[i] * stride(axis);
  }

  const layoutOf = (role: StoredAxis['role'], axis: number): StoredAxis => ({
    ...{ role, axis, stride: stride(axis), length: length(axis) },
    step: windows[axis - 1].step,
  });
  const axes = [layoutOf('x', xAxis), layoutOf('y', yAxis), layoutOf('band', bandAxis)].sort((a, b) => b.axis - a.axis);
  return {
    shape: { width: length(xAxis), height: length(yAxis), bands: length(bandAxis) },
    xAxis,
    yAxis,
    bandAxis,
    spectral,
    layout: { axes: [axes[0], axes[1], axes[2]], base },
    warnings,
  };
}
