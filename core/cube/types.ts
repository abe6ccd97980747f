import type { FlagTally } from './flags.js';
import type { Narrowing } from './narrowing.js';
/** What a cube was read from. */
export type CubeFormat = 'FITS' | 'TIFF' | 'ENVI' | 'ESRI' | 'HDF5' | 'RPL' | 'EDF';

/** Width and height in spaxels, depth in bands. */
export interface CubeShape {
  readonly width: number;
  readonly height: number;
  readonly bands: number;
}

/** What the spectral axis measures. `other` is any quantity with a unit (time, phase); `channel` is a plain band number (with names, for multi-band images). */
export type SpectralKind =
  | 'wavelength-air'
  | 'wavelength-vacuum'
  | 'wavelength'
  | 'energy'
  | 'frequency'
  | 'velocity'
  | 'raman-shift'
  | 'wavenumber'
  | 'faraday-depth'
  | 'other'
  | 'channel';

/** Band `band` begins at `start`, though the one before it ends at `edges[band]`: what lay between is gone. */
export interface AxisGap {
  readonly band: number;
  readonly start: number;
}

/** The spectral axis: centres `values` [bands] and bin `edges` [bands + 1] in `unit`, monotonic (either direction). */
export interface SpectralAxis {
  readonly kind: SpectralKind;
  readonly unit: string;
  readonly values: Float64Array;
  readonly edges: Float64Array;
  /** Where bands between neighbours are gone, in the order of the bands; absent where none are. `bandStarts` heeds them. */
  readonly gaps?: readonly AxisGap[];
  /** Band names, for multi-band images. */
  readonly names?: readonly string[];
}

/** A GeoTIFF tag carried byte for byte (little-endian values). */
export interface RawTiffTag {
  readonly id: number;
  /** TIFF field type number (3 SHORT, 12 DOUBLE, 2 ASCII ...). */
  readonly type: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** A part of a file (an HDU, a dataset): what it is, what it was taken for (`cube`, `variance`, `quality`, `spectral axis`, `another cube`, or ''), and why. */
export interface FilePart {
  readonly part: string;
  readonly size: string;
  readonly type: string;
  readonly unit: string;
  readonly taken: string;
  readonly why: string;
}

/** Where a spaxel is in the world. Carried from input to output, never resampled. */
export type SpatialFrame =
  | { readonly kind: 'none' }
  /** Celestial FITS cards (80 characters each) of the two spatial axes, renumbered 1 and 2, otherwise verbatim. */
  | { readonly kind: 'celestial'; readonly cards: readonly string[] }
  | { readonly kind: 'geotiff'; readonly tags: readonly RawTiffTag[] };

/**
 * A run of samples in storage order, as physical float32 values with NaN for missing (BLANK, nodata, NaN, Inf, flagged).
 * `bsq`: data is [bands][rows * width]; `bip`: data is [rows * width][bands]. `y0` is the first row of the piece.
 * The buffer belongs to the reader and is only valid until the next piece is asked for.
 */
export interface SamplePiece {
  readonly y0: number;
  readonly rows: number;
  readonly band: number;
  readonly bands: number;
  readonly order: 'bsq' | 'bip';
  readonly data: Float32Array;
}

/**
 * What a format hands to core: one cube in storage order. For every spaxel, pieces arrive in increasing band order; band-sequential
 * pieces of one call cut the rows in the same places for every run of bands.
 * Implementations check sizes against the file before they allocate and throw InputError.
 */
export interface SampleSource {
  /** File name with the HDU or page, for messages. */
  readonly name: string;
  readonly format: CubeFormat;
  readonly shape: CubeShape;
  /** Stored sample type: `u8 i8 u16 i16 u32 i32 i64 f32 f64`. */
  readonly dtype: string;
  /** Physical unit of a sample (BUNIT), or ''. */
  readonly unit: string;
  /** How the file's own values follow from the samples, where float32 cannot hold them; `unit` is that of the samples. */
  readonly narrowing?: Narrowing;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  /** Rows of a slab should be a multiple of this (strip or tile height; 1 when any row can be read cheaply). */
  readonly rowAlign: number;
  /** Extra bytes the reader needs while it reads a slab of `rows` rows (staging, decoded tiles). */
  stagingBytes(rows: number): number;
  /** One line each: illegal cards, int64 beyond 2^53, missing padding... */
  readonly warnings: readonly string[];
  /** One line each of what was found or done and is no cause for concern: map information, calibrations. */
  readonly notes?: readonly string[];
  /** Every part of the file, where it has several. */
  readonly contents?: readonly FilePart[];
  /** Cards or part of the file that the spectral axis came from. */
  readonly axisFrom?: string;
  /** Names of all files the samples come from, where it is not `name` alone. */
  readonly files?: readonly string[];
  /** Seconds each spectrum was counted, [height * width], where the file has them. */
  readonly liveTime?: (signal?: AbortSignal) => Promise<Float32Array>;
  /** All samples of rows [y0, y0 + rows). */
  samples(y0: number, rows: number, signal?: AbortSignal): AsyncIterable<SamplePiece>;
  /** Variance (STAT, or ERR squared) of the same rows, where the file has it. */
  variance?(y0: number, rows: number, signal?: AbortSignal): AsyncIterable<SamplePiece>;
  /** How many samples of those read so far are missing by quality flags; undefined or absent where there are none. */
  flagged?(): FlagTally | undefined;
  /** The spectrum of one spaxel, [bands]. */
  spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array>;
  /** One band as an image, [height * width]. */
  plane(band: number, signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * The leading per-sample steps and the rebin that follows, as the cube applies them while it reads: replace bad samples by linear
 * interpolation over good ones (nearest at the ends), clip to [min, max], then add `weight[j] * value` to output bin `bin[j]` for
 * j in [start[band], start[band + 1]). Sums are float32, in band order. Identity when bins map one to one with weight 1. Its bands are those of the
 * cube that take part; the others are gone.
 */
export interface Reducer {
  readonly inputBands: number;
  readonly outputBands: number;
  readonly clipMin: number;
  readonly clipMax: number;
  /** [inputBands + 1] offsets into bin and weight. */
  readonly start: Int32Array;
  readonly bin: Int32Array;
  readonly weight: Float32Array;
}

/** How to walk the cube: rows per block, and the reducer to apply (absent: native depth, bad samples left as NaN). */
export interface ReadPlan {
  readonly rows: number;
  /** Start at this row (default 0), to go on where an interrupted run stopped. */
  readonly firstRow?: number;
  /** Stop before this row (default: the height), to walk a part of the cube. */
  readonly endRow?: number;
  readonly reducer?: Reducer;
  readonly variance?: boolean;
  /** Read the next block while the caller works on this one (two slabs in memory); default true. */
  readonly readAhead?: boolean;
}

/**
 * Rows [row, row + rows) of the cube, pixel-major. The buffers are reused: they are valid until the next block is asked for.
 */
export interface SpectraBlock {
  readonly row: number;
  readonly rows: number;
  readonly bands: number;
  /** [rows * width, bands]. Native depth: all bands, also those left out, bad samples NaN. Reduced: filled, meaningless where not valid. */
  readonly data: Float32Array;
  /** Same shape as data, native depth only. */
  readonly variance?: Float32Array;
  /** [rows * width]: 1 where the spaxel takes part. */
  readonly valid: Uint8Array;
}

/** A cube with the missing-data policy, region and band selection applied: what the pipeline reads. */
export interface CubeSource {
  readonly name: string;
  readonly format: CubeFormat;
  readonly shape: CubeShape;
  readonly dtype: string;
  readonly unit: string;
  readonly narrowing?: Narrowing;
  readonly spectralAxis: SpectralAxis;
  readonly frame: SpatialFrame;
  readonly warnings: readonly string[];
  readonly rowAlign: number;
  readonly hasVariance: boolean;
  /** [bands]: 1 where the band takes no part (option or notch). */
  readonly excludedBands: Uint8Array;
  /** [bands]: 1 where that is so because it is missing in nearly every spaxel. */
  readonly missingBands: Uint8Array;
  /** The bands that take part, in increasing order: what a reducer gets, whose input they are. */
  readonly kept: Int32Array;
  /** The axis of these, `spectralAxis` itself where all bands take part. */
  readonly keptAxis: SpectralAxis;
  /** [height * width]: 1 where the region or mask option lets a spaxel take part; absent when all do. */
  readonly selected?: Uint8Array;
  /** Bytes a walk with this plan keeps alive. */
  planBytes(plan: ReadPlan): number;
  /** One block in buffers of its own (for sampling). */
  block(row: number, rows: number, plan: Omit<ReadPlan, 'rows'>, signal?: AbortSignal): Promise<SpectraBlock>;
  blocks(plan: ReadPlan, signal?: AbortSignal): AsyncGenerator<SpectraBlock, void, undefined>;
  spectrum(x: number, y: number, signal?: AbortSignal): Promise<Float32Array>;
  plane(band: number, signal?: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}
