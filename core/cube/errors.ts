import { printable } from './printable.js';

/** The kinds of failure a caller can tell apart; the CLI maps each to an exit code. */
export type ErrorTag =
  | 'UsageError'
  | 'InputError'
  | 'EmptyError'
  | 'EncoderMismatchError'
  | 'MemoryCapError'
  | 'OutputExistsError'
  | 'OutputError'
  | 'EngineError'
  | 'TrainingError'
  | 'VerificationError'
  | 'BatchError'
  | 'InterruptedError';

/** What an error says: `what` failed, `where` (file, HDU, byte offset, band), `why`, and the `remedy` a person can apply. */
export interface ErrorFields {
  readonly where?: string;
  readonly why?: string;
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Base of every error this package throws on purpose. Its message is one line: `what [where]: why. Remedy.` */
export class CloisonneError extends Error {
  readonly tag: ErrorTag;
  readonly where?: string;
  readonly why?: string;
  readonly remedy?: string;

  constructor(tag: ErrorTag, what: string, fields: ErrorFields = {}) {
    const { where, why, remedy, cause } = fields;
    const head = `${what}${where ? ` [${where}]` : ''}${why ? `: ${why}` : ''}`.replace(/\s*\n\s*/g, ' ');
    // Names, headers and answers of servers are in it: none may steer the terminal it is printed on.
    super(printable(remedy ? `${head.replace(/\.$/, '')}. ${remedy}` : head), cause === undefined ? undefined : { cause });
    this.name = tag;
    this.tag = tag;
    this.where = where;
    this.why = why;
    this.remedy = remedy;
  }
}

/** Wrong options or arguments (exit 2). */
export class UsageError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('UsageError', what, fields);
  }
}

/** A file that is damaged, truncated, unsupported or not what it claims to be (exit 3). */
export class InputError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('InputError', what, fields);
  }
}

/** A readable cube with nothing to segment: all NaN, one band, constant, fewer spaxels than clusters (exit 4). */
export class EmptyError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('EmptyError', what, fields);
  }
}

/** An encoder made for another spectral axis, or a damaged one (exit 5). */
export class EncoderMismatchError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('EncoderMismatchError', what, fields);
  }
}

/** The memory cap is too small; `needed` is a cap in bytes that works (exit 6). */
export class MemoryCapError extends CloisonneError {
  readonly needed: number;
  constructor(what: string, needed: number, fields?: ErrorFields) {
    super('MemoryCapError', what, fields);
    this.needed = needed;
  }
}

/** The output already exists (exit 8). */
export class OutputExistsError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('OutputExistsError', what, fields);
  }
}

/** The output cannot be written: no permission, full disk, locked by another run (exit 1). */
export class OutputError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('OutputError', what, fields);
  }
}

/** A compute engine is missing, broken, or gives wrong numbers (exit 1 when it was asked for by name). */
export class EngineError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('EngineError', what, fields);
  }
}

/** Training failed: NaN loss that did not recover, too few spectra (exit 1). */
export class TrainingError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('TrainingError', what, fields);
  }
}

/** A result is not what its record says, or not what the same run gives again (exit 9). */
export class VerificationError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('VerificationError', what, fields);
  }
}

/** Some inputs of a batch failed, the others are done (exit 7). */
export class BatchError extends CloisonneError {
  constructor(what: string, fields?: ErrorFields) {
    super('BatchError', what, fields);
  }
}

/** The run was stopped by its AbortSignal; it can be resumed (exit 130). */
export class InterruptedError extends CloisonneError {
  constructor(what = 'interrupted', fields?: ErrorFields) {
    super('InterruptedError', what, fields);
  }
}

/** True for errors made by this package (by tag, so it also holds across two copies of it); with `tag`, only for that kind. */
export function isCloisonneError(err: unknown, tag?: ErrorTag): err is CloisonneError {
  if (!(err instanceof Error) || typeof (err as { tag?: unknown }).tag !== 'string') return false;
  return tag === undefined || (err as CloisonneError).tag === tag;
}

/** Throws InterruptedError when the signal has fired. */
export function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new InterruptedError('interrupted', { cause: signal.reason });
}
