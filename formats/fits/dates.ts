const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const inRange = (value: string, low: number, high: number): boolean => Number(value) >= low && Number(value) <= high;

/**
 * A date as FITS allows it (standard 4.0, section 4.4.2.1): `YYYY-MM-DD`, with `Thh:mm:ss[.s...]`, or the old `DD/MM/YY`. A blank instead of T,
 * a trailing Z, or missing seconds are repaired. Undefined when nothing legal can be made of it.
 */
export function legalDate(text: string): string | undefined {
  const old = /^(\d\d)\/(\d\d)\/(\d\d)$/.exec(text.trim());
  if (old) return inRange(old[2], 1, 12) && inRange(old[1], 1, DAYS[Number(old[2]) - 1]) ? text.trim() : undefined;
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T\s]+(\d\d):(\d\d)(?::(\d\d)(\.\d*)?)?)?\s*Z?$/.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = ''] = match;
  if (!inRange(month, 1, 12) || !inRange(day, 1, DAYS[Number(month) - 1])) return undefined;
  if (hour === undefined) return `${year}-${month}-${day}`;
  if (!inRange(hour, 0, 23) || !inRange(minute, 0, 59) || !inRange(second, 0, 60)) return undefined;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction === '.' ? '' : fraction}`;
}
