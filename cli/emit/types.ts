import type { SampleSource } from '../../core/cube/types.js';
import type { Encoder } from '../../core/encoder/types.js';
import type { EmittedResult } from './result.js';

/** Where products go: files of a folder under way. */
export interface EmitSink {
  /** The folder itself. */
  readonly partial: string;
  /** Takes note of a file that the caller writes itself, by its path in the folder, and returns where: for writers of many small files. */
  place(path: string): Promise<string>;
  write(path: string, contents: Uint8Array | string): Promise<void>;
}

/** What a product may need beside the result. */
export interface EmitContext {
  readonly sink: EmitSink;
  /** The cube that was segmented, opened; the caller closes it. Throws InputError and UsageError where it is not there. */
  cube(): Promise<SampleSource>;
  /** The encoder that made the latents. Throws EncoderMismatchError where it is not there. */
  encoder(): Promise<Encoder>;
  /** Says what was left out or made coarser, in one line. */
  warn(message: string): void;
  /** What annotations and tiles name as the image they belong to. */
  readonly source?: string;
  readonly maxMemory: number;
  readonly signal: AbortSignal;
}

/** A kind of product. */
export interface Emitter {
  readonly describe: string;
  /** Where its files lie: names of files, and of folders with a slash at the end. No two kinds share one. */
  readonly places: readonly string[];
  /** Writes its files. */
  emit(result: EmittedResult, context: EmitContext): Promise<void>;
}
