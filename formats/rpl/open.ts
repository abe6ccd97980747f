import { linearAxis } from '../../core/cube/axis.js';
import { basenameOf } from '../../core/cube/name.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import {
  type Beside,
  checkSize,
  headerBeside,
  headerText,
  headOf,
  interleaved,
  needBeside,
  RawCube,
  stemOf,
} from '../raw/index.js';
import { channelAxis, quantityOf } from '../table/index.js';
import type { SampleType } from '../tiff/samples.js';
import { keyError, looksLikeRpl, numberKey, parseRpl, type RplHeader, wholeKey } from './header.js';

/** Options of openRpl. */
export interface OpenRplOptions {
  /** Finds the data beside the header, or the header beside the data. */
  readonly beside?: Beside;
  /** Replaces the spectral axis of the header. */
  readonly axis?: SpectralAxis;
  readonly signal?: AbortSignal;
}

const HEADER_BYTES = 1 << 16;
const KINDS: Readonly<Record<string, SampleType['kind']>> = { signed: 'i', unsigned: 'u', float: 'f' };

function readType(header: RplHeader, where: string): SampleType {
  const word = (header.get('data-type') ?? '').toLowerCase();
  const length = wholeKey(header, where, 'data-length', 1);
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
  if (!kind) throw keyError(where, 'data-type', `'${word.slice(0, 40)}', known are signed, unsigned, float`);
  if (![1, 2, 4, 8].includes(length) || (kind === 'f' && length < 4))
    throw keyError(where, 'data-length', `${length} bytes of type ${word}`);
  return { kind, bits: 8 * length };
}

/** Keys of the axis: HyperSpy's, and those of scanners' programs. */
const SCALE = ['depth-scale', 'depthscaleincrement', 'depth-scale-increment'];
const ORIGIN = ['depth-origin', 'depthscaleorigin', 'depth-scale-origin'];
const UNITS = ['depth-units', 'depthscaleunits', 'depth-scale-units'];
const NUMBERED = 'bands of the spectral axis are numbered; --energy gain=0.01,zero=0 or --axis FILE says what they are';

/** `depth-scale`, `depth-origin` and `depth-units` (HyperSpy; depthscaleincrement and so on), else `ev-per-chan`, else channels. */
function readAxis(header: RplHeader, bands: number, warnings: string[]): SpectralAxis {
  const units = UNITS.map(key => header.get(key)).find(Boolean) ?? '';
  const known = quantityOf(units);
  const unread = warnings.length;
  const scale = numberKey(header, SCALE, warnings, NUMBERED);
  const origin = numberKey(header, ORIGIN, warnings, NUMBERED);
  if (warnings.length > unread) return channelAxis(bands);
  if (scale && known) return linearAxis(known.kind, known.unit, origin ?? 0, scale, bands);
  const electronvolts = numberKey(header, ['ev-per-chan'], warnings, NUMBERED);
  if (electronvolts) {
    warnings.push(
      'the spectral axis has no zero in the header: channel 0 is taken as 0 keV; --energy gain=0.01,zero=-0.96 says otherwise',
    );
    return linearAxis('energy', 'keV', 0, electronvolts / 1000, bands);
  }
  if (warnings.length === unread)
    warnings.push(`the spectral axis is not calibrated${scale && units ? ` (unit '${units.slice(0, 40)}')` : ''}: ${NUMBERED}`);
  return channelAxis(bands);
}

/**
 * Opens a Lispix (Ripple) raw file by its `.rpl` header or by its `.raw` data: spectrum by spectrum (`record-by vector`) or image by image,
 * any length and byte order, read in place. Throws InputError.
 */
export async function openRpl(source: ByteSource, options: OpenRplOptions = {}): Promise<SampleSource> {
  const { beside, signal } = options;
  const isHeader = looksLikeRpl(await headOf(source, signal));
  const stem = stemOf(source.name);
  const other = isHeader
    ? await needBeside(source, beside, 'data file of this Ripple header', [`${stem}.raw`, `${stem}.RAW`])
    : await needBeside(source, beside, 'Ripple header', headerNames(source.name));
  try {
    const [head, data] = isHeader ? [source, other] : [other, source];
    const cube = describe(head.name, await headerText(head, HEADER_BYTES, signal), data, options.axis);
    const close = async () => void (await Promise.all([source.close(), other.close()]));
    return await RawCube.open({ ...cube, name: source.name, files: [head.name, data.name], close });
  } catch (err) {
    await other.close();
    throw err;
  }
}

const headerNames = (data: string): string[] => ['.rpl', '.RPL'].map(end => stemOf(data) + end);

/** True where a Ripple header lies beside a file whose own bytes say nothing. */
export async function hasRplHeader(source: ByteSource, beside: Beside | undefined): Promise<boolean> {
  const header = await headerBeside(source, beside, headerNames(source.name), looksLikeRpl);
  await header?.close();
  return header !== undefined;
}

function describe(where: string, text: string, data: ByteSource, axis: SpectralAxis | undefined) {
  const header = parseRpl(text, where);
  const shape = {
    width: wholeKey(header, where, 'width', 1),
    height: wholeKey(header, where, 'height', 1),
    bands: wholeKey(header, where, 'depth', 1, 1),
  };
  const type = readType(header, where);
  const offset = wholeKey(header, where, 'offset', 0, 0);
  const warnings = checkSize(data, offset, shape, type, basenameOf(where));
  const record = (header.get('record-by') ?? 'dont-care').toLowerCase();
  if (!['vector', 'image', 'dont-care'].includes(record))
    throw keyError(where, 'record-by', `'${record.slice(0, 40)}', known are vector, image, dont-care`);
  if (record === 'dont-care' && shape.bands > 1) warnings.push('record-by is not told: spectrum by spectrum is assumed');
  const order = (header.get('byte-order') ?? 'dont-care').toLowerCase();
  if (!/^(little-endian|big-endian|high-endian|dont-care)$/.test(order))
    throw keyError(where, 'byte-order', `'${order.slice(0, 40)}', known are little-endian, big-endian, dont-care`);
  if (order === 'dont-care' && type.bits > 8) warnings.push('byte-order is not told: little-endian is assumed');
  const seconds = numberKey(header, ['live-time'], warnings, 'the live time is not noted');
  return {
    format: 'RPL' as const,
    bytes: data,
    offset,
    shape,
    layout: interleaved(shape, record === 'image' ? 'bsq' : 'bip'),
    type,
    littleEndian: !/^(big|high)/.test(order),
    unit: '',
    spectralAxis: axis ?? readAxis(header, shape.bands, warnings),
    frame: { kind: 'none' } as const,
    warnings,
    notes: seconds === undefined ? [] : [`live time of the scan: ${seconds} s`],
  };
}
