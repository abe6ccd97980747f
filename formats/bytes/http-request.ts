import { InputError, isCloisonneError, throwIfAborted } from '../../core/cube/errors.js';
import { Exchange, failureOf } from './http-answer.js';
import { type HttpLimits, secondsText } from './http-limits.js';

/** What a server says when it has too much to do, or is not itself for a moment. */
const BUSY = new Set([429, 500, 502, 503, 504]);
/** Most tries where nobody answers: a wrong address stays wrong. */
const REACH_TRIES = 3;

/** An answer, and the exchange it belongs to. */
export interface Answer {
  readonly response: Response;
  readonly exchange: Exchange;
}

/** Milliseconds that a Retry-After asks for (RFC 9110, section 10.2.3): seconds or a date; undefined where it says neither. */
export function retryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Resolves after `ms`; throws InterruptedError when the signal fires before. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = (): void => {};
  await new Promise<void>(resolve => {
    stop = () => resolve();
    timer = setTimeout(stop, ms);
    signal?.addEventListener('abort', stop);
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', stop);
  throwIfAborted(signal);
}

/** Sends requests to one address, again where the server is busy. */
export class Requests {
  /** When the server may be asked again, for all requests: one that was told to wait speaks for the others. */
  private notBefore = 0;

  constructor(
    private readonly url: string,
    private readonly fetch: typeof globalThis.fetch,
    private readonly limits: HttpLimits,
  ) {}

  /**
   * The answer to a request, whatever it is; a busy server (429, 5xx) and one that cannot be reached are asked again after a pause, which doubles or
   * is what Retry-After says. Throws InputError when it cannot be reached, does not answer in time, or wants a longer pause than is made.
   */
  async send(init: RequestInit, signal?: AbortSignal): Promise<Answer> {
    const { tries, connectMs, backOffMs, mostWaitMs } = this.limits;
    // Called as a function: a page's own fetch obeys no other `this`.
    const { fetch, url } = this;
    for (let attempt = 1; ; attempt++) {
      const wait = this.notBefore - Date.now();
      if (wait > 0) await pause(wait, signal);
      const exchange = new Exchange(url, signal);
      const backOff = backOffMs * 2 ** (attempt - 1);
      try {
        const sent = fetch(url, { ...init, signal: exchange.signal });
        const response = await exchange.within(sent, connectMs, 'the server does not answer');
        if (!BUSY.has(response.status) || attempt >= tries) return { response, exchange };
        exchange.end();
        const asked = retryAfter(response.headers.get('retry-after'), Date.now());
        if (asked !== undefined && asked > mostWaitMs) throw this.tooLong(response.status, asked);
        this.notBefore = Math.max(this.notBefore, Date.now() + (asked ?? backOff));
      } catch (err) {
        exchange.end();
        throwIfAborted(signal);
        if (isCloisonneError(err)) throw err;
        if (attempt >= Math.min(tries, REACH_TRIES)) {
          throw new InputError('cannot reach the server', {
            where: this.url,
            why: failureOf(err),
            remedy: 'Check the address and the network (and CORS, in a page).',
            cause: err,
          });
        }
        await pause(backOff, signal);
      }
    }
  }

  private tooLong(status: number, asked: number): InputError {
    return new InputError('the server is busy', {
      where: this.url,
      why: `HTTP ${status}, it wants to be asked again in ${secondsText(asked)}`,
      remedy: 'Run the same command then.',
    });
  }
}
