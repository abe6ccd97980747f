import { InputError, throwIfAborted } from '../../core/cube/errors.js';
import { secondsText } from './http-limits.js';

/** One request under way: its end by the caller's signal, by a time without a byte, or by us. */
export class Exchange {
  private readonly controller = new AbortController();
  private readonly stop = (): void => this.controller.abort(this.outer?.reason);

  constructor(
    private readonly name: string,
    private readonly outer?: AbortSignal,
  ) {
    throwIfAborted(outer);
    outer?.addEventListener('abort', this.stop);
  }

  /** To be handed to fetch. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** What `work` gives, unless `ms` pass before or the caller's signal fires: then the connection is cut and InputError (InterruptedError) thrown. */
  async within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let cut: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = (): void =>
        reject(
          new InputError(what, {
            where: this.name,
            why: `no byte came for ${secondsText(ms)}`,
            remedy: 'Try again later, or download the file and open it from disk.',
          }),
        );
      timer = setTimeout(fail, ms);
      // A body that does not obey its signal must not hold us.
      cut = () => reject(this.controller.signal.reason);
      this.controller.signal.addEventListener('abort', cut);
    });
    try {
      return await Promise.race([work, late]);
    } catch (err) {
      work.catch(() => {});
      this.end();
      throwIfAborted(this.outer);
      throw err;
    } finally {
      clearTimeout(timer);
      if (cut) this.controller.signal.removeEventListener('abort', cut);
    }
  }

  /** Cuts the connection where it is still open. */
  end(): void {
    this.outer?.removeEventListener('abort', this.stop);
    if (!this.controller.signal.aborted) this.controller.abort();
  }

  /** The connection is free for the next request. */
  done(): void {
    this.outer?.removeEventListener('abort', this.stop);
  }
}

/**
 * The body of an answer, which must have `length` bytes once it is unpacked (Content-Encoding): not one more is taken, whatever the server
 * sends. Throws InputError where it is shorter, longer, or stops coming for `idleMs`.
 */
export async function readBody(
  { body }: Response,
  exchange: Exchange,
  length: number,
  idleMs: number,
  where: string,
): Promise<Uint8Array> {
  const broken = (why: string, cause?: unknown): InputError =>
    new InputError('the transfer broke off', { where, why, remedy: 'Run the same command again.', cause });
  const out = new Uint8Array(length);
  const reader = body?.getReader();
  let at = 0;
  while (reader) {
    const { done, value } = await exchange
      .within(reader.read(), idleMs, 'the server stopped answering')
      .catch((err: unknown) => Promise.reject(isOurs(err) ? err : broken(failureOf(err), err)));
    if (done) break;
    if (at + value.length > length) {
      exchange.end();
      throw new InputError('the server sends more than it was asked for', {
        where,
        why: `${length} bytes were asked for, at least ${at + value.length} came`,
        remedy: 'Download the file and open it from disk.',
      });
    }
    out.set(value, at);
    at += value.length;
  }
  exchange.done();
  if (at < length) throw broken(`${at} bytes came, ${length} were asked for`);
  return out;
}

const isOurs = (err: unknown): boolean => err instanceof Error && 'tag' in err;

/** Why fetch failed: what lies under its own "fetch failed". */
export function failureOf(err: unknown): string {
  const { message, cause } = err as Error & { cause?: { message?: string; code?: string } };
  const under = cause?.message || cause?.code;
  return under && under !== message ? `${message}: ${under}` : message;
}
