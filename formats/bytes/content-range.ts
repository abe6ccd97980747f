/** A Content-Range as a server writes it: first and last byte, and the length of the whole file unless it is `*`. */
export interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly total?: number;
}

/** Reads `bytes 0-99/1234` (RFC 9110, section 14.4); undefined for anything that makes no sense. */
export function parseContentRange(text: string): ContentRange | undefined {
  const match = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(text);
  if (!match) return undefined;
  const [first, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  const sound = [first, last, total ?? 0].every(Number.isSafeInteger) && first <= last && (total === undefined || last < total);
  return sound ? { first, last, total } : undefined;
}
