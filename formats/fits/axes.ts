import { EmptyError, UsageError } from '../../core/cube/errors.js';
import type { CubeShape } from '../../core/cube/types.js';
import { isCelestial, type SpectralType, spectralType } from './axis-types.js';
import { type Hdu, hduLabel } from './hdu.js';
import type { FitsHeader } from './header.js';
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

/** The FITS axis that `--spectral-axis` names: by its index from 0 as numpy counts (the last FITS axis is 0), or by its CTYPE. Throws UsageError. */
function askedAxis(where: string, header: FitsHeader, shape: readonly number[], asked: string): number {
  const types = shape.map((_, i) => header.string(`CTYPE${i + 1}`) ?? '');
  const found = /^\d+$/.test(asked.trim())
    ? shape.length - 1 - Number(asked)
    : types.findIndex(
        ctype => ctype !== '' && [ctype, ctype.replace(/-.*$/, '')].some(t => t.toLowerCase() === asked.trim().toLowerCase()),
      );
  if (found >= 0) return found + 1;
  const axes = shape
    .map((n, i) => `axis ${shape.length - 1 - i} (${[types[i], `${n} long`].filter(Boolean).join(', ')})`)
    .reverse();
  throw new UsageError(`there is no axis ${asked}`, {
    where,
    why: `the image has ${axes.join(', ')}`,
    remedy: 'Write --spectral-axis with a number from 0, as numpy counts, or with a CTYPE.',
  });
}

/** What decides which axis is which beside the cards of the HDU. */
export interface AxisChoice {
  /** Plane (from 0) on every further axis longer than 1. */
  readonly plane?: readonly number[];
  /** The spectral axis as a user names it: a number from 0 as numpy counts, or a CTYPE. */
  readonly asked?: string;
  /** The spectral axis where it is known otherwise (a number as in NAXISn). */
  readonly spectralAxis?: number;
  /** The primary HDU, whose CTYPE serves where the cube's own HDU has none. */
  readonly primary?: Hdu;
}

/**
 * Finds the spectral axis by CTYPE (for want of one the third axis longer than 1; `asked` names another), the two spatial ones among the rest (celestial
 * first; the faster is x), within the `windows` of all axes, and fixes every further axis at `plane` (0-based, one entry for each further axis longer than 1, in axis
 * order). What `primary` adds to the cards of the spectral axis counts; `spectralAxis` is it where that is known otherwise. Throws EmptyError for one band, UsageError when a plane must be chosen or does not exist.
 */
export function findAxes(
  name: string,
  hdu: Hdu,
  windows: readonly AxisWindow[],
  { plane = [], asked, primary, spectralAxis }: AxisChoice = {},
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

  const bandAxis =
    asked === undefined
      ? (spectralAxis ?? spectralAxes.find(axis => length(axis) > 1) ?? spectralAxes[0] ?? wide[2] ?? 3)
      : askedAxis(where, header, shape, asked);
  const spectral = types.get(bandAxis);
  if (!spectral) {
    if (asked === undefined) warnings.push(`no axis has a spectral CTYPE: axis ${bandAxis} is taken as channels`);
  } else if (!spectral.standard && !spectral.by)
    warnings.push(
      `the spectral axis ${bandAxis} is known by a name or unit outside the standard (${header.string(`CTYPE${bandAxis}`) ?? ''})`,
    );
  if (length(bandAxis) < 2) {
    throw new EmptyError('the cube has one band', {
      where,
      why: `its shape is ${shape.join(' x ')}`,
      remedy:
        Math.max(...shape) > 1 && asked === undefined
          ? `A cube needs a spectral axis: --spectral-axis ${shape.length - 1 - shape.indexOf(Math.max(...shape))} takes the longest.`
          : 'A cube needs a spectral axis.',
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
        ? `Choose one plane (0-based) on ${further.length === 1 ? 'that axis' : 'each of those axes'}: --plane ${further.map(() => 0).join(',')}.`
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
