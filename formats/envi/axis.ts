import type { SpectralAxis } from '../../core/cube/types.js';
import { assumedUnit, channelAxis, measuredAxis, type Quantity, quantityOf, valuesInNames } from '../table/index.js';
import { type EnviHeader, listField } from './header.js';

/** What gives an axis where the header does not. */
const REMEDY = '--axis FILE or --axis WAVE,nm,400,10 says what they are';

/**
 * A list of one number a band. Undefined, with a warning that says what became of it, where it has another length or holds something else than
 * numbers: it is not needed to read the samples.
 */
function numbersOf(
  header: EnviHeader,
  name: string,
  bands: number,
  without: string,
  warnings: string[],
): Float64Array | undefined {
  const items = listField(header, name);
  if (!items) return undefined;
  const values = Float64Array.from(items, item => (item === '' ? Number.NaN : Number(item)));
  const bad = values.findIndex(v => !Number.isFinite(v));
  const comma = items.length === 2 * bands ? ' (decimal commas?)' : '';
  const why =
    items.length !== bands
      ? `${items.length} values for ${bands} bands${comma}`
      : bad >= 0
        ? `value ${bad + 1} is '${items[bad].slice(0, 40)}', not a number`
        : undefined;
  if (why === undefined) return values;
  warnings.push(`${name} of the header is not used, ${why}: ${without}`);
  return undefined;
}

/** `band names`, where there is one a band. */
function namesOf(header: EnviHeader, bands: number, warnings: string[]): string[] | undefined {
  const names = listField(header, 'band names');
  if (!names || names.length === bands) return names;
  warnings.push(`band names are not used: ${names.length} for ${bands} bands`);
  return undefined;
}

/** `wavelength units`: ENVI's words are no names of units, and its cm-1 are wavenumbers unless the header speaks of Raman. */
function quantityIn(header: EnviHeader): { readonly quantity?: Quantity; readonly told: string } {
  const told = (header.get('wavelength units') ?? '').replace(/^["'{\s]+|["'}\s]+$/g, '');
  const quantity = /^wave ?numbers?$/i.test(told) ? ({ kind: 'wavenumber', unit: 'cm-1' } as const) : quantityOf(told);
  const raman = /raman/i.test([told, header.get('description'), header.get('sensor type')].join(' '));
  if (quantity?.unit === 'cm-1') return { quantity: { ...quantity, kind: raman ? 'raman-shift' : 'wavenumber' }, told };
  return { quantity, told: /^(unknown|index)?$/i.test(told) ? '' : told };
}

/**
 * The spectral axis of an ENVI header: `wavelength` in `wavelength units`, else what stands in `band names`, else band numbers. The order is that of the
 * bands. What is not used or assumed is said in `warnings`.
 */
export function enviAxis(header: EnviHeader, bands: number, warnings: string[], notes: string[]): SpectralAxis {
  const names = namesOf(header, bands, warnings);
  const numbered = `bands of the spectral axis are numbered; ${REMEDY}`;
  const values = numbersOf(header, 'wavelength', bands, numbered, warnings);
  const fwhm = numbersOf(header, 'fwhm', bands, 'the widths of the bands are not noted', warnings);
  const { quantity, told } = quantityIn(header);
  if (!values || bands < 2) {
    const named = names && bands > 1 ? valuesInNames(names, told) : undefined;
    const axis = named && measuredAxis(named.quantity, named.values, names);
    if (axis) notes.push('the spectral axis is read from the names of the bands');
    return axis ?? channelAxis(bands, names);
  }
  if (!quantity && told)
    warnings.push(`the spectral axis has the unknown unit '${told}'; --axis FILE or --axis WAVE,nm,400,10 says which it is`);
  const known = assumedUnit(quantity ?? { kind: 'wavelength', unit: told }, values, warnings);
  if (fwhm) {
    const [least, most] = fwhm.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Number.POSITIVE_INFINITY, 0]);
    notes.push(`full width at half maximum of the bands: ${least} to ${most} ${known.unit}`.trim());
  }
  const axis = measuredAxis(known, values, names);
  if (!axis) warnings.push(`most wavelengths are the same: ${numbered}`);
  return axis ?? channelAxis(bands, names);
}

/** [bands] 1 where `bbl` calls a band bad (0), or undefined where none is. */
export function badBands(header: EnviHeader, bands: number, warnings: string[]): Uint8Array | undefined {
  const good = numbersOf(header, 'bbl', bands, 'no band counts as bad; --exclude leaves bands out', warnings);
  return good?.includes(0) ? Uint8Array.from(good, v => (v === 0 ? 1 : 0)) : undefined;
}

/** What is stored is multiplied by, and what is added then, for every band. */
export interface BandScaling {
  readonly gain: Float64Array;
  readonly offset: Float64Array;
}

/**
 * The scaling of the samples: `data gain values` and `data offset values`, else one over `reflectance scale factor`; said in `notes`. Undefined where
 * samples are as stored.
 */
export function enviScaling(header: EnviHeader, bands: number, warnings: string[], notes: string[]): BandScaling | undefined {
  const stored = 'samples as stored';
  const gain = numbersOf(header, 'data gain values', bands, stored, warnings);
  const offset = numbersOf(header, 'data offset values', bands, stored, warnings);
  const text = header.get('reflectance scale factor');
  const factor = text === undefined || text === '' ? 1 : Number(text);
  if (gain?.some(g => g !== 1) || offset?.some(o => o !== 0)) {
    notes.push('samples are scaled by data gain values and data offset values');
    if (factor !== 1) warnings.push('reflectance scale factor is not applied: data gain values are');
    return { gain: gain ?? new Float64Array(bands).fill(1), offset: offset ?? new Float64Array(bands) };
  }
  if (factor === 1) return undefined;
  if (!(factor > 0 && Number.isFinite(factor))) {
    warnings.push(`reflectance scale factor is not applied: '${text!.slice(0, 40)}' is not a number above 0`);
    return undefined;
  }
  notes.push(`samples are divided by the reflectance scale factor, ${factor}`);
  return { gain: new Float64Array(bands).fill(1 / factor), offset: new Float64Array(bands) };
}
