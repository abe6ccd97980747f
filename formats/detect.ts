import { InputError } from '../core/cube/errors.js';
import type { SampleSource, SpectralAxis } from '../core/cube/types.js';
import type { ByteSource } from '../core/platform/types.js';
import type { SectionRange } from './bytes/index.js';

/** What to take from a file: `hdu` (name or number), `section` and `plane` of a fourth axis for FITS, `axis` in place of the file's own. */
export interface OpenOptions {
  readonly hdu?: string | number;
  readonly section?: readonly SectionRange[];
  readonly plane?: readonly number[];
  readonly axis?: SpectralAxis;
  readonly signal?: AbortSignal;
  readonly maxSpillBytes?: number;
}

const SUPPORTED = 'Supported are FITS (also gzipped) and TIFF.';

/** What files are that are often given instead, by their first bytes. */
const STRANGERS: readonly (readonly [string, string])[] = [
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['\x89HDF', 'an HDF5 file'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['BZh', 'bzip2 data'],
  ['\xfd7zXZ', 'xz data'],
  ['ENVI', 'an ENVI header'],
  ['%PDF', 'a PDF'],
  ['<', 'an HTML or XML text'],
  ['{', 'a JSON text'],
  ['CDF', 'a netCDF file'],
];

/** A format by the first bytes, or undefined. */
export function detectFormat(head: Uint8Array): 'FITS' | 'TIFF' | undefined {
  const text = String.fromCharCode(...head.subarray(0, 9));
  if (text.startsWith('SIMPLE  ') || (head[0] === 0x1f && head[1] === 0x8b)) return 'FITS';
  return ['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].some(magic => text.startsWith(magic)) ? 'TIFF' : undefined;
}

function unsupported(source: ByteSource, head: Uint8Array): InputError {
  const text = String.fromCharCode(...head);
  const known = STRANGERS.find(([start]) => text.startsWith(start))?.[1];
  const hex = [...head.subarray(0, 8)].map(b => b.toString(16).padStart(2, '0')).join(' ');
  const why =
    head.length === 0
      ? 'the file is empty'
      : `it ${known ? `looks like ${known}` : 'is neither FITS nor TIFF'}, its first bytes are ${hex}`;
  return new InputError('unsupported file', { where: source.name, why, remedy: SUPPORTED });
}

/** Opens a file as a cube by its first bytes: FITS, gzipped FITS, TIFF or BigTIFF. Throws InputError for anything else. */
export async function openSampleSource(source: ByteSource, options: OpenOptions = {}): Promise<SampleSource> {
  const { axis, signal, maxSpillBytes } = options;
  const head = await source.read(0, Math.min(16, source.size), signal);
  const format = detectFormat(head);
  if (format === 'FITS') return (await import('./fits/index.js')).openFits(source, options);
  if (format !== 'TIFF') throw unsupported(source, head);
  if (options.hdu !== undefined || options.plane !== undefined) {
    throw new InputError('a TIFF has no HDUs', { where: source.name, why: `[${options.hdu ?? options.plane}] was asked for` });
  }
  if (options.section !== undefined) {
    throw new InputError('sections are for FITS', { where: source.name, remedy: 'Use --region and --bands instead.' });
  }
  const { openTiff } = await import('./tiff/index.js');
  return openTiff(source, { axis, signal, limits: maxSpillBytes === undefined ? undefined : { maxSpillBytes } });
}
