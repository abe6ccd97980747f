import type { EngineName } from '../../core/engine/types.js';
import type { SegmentEvent } from '../../core/segmentation.js';
import type { AskedCompanions } from '../../formats/fits/companions/index.js';

/** Where a page finds the parts of the segmenter. */
export interface SegmenterOptions {
  /**
   * Address of cloisonne-segment.worker.js, with its chunks beside it; default: beside this module, or where the bundler put it. One of another
   * origin needs CORS there, and computes on one thread.
   */
  readonly workerUrl?: string | URL;
  /** Address of the folder of the .wasm files of @tensorflow/tfjs-backend-wasm; default: beside the worker. */
  readonly wasmUrl?: string | URL;
}

/** What to segment, and how; as in `SegmentOptions` where the names are the same. */
export interface PageRequest {
  /** A file of the person's disk, of which only the parts that are needed are read, or an address with HTTP range support. */
  readonly source: Blob | URL;
  /** Files that belong to the source and are found by their names: the data of an ENVI header, the .raw of an .rpl, the parts of a series. */
  readonly beside?: readonly File[];
  /** Default: the name of the file. */
  readonly name?: string;
  /** Number or name of a FITS extension. */
  readonly hdu?: string | number;
  /** The spectral axis in place of what the file says: a file, JSON or CSV, or TYPE,UNIT,START,STEP as `WAVE,nm,400,10`. */
  readonly axis?: Blob | string;
  /** Which axis of an array is spectral: index from 0 as numpy counts, or name. */
  readonly spectralAxis?: string;
  /** Index from 0 on each further axis. */
  readonly plane?: readonly number[];
  /** Path of the cube in an HDF5 file. */
  readonly dataset?: string;
  /** Variance and quality of a FITS file, in place of what it says itself. */
  readonly companions?: AskedCompanions;
  /**
   * `auto` (default): the first of `encoders` made for this axis, else a PCA fitted on the cube; `pca`: that at once; else the address of an encoder's
   * folder, or its files (encoder.json, model.json, weights.bin).
   */
  readonly encoder?: 'auto' | 'pca' | URL | readonly File[];
  /** Addresses of the folders of encoders that `auto` may take. */
  readonly encoders?: readonly URL[];
  readonly rebin?: boolean;
  readonly kMin?: number;
  readonly kMax?: number;
  readonly seed?: number;
  /** Default `auto`: WebGPU on a graphics card, else WebAssembly, else plain JavaScript. */
  readonly engine?: Extract<EngineName, 'webgpu' | 'wasm' | 'cpu'> | 'auto';
  readonly latent?: number;
  readonly maxMemory?: number;
  readonly threads?: number;
  /** Clusters of the live preview; default 6, 0: none. */
  readonly preview?: number;
}

/** The cube as it was opened, before anything is computed. */
export interface OpenedEvent {
  readonly type: 'opened';
  readonly name: string;
  readonly shape: { readonly width: number; readonly height: number; readonly bands: number };
  /** Celestial FITS cards, where it has any. */
  readonly cards: readonly string[] | undefined;
  /** One line each of what was read in one of several ways. */
  readonly notes?: readonly string[];
}

/** What a run says while it works: as `segment`, whose result becomes files. */
export type PageEvent = OpenedEvent | Exclude<SegmentEvent, { type: 'result' }>;

/** A finished run: the files that `cloisonne segment` leaves, but for the report and run.json. */
export interface PageResult {
  readonly name: string;
  readonly k: number;
  /** Name of the engine, e.g. `wasm`. */
  readonly engine: string;
  /** Contents by path; segmentation.json names the others. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The cube in three colours as a PNG of its size, to lay the map over. */
  readonly picture: Uint8Array;
}

/** Segments cubes in a worker. */
export interface PageSegmenter {
  /**
   * Segments a cube; one run at a time, a second one waits. Throws as `segment` does, InputError for a cube that cannot be opened, InterruptedError
   * when the signal fires: at once, while the worker stops at the end of its batch. EngineError where the worker does not start.
   */
  run(request: PageRequest, options?: { signal?: AbortSignal; onEvent?: (event: PageEvent) => void }): Promise<PageResult>;
  /** Ends the worker; what is running is interrupted. */
  destroy(): void;
}
