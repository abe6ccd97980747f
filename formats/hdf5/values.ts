import type { SpectralAxis } from '../../core/cube/types.js';
import { assumedUnit, kindOf, measuredAxis, type Quantity, quantityOf, quantityOfTitle } from '../table/index.js';
import { isNumeric } from './dataset.js';
import { attributeValue, type H5Attribute, type H5Dataset } from './library.js';
import type { VirtualFile } from './virtual-file.js';

/** More values than an axis has. */
const MOST_BANDS = 1 << 20;

/** The text of an attribute, of an array of texts the first; '' for anything else. */
export function textOf(value: unknown): string {
  const text = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' ? text.replace(/\0+$/, '').trim() : '';
}

/** All texts of an attribute. */
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(textOf);

/** A number, of an array of one the only one; NaN for anything else. */
export function numberOf(value: unknown): number {
  const one = ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<number | bigint>)[0] : value;
  return typeof one === 'number' || typeof one === 'bigint' ? Number(one) : Number.NaN;
}

/** An array of numbers as float64. */
export function numbersOf(value: unknown): Float64Array | undefined {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Float64Array.from(value as Float64Array, Number) : undefined;
}

/** An attribute's value by any of these names, the first that is there. */
export function attributeOf(attrs: Readonly<Record<string, H5Attribute>>, ...names: readonly string[]): unknown {
  const name = names.find(key => key in attrs);
  return name === undefined ? undefined : attributeValue(attrs[name]);
}

/** Names under which writers keep a unit. */
const UNIT = ['units', 'unit', 'Units', 'Unit', 'UNITS', 'UNIT'];

/** The unit of a dataset by its attributes, or ''. */
export const unitOf = (attrs: Readonly<Record<string, H5Attribute>>): string => textOf(attributeOf(attrs, ...UNIT));

/** A list of numbers that may be an axis, and what the file says of it. */
export interface Scale {
  readonly path: string;
  readonly name: string;
  readonly unit: string;
  readonly length: number;
  readonly standardName: string;
  readonly longName: string;
  /** CF: X, Y, Z or T. */
  readonly axis: string;
  /** Absent for a dimension without coordinates. */
  readonly values?: Float64Array;
}

/**
 * A dataset as a list of numbers: of one axis, or of two of which one is 1 long (MATLAB). Undefined for anything else. netCDF's dimensions
 * without a variable have no values.
 */
export async function readScale(file: VirtualFile, dataset: H5Dataset, signal?: AbortSignal): Promise<Scale | undefined> {
  return file.run(() => {
    const { metadata, attrs } = dataset;
    const long = metadata.shape?.filter(n => n !== 1) ?? [];
    if (!metadata.shape || metadata.shape.length === 0 || metadata.shape.length > 2 || long.length !== 1) return undefined;
    if (!isNumeric(metadata) || long[0] > MOST_BANDS) return undefined;
    const placeholder = /^This is a netCDF dimension but not/.test(textOf(attributeOf(attrs, 'NAME')));
    return {
      path: dataset.path,
      name: dataset.path.replace(/^.*\//, ''),
      unit: unitOf(attrs),
      length: long[0],
      standardName: textOf(attributeOf(attrs, 'standard_name')),
      longName: textOf(attributeOf(attrs, 'long_name')),
      axis: textOf(attributeOf(attrs, 'axis')),
      values: placeholder ? undefined : numbersOf(dataset.value),
    };
  }, signal);
}

/** What numbers measure, by their unit or by their name; energies without a unit are taken as keV. */
export function quantity(name: string, unit: string, warnings: string[]): Quantity {
  const named = quantityOfTitle(name) ?? quantityOfTitle(name.replace(/s$/i, ''));
  const known = quantityOf(unit);
  if (known) return { ...known, kind: kindOf(name, known) };
  const kind =
    named?.kind ?? (/energ/i.test(name) ? 'energy' : /wave|lambda|(^|_)cw(_|$)/i.test(name) ? 'wavelength' : 'channel');
  if (named?.unit || unit) return { kind, unit: named?.unit || unit };
  if (kind === 'energy') {
    warnings.push('the spectral axis has no unit: keV is assumed; --axis ENER,eV,0,10 says otherwise');
    return { kind, unit: 'keV' };
  }
  return { kind, unit: '' };
}

/** A spectral axis of a list of numbers, in their order; undefined where they are mostly the same, or one is missing. */
export function axisOf({ name, longName, unit, values }: Scale, warnings: string[]): SpectralAxis | undefined {
  if (!values || !measuredAxis({ kind: 'channel', unit: '' }, values)) return undefined;
  const title = quantityOfTitle(name) || !longName ? name : longName;
  return measuredAxis(assumedUnit(quantity(title, unit, warnings), values, warnings), values);
}
