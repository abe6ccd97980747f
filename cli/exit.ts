import { type ErrorTag, isCloisonneError } from '../core/cube/errors.js';
import { printable } from '../core/cube/printable.js';
import { StoppedError } from './interrupt.js';

const CODES: Readonly<Record<ErrorTag, number>> = {
  UsageError: 2,
  InputError: 3,
  EmptyError: 4,
  EncoderMismatchError: 5,
  MemoryCapError: 6,
  BatchError: 7,
  OutputExistsError: 8,
  OutputError: 1,
  EngineError: 1,
  TrainingError: 1,
  VerificationError: 9,
  InterruptedError: 130,
};

/** The documented exit code of an error: 1 for anything unexpected. */
export function exitCode(err: unknown): number {
  if (err instanceof StoppedError) return err.exitCode;
  return isCloisonneError(err) ? CODES[err.tag] : 1;
}

/** The one line a person sees. */
export function messageLine(err: unknown): string {
  if (isCloisonneError(err)) return `cloisonne: ${err.message}`;
  const message = printable(err instanceof Error ? err.message.split('\n')[0] : String(err));
  return `cloisonne: unexpected error: ${message}. Please report it; CLOISONNE_DEBUG=1 shows where it happened.`;
}
