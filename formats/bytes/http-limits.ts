/** What bounds the talk with a server. */
export interface HttpLimits {
  /** Times that a request is sent before it is given up, where the server is busy (429, 5xx) or cannot be reached (default 5). */
  readonly tries: number;
  /** Milliseconds within which the head of an answer must come (default 30 000). */
  readonly connectMs: number;
  /** Milliseconds that may pass between two pieces of a body (default 30 000). */
  readonly idleMs: number;
  /** Milliseconds of the first pause before a request is sent again, doubled each time (default 500). */
  readonly backOffMs: number;
  /** Longest pause in milliseconds that is made because the server asks for it by Retry-After (default 120 000). */
  readonly mostWaitMs: number;
}

/** The limits where nobody says. */
export const HTTP_LIMITS: HttpLimits = {
  tries: 5,
  connectMs: 30_000,
  idleMs: 30_000,
  backOffMs: 500,
  mostWaitMs: 120_000,
};

/** `30 seconds`, `0.2 seconds`. */
export const secondsText = (ms: number): string => `${Number((ms / 1000).toPrecision(2))} seconds`;
