import type { CubeFormat, SampleSource, SpectralAxis } from '../core/cube/types.js';
import type { ByteSource, OnSpill } from '../core/platform/types.js';
import type { SectionRange } from './bytes/index.js';
import type { AskedCompanions } from './fits/companions/index.js';
import type { Beside } from './raw/index.js';

/**
 * What to take from a file: `hdu` (name or number), `section` and `plane` of a fourth axis for FITS, `plane` of further axes of an OME-TIFF, `dataset` of an
 * HDF5 file, `spectralAxis` says which axis of an array is spectral (index from 0 as numpy counts, or name), `axis` stands in place of the file's own,
 * `bands` is how many values an axis has that will, and with `keepOrder` bands stay in the order of the file for it. `beside` finds the files that belong to it (header and data, series).
 */
export interface OpenOptions {
  readonly hdu?: string | number;
  readonly section?: readonly SectionRange[];
  readonly plane?: readonly number[];
  readonly dataset?: string;
  readonly spectralAxis?: string;
  readonly axis?: SpectralAxis;
  readonly bands?: number;
  readonly keepOrder?: boolean;
  readonly beside?: Beside;
  /** Variance and quality of a FITS file, in place of what it says itself; other formats know none. */
  readonly companions?: AskedCompanions;
  /** Names of all files in the input's folder: images of one filter each are then read as one cube. */
  readonly siblings?: () => Promise<readonly string[]>;
  readonly signal?: AbortSignal;
  /** Most bytes that compressed data may unpack to; default 16 GiB. */
  readonly maxSpillBytes?: number;
  /** Is told how far unpacking is. */
  readonly onSpill?: OnSpill;
}

/** Options that not every format has, as they stand on the command line. */
export type FormatOption = 'hdu' | 'section' | 'plane' | 'dataset' | 'spectralAxis';

/** The first bytes of a file, and the same as text, a character a byte. */
export interface Head {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A format: how it is known, opened and described. Help, the table of the README and refusals are made from it. */
export interface Format {
  readonly name: CubeFormat;
  /** What people call it, with what it comes in: `Lispix (.rpl with .raw)`. */
  readonly title: string;
  /** Endings of file names, the usual one first; what opens a file are its bytes. */
  readonly extensions: readonly string[];
  /** Its first bytes, in words. */
  readonly signature: string;
  /** Names of files, for help. */
  readonly examples: readonly string[];
  /** True where a cube is always one file. */
  readonly alone: boolean;
  readonly options: readonly FormatOption[];
  /** What is read and what is not, as the README says it. */
  readonly reads: string;
  readonly lacks: string;
  /** Whether a file is of this format, by its first bytes. */
  detect(head: Head): boolean;
  /** Whether it is, by a look further into it or at the files beside it, where no first bytes tell. */
  probe?(source: ByteSource, options: OpenOptions): Promise<boolean>;
  open(source: ByteSource, options: OpenOptions): Promise<SampleSource>;
}
