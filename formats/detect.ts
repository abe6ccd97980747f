import { InputError } from '../core/cube/errors.js';
import type { CubeFormat, SampleSource, SpectralAxis } from '../core/cube/types.js';
import type { ByteSource } from '../core/platform/types.js';
import type { SectionRange } from './bytes/index.js';
import { looksLikeEdf } from './edf/header.js';
import { isEnvi } from './envi/header.js';
import type { AskedCompanions } from './fits/companions/index.js';
import type { Beside } from './raw/index.js';
import { looksLikeRpl } from './rpl/header.js';

/**
 * What to take from a file: `hdu` (name or number), `section` and `plane` of a fourth axis for FITS, `plane` of further axes of an OME-TIFF, `dataset` of an
 * HDF5 file, `axis` in place of the file's own. `beside` finds the files that belong to it (header and data, series).
 */
export interface OpenOptions {
  readonly hdu?: string | number;
  readonly section?: readonly SectionRange[];
  readonly plane?: readonly number[];
  readonly dataset?: string;
  readonly axis?: SpectralAxis;
  readonly beside?: Beside;
  /** Variance and quality of a FITS file, in place of what it says itself; other formats know none. */
  readonly companions?: AskedCompanions;
  readonly signal?: AbortSignal;
  readonly maxSpillBytes?: number;
}

const SUPPORTED = 'Supported are FITS (also gzipped), TIFF, ENVI, HDF5, Lispix (.rpl with .raw) and EDF.';

/** First bytes that are looked at. */
const HEAD = 512;

/** What files are that are often given instead, by their first bytes, and what to do. */
const STRANGERS: readonly (readonly [start: string, what: string, remedy?: string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['BZh', 'bzip2 data', 'Unpack it first: bunzip2.'],
  ['\xfd7zXZ', 'xz data', 'Unpack it first: unxz.'],
  ['\x1f\x9d', 'data packed by compress (.Z)', 'Unpack it first: gunzip or uncompress.'],
  [
    'XTENSION=',
    'a FITS extension without the primary header that comes before it',
    'Copy it with its file, or put an empty primary HDU before it (astropy: fits.HDUList([fits.PrimaryHDU(), ...])).',
  ],
  ['version https://git-lfs', 'a pointer of Git LFS, not the file itself', 'Fetch the file: git lfs pull.'],
  ['%PDF', 'a PDF'],
  ['<', 'an HTML or XML text'],
  ['{', 'a JSON text'],
  ['CDF', 'a netCDF file'],
];

/** A format by the first bytes, or undefined. Data whose header is another file say nothing themselves. */
export function detectFormat(head: Uint8Array): CubeFormat | undefined {
  const text = new TextDecoder('latin1').decode(head.subarray(0, HEAD));
  if (text.startsWith('SIMPLE  ') || (head[0] === 0x1f && head[1] === 0x8b)) return 'FITS';
  if (['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].some(magic => text.startsWith(magic))) return 'TIFF';
  if (head[0] === 0x89 && text.startsWith('HDF\r\n\x1a\n', 1)) return 'HDF5';
  if (isEnvi(text)) return 'ENVI';
  if (looksLikeEdf(text)) return 'EDF';
  return looksLikeRpl(text) ? 'RPL' : undefined;
}

/** A format by the header that lies beside a file. */
async function formatBeside(source: ByteSource, beside: Beside | undefined): Promise<CubeFormat | undefined> {
  if (!beside) return undefined;
  if (await (await import('./envi/index.js')).hasEnviHeader(source, beside)) return 'ENVI';
  return (await (await import('./rpl/index.js')).hasRplHeader(source, beside)) ? 'RPL' : undefined;
}

function unsupported(source: ByteSource, head: Uint8Array): InputError {
  const text = String.fromCharCode(...head.subarray(0, 32));
  const [, known, remedy = SUPPORTED] = STRANGERS.find(([start]) => text.startsWith(start)) ?? [];
  const hex = [...head.subarray(0, 8)].map(b => b.toString(16).padStart(2, '0')).join(' ');
  const why =
    head.length === 0
      ? 'the file is empty'
      : `it ${known ? `looks like ${known}` : 'is of no known format and no header lies beside it'}, its first bytes are ${hex}`;
  return new InputError('unsupported file', { where: source.name, why, remedy });
}

/** Options that a format does not have, as they stand on the command line. */
function refuse(source: ByteSource, format: CubeFormat, { hdu, section, plane, dataset }: OpenOptions): void {
  const say = (what: string, asked: unknown): InputError =>
    new InputError(what, { where: source.name, why: `[${asked}] was asked for` });
  if (hdu !== undefined && format !== 'FITS') throw say(`${format} files have no HDUs`, hdu);
  if (section !== undefined && format !== 'FITS')
    throw new InputError('sections are for FITS', { where: source.name, remedy: 'Use --region and --bands instead.' });
  if (plane !== undefined && format !== 'FITS' && format !== 'TIFF') throw say(`${format} files have no planes`, plane);
  if (dataset !== undefined && format !== 'HDF5') throw say(`${format} files have no datasets`, dataset);
}

/**
 * Opens a file as a cube by its first bytes, or by the header beside it: FITS, gzipped FITS, TIFF, ENVI, HDF5, Lispix raw, EDF. Throws InputError
 * for anything else.
 */
export async function openSampleSource(source: ByteSource, options: OpenOptions = {}): Promise<SampleSource> {
  const { axis, plane, beside, signal, maxSpillBytes } = options;
  const head = await source.read(0, Math.min(HEAD, source.size), signal);
  const format = detectFormat(head) ?? (await formatBeside(source, beside));
  if (!format) throw unsupported(source, head);
  refuse(source, format, options);
  switch (format) {
    case 'FITS':
      return (await import('./fits/index.js')).openFits(source, options);
    case 'TIFF': {
      const limits = maxSpillBytes === undefined ? undefined : { maxSpillBytes };
      return (await import('./tiff/index.js')).openTiff(source, { axis, plane, signal, limits });
    }
    case 'ENVI':
      return (await import('./envi/index.js')).openEnvi(source, { axis, beside, signal });
    case 'HDF5':
      return (await import('./hdf5/index.js')).openHdf5(source, { axis, dataset: options.dataset, signal });
    case 'RPL':
      return (await import('./rpl/index.js')).openRpl(source, { axis, beside, signal });
    case 'EDF':
      return (await import('./edf/index.js')).openEdf(source, { axis, beside, signal });
  }
}
