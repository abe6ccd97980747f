import { SPECTRAL_KINDS } from '../../core/cube/axis.js';
import { InputError } from '../../core/cube/errors.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import { parseCsv } from './csv.js';
import { edgesOf, isMonotonic } from './edges.js';
import { type Quantity, quantityOf, quantityOfTitle } from './quantity.js';

/** A spectral axis as JSON: what `readAxisSidecar` reads and `axisToJson` writes. */
export interface AxisJson {
  readonly kind?: SpectralKind;
  readonly unit?: string;
  readonly values?: readonly number[];
  readonly start?: number;
  readonly step?: number;
  readonly edges?: readonly number[];
  readonly names?: readonly string[];
}

function failure(name: string, why: string): InputError {
  return new InputError('cannot use the axis file', {
    where: name,
    why,
    remedy:
      'It is JSON {"kind", "unit", "values" | "start" and "step" | "edges", "names"?} or CSV with a header such as wavelength_nm.',
  });
}

function build(
  name: string,
  bands: number,
  quantity: Quantity,
  centres?: readonly number[],
  bounds?: readonly number[],
  names?: readonly string[],
): SpectralAxis {
  const values = Float64Array.from(centres ?? bounds!.slice(1).map((e, i) => (e + bounds![i]) / 2));
  const lengths = `the axis has ${values.length} values, the image has ${bands} bands`;
  if (values.length !== bands) throw failure(name, lengths);
  if (bounds && bounds.length !== bands + 1)
    throw failure(name, `${bounds.length} edges, expected ${bands + 1} for ${bands} bands`);
  if (names && names.length !== bands) throw failure(name, `${names.length} names, the image has ${bands} bands`);
  const edges = bounds ? Float64Array.from(bounds) : edgesOf(values);
  if (!isMonotonic(values) || !isMonotonic(edges))
    throw failure(name, 'the values must be finite numbers that only rise or only fall');
  const sign = Math.sign(edges[bands] - edges[0]);
  const astray = values.findIndex((v, i) => (v - edges[i]) * sign < 0 || (edges[i + 1] - v) * sign < 0);
  if (astray >= 0)
    throw failure(name, `value ${astray} (${values[astray]}) lies outside its edges ${edges[astray]} and ${edges[astray + 1]}`);
  return { ...quantity, values, edges, ...(names ? { names } : {}) };
}

function fromJson(text: string, name: string, bands: number): SpectralAxis {
  let json: AxisJson;
  try {
    json = JSON.parse(text) as AxisJson;
  } catch (err) {
    throw failure(name, `not valid JSON: ${(err as Error).message}`);
  }
  const numbers = (key: 'values' | 'edges'): readonly number[] | undefined => {
    const list: unknown = json[key];
    if (list === undefined) return undefined;
    if (!Array.isArray(list) || !list.every(v => typeof v === 'number')) throw failure(name, `"${key}" is not a list of numbers`);
    return list;
  };
  const { kind, unit = '', start, step, names } = json;
  if (kind !== undefined && !Object.hasOwn(SPECTRAL_KINDS, kind))
    throw failure(name, `kind "${String(kind)}", known: ${Object.keys(SPECTRAL_KINDS).join(', ')}`);
  if (typeof unit !== 'string') throw failure(name, '"unit" is not a text');
  if (names !== undefined && !(Array.isArray(names) && names.every(n => typeof n === 'string')))
    throw failure(name, '"names" is not a list of texts');
  const edges = numbers('edges');
  const stepped = typeof start === 'number' && typeof step === 'number';
  const values = numbers('values') ?? (stepped ? Array.from({ length: bands }, (_, i) => start + i * step) : undefined);
  if (!values && !edges) throw failure(name, 'neither "values", nor "start" and "step", nor "edges"');
  const known = quantityOf(unit);
  return build(name, bands, { kind: kind ?? known?.kind ?? 'channel', unit: known?.unit ?? unit }, values, edges, names);
}

function fromCsv(text: string, name: string, bands: number): SpectralAxis {
  const rows = parseCsv(text);
  if (rows.length === 0) throw failure(name, 'the file is empty');
  const isNumber = (cell: string | undefined) => cell !== undefined && cell !== '' && Number.isFinite(Number(cell));
  const titled = !rows[0].some(isNumber);
  const titles = titled ? rows[0] : [];
  const body = titled ? rows.slice(1) : rows;
  const width = Math.max(...body.map(r => r.length), 0);
  const numeric = Array.from({ length: width }, (_, c) => c).filter(c => body.every(r => isNumber(r[c])));
  if (numeric.length === 0) {
    const bad = body.findIndex(r => !r.some(isNumber));
    throw failure(name, `row ${bad < 0 ? 1 : bad + (titled ? 2 : 1)} has no number`);
  }
  const counts = (c: number) =>
    body.every((r, i) => Number(r[c]) === i + Number(body[0][c])) && [0, 1].includes(Number(body[0][c]));
  const told = numeric.find(c => (quantityOfTitle(titles[c] ?? '')?.kind ?? 'channel') !== 'channel');
  const column = told ?? numeric.find(c => !counts(c)) ?? numeric[0];
  const labels = Array.from({ length: width }, (_, c) => c).find(c => !numeric.includes(c));
  const quantity = quantityOfTitle(titles[column] ?? '') ?? { kind: 'channel', unit: '' };
  const values = body.map(r => Number(r[column]));
  return build(name, bands, quantity, values, undefined, labels === undefined ? undefined : body.map(r => r[labels] ?? ''));
}

/**
 * Reads the spectral axis of an image of `bands` bands from a file beside it: JSON (see AxisJson), or CSV of one column, or of several
 * with a header that tells which (`wavelength_nm`, `energy (keV)`, `raman shift (cm-1)`); a text column gives the band names.
 * Throws InputError for a wrong length (both are said), values that turn back, or anything unreadable.
 */
export function readAxisSidecar(bytes: Uint8Array, name: string, bands: number): SpectralAxis {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .trim();
  return text.startsWith('{') ? fromJson(text, name, bands) : fromCsv(text, name, bands);
}

/** How many bands an axis file is for; undefined where it tells none (a start and a step) or is none. Throws nothing. */
export function sidecarLength(bytes: Uint8Array): number | undefined {
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .trim();
  if (!text.startsWith('{')) {
    const rows = parseCsv(text);
    const titled = rows.length > 0 && !rows[0].some(cell => cell !== '' && Number.isFinite(Number(cell)));
    return rows.length > 1 ? rows.length - (titled ? 1 : 0) : undefined;
  }
  try {
    const { values, edges } = JSON.parse(text) as AxisJson;
    return values?.length ?? (edges && edges.length - 1);
  } catch {
    return undefined;
  }
}

/** The axis as plain JSON data: `edges` only where they are not half-way between the values. Reads back the same. */
export function axisToJson(axis: SpectralAxis): AxisJson {
  const regular = edgesOf(axis.values).every((edge, i) => edge === axis.edges[i]);
  return {
    kind: axis.kind,
    unit: axis.unit,
    values: [...axis.values],
    ...(regular ? {} : { edges: [...axis.edges] }),
    ...(axis.names ? { names: axis.names } : {}),
  };
}
