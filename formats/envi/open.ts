import { InputError } from '../../core/cube/errors.js';
import { inOrder } from '../../core/cube/in-order.js';
import { basenameOf } from '../../core/cube/name.js';
import type { SampleSource, SpectralAxis } from '../../core/cube/types.js';
import type { ByteSource } from '../../core/platform/types.js';
import {
  type Beside,
  checkSize,
  headerBeside,
  headerText,
  headOf,
  type Interleave,
  interleaved,
  needBeside,
  RawCube,
  stemOf,
} from '../raw/index.js';
import type { SampleType } from '../tiff/samples.js';
import { badBands, enviAxis, enviScaling } from './axis.js';
import { type EnviHeader, fieldError, isEnvi, parseEnviHeader, wholeField } from './header.js';

/** Options of openEnvi. */
export interface OpenEnviOptions {
  /** Finds the header beside the data, or the data beside the header. */
  readonly beside?: Beside;
  /** Replaces the spectral axis of the header. */
  readonly axis?: SpectralAxis;
  /** Bands stay in the order of the file, whatever the header says of their wavelengths: an axis will come from elsewhere. */
  readonly keepOrder?: boolean;
  readonly signal?: AbortSignal;
}

const HEADER_BYTES = 16 << 20;
const MOST = 2 ** 31;

/** Codes of `data type`. */
const TYPES: Readonly<Record<number, SampleType>> = {
  1: { kind: 'u', bits: 8 },
  2: { kind: 'i', bits: 16 },
  3: { kind: 'i', bits: 32 },
  4: { kind: 'f', bits: 32 },
  5: { kind: 'f', bits: 64 },
  12: { kind: 'u', bits: 16 },
  13: { kind: 'u', bits: 32 },
  14: { kind: 'i', bits: 64 },
  15: { kind: 'u', bits: 64 },
};

/** Endings of data files, for `cube.hdr` with `cube.dat` beside it. */
const DATA = [
  '',
  '.dat',
  '.img',
  '.bsq',
  '.bil',
  '.bip',
  '.raw',
  '.bin',
  '.envi',
  '.DAT',
  '.IMG',
  '.BSQ',
  '.BIL',
  '.BIP',
  '.RAW',
];

function readType(header: EnviHeader, where: string): SampleType {
  const code = wholeField(header, where, 'data type', 1, 99);
  if (code === 6 || code === 9) throw fieldError(where, 'data type', `${code} is complex`, 'Write its magnitude as data type 4.');
  const type = TYPES[code];
  if (!type) throw fieldError(where, 'data type', `${code}, known are ${Object.keys(TYPES).join(', ')}`);
  return type;
}

function refuseUnread(header: EnviHeader, where: string): void {
  if (wholeField(header, where, 'file compression', 0, 99, 0) !== 0)
    throw fieldError(where, 'file compression', 'compressed ENVI data are not read', 'Unpack the data (gunzip) and set it to 0.');
  const kind = header.get('file type') ?? '';
  if (/meta|virtual|mosaic/i.test(kind))
    throw fieldError(where, 'file type', `'${kind}' holds no samples`, 'Write it as ENVI Standard.');
  for (const frame of ['major frame offsets', 'minor frame offsets'])
    if (/[1-9]/.test(header.get(frame) ?? ''))
      throw fieldError(where, frame, 'gaps between rows or bands are not read', 'Write the data without them.');
}

const NOTED = ['map info', 'coordinate system string', 'sensor type', 'acquisition time'];

/**
 * Opens an ENVI image by its header or by its data: bsq, bil or bip, any real data type, either byte order, read in place. Bands that
 * `bbl` calls bad and samples equal to `data ignore value` are missing; `map info` is noted and not interpreted. Throws InputError.
 */
export async function openEnvi(source: ByteSource, options: OpenEnviOptions = {}): Promise<SampleSource> {
  const { beside, signal } = options;
  const isHeader = isEnvi(await headOf(source, signal));
  const stem = stemOf(source.name);
  const other = isHeader
    ? await needBeside(
        source,
        beside,
        'data file of this ENVI header',
        DATA.map(end => stem + end),
      )
    : ((await headerBeside(source, beside, headerNames(source.name), isEnvi)) ??
      (await needBeside(source, beside, 'ENVI header', headerNames(source.name))));
  try {
    const [head, data] = isHeader ? [source, other] : [other, source];
    const cube = describe(head.name, await headerText(head, HEADER_BYTES, signal), data, options);
    const close = async () => void (await Promise.all([source.close(), other.close()]));
    const opened = await RawCube.open({ ...cube, name: source.name, files: [head.name, data.name], close });
    return options.axis || options.keepOrder ? opened : inOrder(opened);
  } catch (err) {
    await other.close();
    throw err;
  }
}

const headerNames = (data: string): string[] =>
  ['.hdr', '.HDR'].flatMap(end => [`${basenameOf(data)}${end}`, `${stemOf(data)}${end}`]);

/** True where an ENVI header lies beside a file whose own bytes say nothing. */
export async function hasEnviHeader(source: ByteSource, beside: Beside | undefined): Promise<boolean> {
  const header = await headerBeside(source, beside, headerNames(source.name), isEnvi);
  await header?.close();
  return header !== undefined;
}

function describe(where: string, text: string, data: ByteSource, { axis }: OpenEnviOptions) {
  const header = parseEnviHeader(text, where);
  refuseUnread(header, where);
  const size = (name: string): number => wholeField(header, where, name, 1, MOST);
  const shape = { width: size('samples'), height: size('lines'), bands: size('bands') };
  const type = readType(header, where);
  const interleave = (header.get('interleave') ?? 'bsq').toLowerCase();
  if (!['bsq', 'bil', 'bip'].includes(interleave))
    throw fieldError(where, 'interleave', `'${interleave.slice(0, 40)}', known are bsq, bil, bip`);
  const offset = wholeField(header, where, 'header offset', 0, Number.MAX_SAFE_INTEGER, 0);
  const warnings = checkSize(data, offset, shape, type, basenameOf(where));
  const notes: string[] = [];
  const spectralAxis = axis ?? enviAxis(header, shape.bands, warnings, notes);
  if (spectralAxis.values.length !== shape.bands)
    throw new InputError('the spectral axis does not fit the cube', {
      where,
      why: `${spectralAxis.values.length} values for ${shape.bands} bands`,
    });
  const bad = badBands(header, shape.bands, warnings);
  if (bad) notes.push(`${bad.reduce((n, b) => n + b, 0)} of ${shape.bands} bands are bad by the header's list`);
  const ignored = header.get('data ignore value');
  const nodata = ignored === undefined || ignored === '' ? undefined : Number(ignored);
  if (Number.isNaN(nodata) && !/^-?nan$/i.test(ignored!))
    throw fieldError(where, 'data ignore value', `'${ignored!.slice(0, 40)}' is not a number`);
  if (type.bits === 64 && type.kind !== 'f') warnings.push('64-bit integers are rounded to float32');
  for (const name of NOTED) if (header.has(name)) notes.push(`${name}: ${header.get(name)!.replace(/\s+/g, ' ').slice(0, 400)}`);
  return {
    format: 'ENVI' as const,
    bytes: data,
    offset,
    shape,
    layout: interleaved(shape, interleave as Interleave),
    type,
    littleEndian: wholeField(header, where, 'byte order', 0, 1, 0) === 0,
    nodata: Number.isNaN(nodata) ? undefined : nodata,
    badBands: bad,
    scaling: enviScaling(header, shape.bands, warnings, notes),
    unit: header.get('data units') ?? '',
    spectralAxis,
    frame: { kind: 'none' } as const,
    warnings,
    notes,
  };
}
