import { CloisonneError, type ErrorTag, isCloisonneError } from '../../core/cube/errors.js';
import type { PageEvent, PageRequest, PageResult } from './types.js';

/** Clusters of a live preview where nobody says how many. */
export const PREVIEW_CLUSTERS = 6;

/** A request as it goes to the worker: addresses as text, because a URL cannot be sent. */
export interface Job extends Omit<PageRequest, 'source' | 'encoder' | 'encoders'> {
  readonly source: Blob | string;
  readonly name: string;
  readonly encoder: 'auto' | 'pca' | { readonly url: string } | readonly File[];
  readonly encoders: readonly string[];
  readonly wasmUrl?: string;
}

/** To the worker. */
export type ToWorker = { readonly run: number; readonly job: Job } | { readonly stop: number };

/** An error on its way between threads, which keep only the message of one. */
export interface SentError {
  readonly message: string;
  readonly tag?: ErrorTag;
  readonly remedy?: string;
}

/** From the worker. */
export type FromWorker = { readonly run: number } & (
  | { readonly event: PageEvent }
  | { readonly result: PageResult }
  | { readonly error: SentError }
);

/** An error as it can be sent. */
export const sentError = (err: unknown): SentError =>
  isCloisonneError(err)
    ? { message: err.message, tag: err.tag, remedy: err.remedy }
    : { message: err instanceof Error ? err.message : String(err) };

/** The error again, of its own kind. */
export function receivedError({ message, tag, remedy }: SentError): Error {
  if (!tag) return new Error(message);
  // Its message already ends with the remedy.
  return Object.assign(new CloisonneError(tag, message), { remedy });
}
