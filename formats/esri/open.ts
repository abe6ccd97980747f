import { InputError } from '../../core/cube/errors.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import type { Layout, StoredAxis } from '../fits/layout.js';
import { type Beside, headerBeside, headerText, headOf, needBeside, RawCube, stemOf } from '../raw/index.js';
import { channelAxis } from '../table/index.js';
import type { SampleType } from '../tiff/samples.js';
import { type EsriHeader, esriError, isEsri, parseEsri, wholeKey } from './header.js';

/** Options of openEsri. */
export interface OpenEsriOptions {
  /** Finds the header beside the data, or the data beside the header. */
  readonly beside?: Beside;
  /** The spectral axis, which the header never has. */
  readonly axis?: SpectralAxis;
  readonly signal?: AbortSignal;
}

const HEADER_BYTES = 1 << 16;
const DATA = ['.bil', '.bip', '.bsq', '.BIL', '.BIP', '.BSQ'];

const headerNames = (data: string): string[] => [`${stemOf(data)}.hdr`, `${stemOf(data)}.HDR`];

/** True where an ESRI header lies beside a file whose own bytes say nothing. */
export async function hasEsriHeader(source: ByteSource, beside: Beside | undefined): Promise<boolean> {
  const header = await headerBeside(source, beside, headerNames(source.name), isEsri);
  await header?.close();
  return header !== undefined;
}

function sampleType(header: EsriHeader, where: string): SampleType {
  const bits = wholeKey(header, where, 'NBITS', 1, 8);
  const word = (header.get('PIXELTYPE') ?? 'UNSIGNEDINT').toUpperCase();
  const kind = /^SIGNED/.test(word) ? 'i' : /^UNSIGNED/.test(word) ? 'u' : word === 'FLOAT' ? 'f' : undefined;
  if (!kind) throw esriError(where, 'PIXELTYPE', `'${word.slice(0, 40)}', known are UNSIGNEDINT, SIGNEDINT, FLOAT`);
  if (![8, 16, 32, 64].includes(bits) || (kind === 'f' && bits < 32)) throw esriError(where, 'NBITS', `${bits} bits of ${word}`);
  return { kind, bits };
}

/** Where samples lie, gaps between rows and bands counted, and the first byte that is not needed. */
function layoutOf(header: EsriHeader, where: string, bytes: number): { layout: Layout; end: number } {
  const [rows, columns, bands] = [
    wholeKey(header, where, 'NROWS', 1),
    wholeKey(header, where, 'NCOLS', 1),
    wholeKey(header, where, 'NBANDS', 1, 1),
  ];
  const order = (header.get('LAYOUT') ?? 'BIL').toUpperCase();
  if (!['BIL', 'BIP', 'BSQ'].includes(order))
    throw esriError(where, 'LAYOUT', `'${order.slice(0, 40)}', known are BIL, BIP, BSQ`);
  const stride = (key: string, least: number): number => {
    const value = wholeKey(header, where, key, least, least);
    if (value % bytes !== 0) throw esriError(where, key, `${value} bytes are no whole number of samples of ${bytes}`);
    return value / bytes;
  };
  const band = stride('BANDROWBYTES', columns * bytes);
  const inRow = order === 'BIL' ? band * bands : order === 'BIP' ? columns * bands : band;
  const row = stride('TOTALROWBYTES', inRow * bytes);
  const gap = order === 'BSQ' ? wholeKey(header, where, 'BANDGAPBYTES', 0, 0) : 0;
  if (gap % bytes !== 0) throw esriError(where, 'BANDGAPBYTES', `${gap} bytes are no whole number of samples of ${bytes}`);
  const strides = { BIL: [row, band, 1], BIP: [row, bands, 1], BSQ: [row * rows + gap / bytes, row, 1] }[order] as number[];
  const roles = { BIL: ['y', 'band', 'x'], BIP: ['y', 'x', 'band'], BSQ: ['band', 'y', 'x'] }[order] as StoredAxis['role'][];
  const lengths = { x: columns, y: rows, band: bands };
  const axis = (i: number): StoredAxis => ({ role: roles[i], axis: 3 - i, stride: strides[i], length: lengths[roles[i]] });
  const axes: Layout['axes'] = [axis(0), axis(1), axis(2)];
  const end = (1 + axes.reduce((sum, { stride: step, length }) => sum + step * (length - 1), 0)) * bytes;
  return { layout: { base: 0, axes }, end };
}

/**
 * Opens an ESRI BIL, BIP or BSQ image by its header or by its data, gaps between rows and bands left out. The header has no wavelengths: bands are
 * numbered. Throws InputError.
 */
export async function openEsri(source: ByteSource, { beside, axis, signal }: OpenEsriOptions = {}): Promise<SampleSource> {
  const isHeader = isEsri(await headOf(source, signal));
  const other = isHeader
    ? await needBeside(
        source,
        beside,
        'data file of this ESRI header',
        DATA.map(end => stemOf(source.name) + end),
      )
    : ((await headerBeside(source, beside, headerNames(source.name), isEsri)) ??
      (await needBeside(source, beside, 'ESRI header', headerNames(source.name))));
  try {
    const [head, data] = isHeader ? [source, other] : [other, source];
    const where = head.name;
    const header = parseEsri(await headerText(head, HEADER_BYTES, signal));
    const type = sampleType(header, where);
    const offset = wholeKey(header, where, 'SKIPBYTES', 0, 0);
    const { layout, end } = layoutOf(header, where, type.bits / 8);
    if (offset + end > data.size)
      throw new InputError('the data are truncated', {
        where: data.name,
        why: `${where} says ${offset + end} bytes, the file has ${data.size}`,
        remedy: 'Copy the data again, or correct the header.',
      });
    const length = (role: StoredAxis['role']): number => layout.axes.find(one => one.role === role)!.length;
    const shape = { width: length('x'), height: length('y'), bands: length('band') };
    const warnings: string[] = [];
    const order = header.get('BYTEORDER')?.toUpperCase();
    if (order !== undefined && !/^(I|M|LSBFIRST|MSBFIRST)$/.test(order))
      throw esriError(where, 'BYTEORDER', `'${order.slice(0, 40)}', known are I (little-endian) and M (big-endian)`);
    if (order === undefined && type.bits > 8) warnings.push('BYTEORDER is not told: little-endian is assumed');
    if (axis && axis.values.length !== shape.bands)
      throw new InputError('the spectral axis does not fit the cube', {
        where,
        why: `${axis.values.length} values for ${shape.bands} bands`,
      });
    if (!axis)
      warnings.push(
        'an ESRI header has no spectral axis: bands are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are',
      );
    const nodata = Number(header.get('NODATA') ?? header.get('NODATA_VALUE') ?? Number.NaN);
    return new RawCube({
      ...{ name: source.name, format: 'ESRI', bytes: data, offset, shape, layout, type },
      littleEndian: order === undefined || /^[IL]/.test(order),
      nodata: Number.isNaN(nodata) ? undefined : nodata,
      unit: '',
      spectralAxis: axis ?? channelAxis(shape.bands),
      frame: { kind: 'none' },
      warnings,
      notes: [`ESRI header ${where}, ${header.get('LAYOUT') ?? 'BIL'}`],
      files: [head.name, data.name],
      close: async () => void (await Promise.all([source.close(), other.close()])),
    });
  } catch (err) {
    await other.close();
    throw err;
  }
}
