import type { SpectralAxis } from '../../core/cube/types.js';
import { channelAxis, edgesOf, isMonotonic, quantityOf } from '../table/index.js';
import { type EnviHeader, fieldError, listField } from './header.js';

/** ENVI's words for units that are not units' names. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['wavenumber', 'cm-1'],
  ['wavenumbers', 'cm-1'],
]);

/** A list of one number a band. Throws InputError for another length or anything else than numbers. */
function numbersOf(header: EnviHeader, where: string, name: string, bands: number): Float64Array | undefined {
  const items = listField(header, name);
  if (!items) return undefined;
  if (items.length !== bands) throw fieldError(where, name, `${items.length} values for ${bands} bands`);
  const values = Float64Array.from(items, item => (item === '' ? Number.NaN : Number(item)));
  const bad = values.findIndex(v => !Number.isFinite(v));
  if (bad >= 0) throw fieldError(where, name, `value ${bad + 1} is '${items[bad].slice(0, 40)}', not a number`);
  return values;
}

/** `band names`, where there is one a band. */
function namesOf(header: EnviHeader, bands: number, warnings: string[]): string[] | undefined {
  const names = listField(header, 'band names');
  if (!names || names.length === bands) return names;
  warnings.push(`band names are not used: ${names.length} for ${bands} bands`);
  return undefined;
}

/**
 * The spectral axis of an ENVI header: `wavelength` in `wavelength units`, else band numbers; `band names`. Wavelengths in no order
 * (overlapping detectors) give band numbers and a warning. Throws InputError for lists of another length than the bands.
 */
export function enviAxis(header: EnviHeader, where: string, bands: number, warnings: string[], notes: string[]): SpectralAxis {
  const names = namesOf(header, bands, warnings);
  const values = numbersOf(header, where, 'wavelength', bands);
  const fwhm = numbersOf(header, where, 'fwhm', bands);
  const unit = header.get('wavelength units') ?? '';
  if (!values || bands < 2) return channelAxis(bands, names);
  if (!isMonotonic(values)) {
    warnings.push('the spectral axis is in no order (overlapping detectors?): bands are numbered instead');
    return channelAxis(bands, names);
  }
  const quantity = quantityOf(WORDS.get(unit.toLowerCase()) ?? unit);
  const told = quantity?.unit ?? (/^(unknown|index)?$/i.test(unit) ? '' : unit);
  if (!quantity) warnings.push(`the spectral axis has ${told ? `the unknown unit '${told}'` : 'no unit'}`);
  if (fwhm) {
    const [least, most] = fwhm.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Number.POSITIVE_INFINITY, 0]);
    notes.push(`full width at half maximum of the bands: ${least} to ${most} ${told}`.trim());
  }
  return { kind: quantity?.kind ?? 'wavelength', unit: told, values, edges: edgesOf(values), ...(names ? { names } : {}) };
}

/** [bands] 1 where `bbl` calls a band bad (0), or undefined where none is. */
export function badBands(header: EnviHeader, where: string, bands: number): Uint8Array | undefined {
  const good = numbersOf(header, where, 'bbl', bands);
  return good?.includes(0) ? Uint8Array.from(good, v => (v === 0 ? 1 : 0)) : undefined;
}
