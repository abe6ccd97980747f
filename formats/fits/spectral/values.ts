import { isMonotonic } from '../../table/index.js';
import type { SpectralType } from '../axis-types.js';
import type { LinearAxis } from '../linear.js';
import { spectralFunction } from './algorithm.js';
import type { SpectralCards } from './cards.js';
import { sizeOf } from './unit.js';

/** Logarithms of what has this unit that any instrument could mean: from 0.1 of the unit to 10^12. */
const LOGS: Readonly<Record<string, readonly [number, number]>> = { LOG10: [-1, 12], LN: [-2.3, 28] };

/** Values of an axis in the unit of CRVAL, or why there are none. */
export interface AxisValues {
  readonly values?: Float64Array;
  readonly why: string;
  readonly warnings: readonly string[];
}

/**
 * The values of an axis by the rule of its type: linear, -LOG (paper III, equation 5), decimal and natural logarithms, or a non-linear code of paper III
 * computed in SI units. `unit` is that of CRVAL. A left-over logarithm flag on values that cannot be logarithms does not count, and says so. `why` where
 * nothing can be computed: then nothing is taken as linear.
 */
export function axisValues(
  cards: SpectralCards,
  axis: number,
  type: SpectralType | undefined,
  { crpix, crval, cdelt }: LinearAxis,
  bands: number,
  unit: { readonly unit: string; readonly factor: number; readonly log?: 'LOG10' | 'LN' },
): AxisValues {
  const offset = (i: number): number => cdelt * (i + 1 - crpix);
  const made = (of: (i: number) => number): Float64Array => Float64Array.from({ length: bands }, (_, i) => of(i));
  const scaled = (values: Float64Array, warnings: readonly string[] = []): AxisValues => ({
    values: unit.factor === 1 ? values : values.map(v => v * unit.factor),
    why: '',
    warnings,
  });
  const linear = made(i => crval + offset(i));
  const rule = unit.log ?? type?.rule ?? '';
  if (rule === '') return scaled(linear);
  if (rule === 'LOG') return scaled(made(i => crval * Math.exp(offset(i) / crval)));
  if (rule === 'LOG10' || rule === 'LN') {
    const [least, most] = LOGS[rule];
    const said = unit.log ? 'CUNIT says' : 'CTYPE or DC-FLAG = 1 says';
    if (!linear.every(v => v >= least && v <= most)) {
      const range = `${linear[0]} to ${linear[bands - 1]}`;
      return scaled(linear, [`${said} that the axis is logarithmic, but ${range} cannot be logarithms: it is taken as linear`]);
    }
    return scaled(linear.map(v => (rule === 'LN' ? Math.exp(v) : 10 ** v)));
  }
  const si = sizeOf(unit.unit) ?? 1;
  const quantity = type?.quantity ?? '';
  const size = si * unit.factor;
  const { of, why } = spectralFunction(cards, axis, quantity, rule, crval * size);
  if (of) {
    const values = made(i => of(offset(i) * size) / si);
    if (isMonotonic(values)) return { values, why: '', warnings: [] };
  }
  const reason = why || 'it gives no rising or falling values';
  if (quantity === 'FELO')
    return scaled(linear, [`FELO is regular in frequency, which cannot be computed (${reason}): the axis is taken as linear`]);
  return { why: `CTYPE${axis} = '${quantity}-${rule}' is not linear and cannot be computed: ${reason}`, warnings: [] };
}
