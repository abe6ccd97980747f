import type { CardNumbers } from './cards.js';
import { type SpectralQuantity, slope, spectralQuantity } from './quantities.js';

/** Value of the spectral quantity in SI units at an offset from the reference along the axis, in the units of the value. */
export type SpectralFunction = (offset: number) => number;

/** The wavelength in m by the grism equation at an offset of wavelength from the reference (paper III, section 5; as wcslib's spcset has it). */
function grism(numbers: CardNumbers, axis: number, reference: number): (offset: number) => number {
  const DEG = Math.PI / 180;
  const p = (m: number, absent: number): number => numbers.number(`PV${axis}_${m}`) ?? absent;
  const [ruling, order, incidence] = [p(0, 0), p(1, 0), p(2, 0) * DEG];
  const [index, dispersion, epsilon, theta] = [p(3, 1), p(4, 0), p(5, 0) * DEG, p(6, 0) * DEG];
  const t = (ruling * order) / Math.cos(epsilon);
  const exit = Math.asin(t * reference - index * Math.sin(incidence));
  const u = t - dispersion * Math.sin(incidence);
  const perWavelength = u / (Math.cos(exit) * Math.cos(theta) ** 2);
  const constant = (index - dispersion * reference) * Math.sin(incidence);
  return offset => (Math.sin(Math.atan(offset * perWavelength - Math.tan(theta)) + exit + theta) + constant) / u;
}

/**
 * The rule of a non-linear CTYPE of paper III: `quantity` (VOPT, WAVE ...) with `code` (F2W, V2F, GRI, GRA ...) whose reference value is `reference` in SI
 * units. A quantity is regular in the variable of the code's first letter. Undefined where code and quantity do not go together, or a rest frequency
 * or the grism's cards are lacking; `why` says so.
 */
export function spectralFunction(
  numbers: CardNumbers,
  axis: number,
  quantity: string,
  code: string,
  reference: number,
): { of?: SpectralFunction; why: string } {
  const wave = numbers.number('RESTWAV');
  const rest = numbers.number('RESTFRQ') ?? numbers.number('RESTFREQ') ?? (wave ? 299792458 / wave : undefined);
  const of = spectralQuantity(quantity, rest);
  if (!of) return { why: `${quantity} is not known` };
  const grating = code === 'GRI' || code === 'GRA';
  const match = /^([FWAV])2([FWAV])$/.exec(code);
  if (!grating && match?.[2] !== of.basic) return { why: `${code} is no rule for ${quantity}` };
  const x = spectralQuantity(grating ? (code === 'GRI' ? 'W' : 'A') : (match as RegExpExecArray)[1], rest) as SpectralQuantity;
  const regular = (value: number): number => x.fromFrequency(of.toFrequency(value));
  const back = (value: number): number => of.fromFrequency(x.toFrequency(value));
  const start = regular(reference);
  const factor = slope(regular, reference, of.scale);
  if (!Number.isFinite(start) || !Number.isFinite(factor)) {
    const lacks =
      rest === undefined && [of, x].some(({ scale }) => scale > 0) ? 'no RESTFRQ or RESTWAV' : 'no finite value at CRVAL';
    return { why: lacks };
  }
  if (!grating) return { of: offset => back(start + offset * factor), why: '' };
  const wavelength = grism(numbers, axis, start);
  if (!Number.isFinite(wavelength(0))) return { why: `the grism's cards PV${axis}_0 to PV${axis}_6 give no wavelength` };
  return { of: offset => back(wavelength(offset * factor)), why: '' };
}
