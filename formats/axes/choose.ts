import { UsageError } from '../../core/cube/errors.js';
import { furtherAxes } from './further.js';
import type { ArrayAxis, AxisChoice, ChosenAxes } from './types.js';

/** An axis for messages: `axis 0 (wavelength, 32 long)`. */
export const axisName = (axes: readonly ArrayAxis[], index: number): string =>
  `axis ${index} (${[axes[index].names[0], `${axes[index].length} long`].filter(Boolean).join(', ')})`;

const listed = (axes: readonly ArrayAxis[], some: readonly number[]): string => some.map(i => axisName(axes, i)).join(', ');

/** The axis that `--spectral-axis` names. Throws UsageError where there is none, or two of that name. */
function askedAxis(where: string, axes: readonly ArrayAxis[], asked: string): number {
  const all = axes.map((_, i) => i);
  const text = asked.trim();
  const found = /^\d+$/.test(text)
    ? all.filter(i => i === Number(text))
    : all.filter(i => axes[i].names.some(name => name.toLowerCase() === text.toLowerCase()));
  if (found.length === 1) return found[0];
  throw new UsageError(found.length === 0 ? `there is no axis ${text}` : `two axes are called ${text}`, {
    where,
    why: `the array has ${listed(axes, all)}`,
    remedy: 'Write --spectral-axis with a number from 0, or with a name of these.',
  });
}

function ambiguous(where: string, axes: readonly ArrayAxis[], some: readonly number[], hint?: string): UsageError {
  return new UsageError('more than one axis could be spectral', {
    where,
    why: `${listed(axes, some)}${hint ? `: ${hint}` : ''}`,
    remedy: `Say which it is: ${some.map(i => `--spectral-axis ${i}`).join(' or ')}.`,
  });
}

type Found = readonly [axis: number, why: string, warning?: string];

/** The spectral axis, `order` being the axes from slow to fast as their writer thinks of them. */
function bandAxis(
  where: string,
  axes: readonly ArrayAxis[],
  { spectralAxis, bands }: AxisChoice,
  order: readonly number[],
): Found {
  if (spectralAxis !== undefined) return [askedAxis(where, axes, spectralAxis), '--spectral-axis'];
  const wide = order.filter(i => axes[i].length > 1);
  if (wide.length === 0) return [order.at(-1)!, 'it is the last'];
  const told = wide.filter(i => axes[i].role === 'band');
  if (told.length === 1) return [told[0], axes[told[0]].from ?? 'its name'];
  const inSpace = (i: number): boolean => axes[i].role === 'x' || axes[i].role === 'y';
  const pool = told.length > 1 ? told : wide.filter(i => !inSpace(i));
  const fitting = bands === undefined ? [] : pool.filter(i => axes[i].length === bands);
  if (fitting.length === 1) return [fitting[0], `the length of --axis, ${bands} values`];
  if (fitting.length > 1 || told.length > 1) throw ambiguous(where, axes, fitting.length > 1 ? fitting : told);
  const suspects = pool.filter(i => axes[i].suspect !== undefined && axes[i].role !== 'further');
  if (suspects.length === 1) return [suspects[0], axes[suspects[0]].suspect!];
  if (suspects.length > 1) throw ambiguous(where, axes, suspects, axes[suspects[0]].suspect);
  const unknown = pool.filter(i => axes[i].role === undefined);
  const inPlane = wide.filter(inSpace).length;
  // Two axes of space leave the spectrum to the other one, whatever it is called.
  if (inPlane >= 2 && pool.length > 0) {
    const left = unknown.length > 0 ? unknown : pool;
    if (left.length === 1) return [left[0], 'the others are space'];
    throw ambiguous(where, axes, left);
  }
  if (inPlane === 1 && unknown.length === 1 && pool.length <= 2) return [unknown[0], 'the others are told'];
  const last = unknown.at(-1) ?? pool.at(-1) ?? wide.at(-1)!;
  const warning =
    wide.length > 1
      ? `nothing tells which axis is spectral: ${axisName(axes, last)} is taken; --spectral-axis N says otherwise`
      : undefined;
  return [last, 'nothing tells, it is the last', warning];
}

/**
 * Decides which axis of an array is spectral, which two are space, and where the others are cut. Axes 1 long never take part where there are
 * enough long ones. `order` lists the axes from slow to fast as their writer thinks of them (reversed for MATLAB). Throws UsageError where two
 * axes could be spectral and nothing tells, where an index on a further axis is missing, or where what was asked for is not there.
 */
export function chooseAxes(
  where: string,
  axes: readonly ArrayAxis[],
  choice: AxisChoice,
  order: readonly number[] = axes.map((_, i) => i),
): ChosenAxes {
  const [band, why, warning] = bandAxis(where, axes, choice, order);
  const rest = order.filter(i => i !== band && axes[i].length > 1);
  const { further, guessed } = furtherAxes(axes, rest);
  const space = rest.filter(i => !further.includes(i));
  // With too few long axes those of length 1 take the place that they have in the array, the last ones first.
  const thin = order.filter(i => i !== band && axes[i].length === 1);
  while (space.length < 2 && thin.length > 0) space.push(thin.pop()!);
  space.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const named = (role: 'x' | 'y'): number | undefined => space.find(i => axes[i].role === role);
  const free = space.filter(i => i !== named('x') && i !== named('y'));
  const y = named('y') ?? (space.length === 2 ? free.shift() : undefined);
  const x = named('x') ?? free.shift();
  const { plane = [], fastFirst = false } = choice;
  const planes = [...further].sort((a, b) => (fastFirst ? b - a : a - b));
  const described = listed(axes, planes);
  if (planes.length !== plane.length) {
    throw new UsageError(planes.length > plane.length ? 'the array has more than three axes' : 'there is no plane to choose', {
      where,
      why:
        planes.length > 0
          ? `${axisName(axes, band)} is taken as spectral, and beside space and spectrum it has ${described}`
          : 'it has no axis beside space and spectrum',
      remedy:
        planes.length > 0
          ? `Choose one index (from 0) on ${planes.length === 1 ? 'that axis' : 'each of those axes'}: --plane ${planes.map(() => 0).join(',')}.`
          : undefined,
    });
  }
  const bad = planes.findIndex((axis, i) => plane[i] >= axes[axis].length);
  if (bad >= 0) throw new UsageError(`there is no plane ${plane[bad]}`, { where, why: `it has ${described}` });
  const fixed = new Map(order.filter(i => i !== band && i !== x && i !== y).map(i => [i, plane[planes.indexOf(i)] ?? 0]));
  const warnings = [
    ...(warning ? [warning] : []),
    ...(guessed.length > 0 ? [`nothing tells which axes are space: ${listed(axes, guessed)} is taken as further axis`] : []),
  ];
  return { band, x, y, fixed, why, warnings };
}
