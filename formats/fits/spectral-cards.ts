import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import { formatCard } from './write-card.js';

const CTYPES: Readonly<Partial<Record<SpectralKind, string>>> = {
  'wavelength-air': 'AWAV',
  'wavelength-vacuum': 'WAVE',
  wavelength: 'LAMBDA',
  energy: 'ENER',
  frequency: 'FREQ',
  velocity: 'VELO',
  'raman-shift': 'RAMAN',
  wavenumber: 'WAVN',
  'faraday-depth': 'FDEP',
  other: 'AXIS',
  channel: 'CHANNEL',
};

/** Kind and unit of a spectral axis as CTYPEn and CUNITn. */
export function kindCards({ kind, unit }: SpectralAxis, axis: number): string[] {
  return [formatCard(`CTYPE${axis}`, CTYPES[kind] ?? 'CHANNEL'), ...(unit ? [formatCard(`CUNIT${axis}`, unit)] : [])];
}

/** CRPIXn, CRVALn and CDELTn of an axis with equal steps; undefined for any other, which no linear WCS can hold. */
export function stepCards({ values }: SpectralAxis, axis: number): string[] | undefined {
  const step = values.length > 1 ? (values[values.length - 1] - values[0]) / (values.length - 1) : 1;
  if (values.some((v, i) => Math.abs(v - values[0] - i * step) > 1e-6 * Math.abs(step))) return undefined;
  return [formatCard(`CRPIX${axis}`, 1), formatCard(`CRVAL${axis}`, values[0]), formatCard(`CDELT${axis}`, step)];
}
