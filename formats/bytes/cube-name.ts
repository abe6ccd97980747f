import { UsageError } from '../../core/cube/errors.js';

/** A range of one FITS axis: pixels `first` to `last` (1-based, inclusive), every `step`-th; without them the whole axis. */
export interface SectionRange {
  readonly first?: number;
  readonly last?: number;
  readonly step: number;
}

/** A path or URL, and what is named after it. */
export interface CubeName {
  readonly path: string;
  /** Number (0 = primary) or EXTNAME, optionally `NAME,EXTVER`. */
  readonly hdu?: string | number;
  /** One range for each FITS axis, the fastest first; axes left out are whole. */
  readonly section?: readonly SectionRange[];
}

const FORMS = 'Name an HDU, a section or both: cube.fits[DATA], cube.fits[1], cube.fits[DATA][1:200,1:200,*].';

/**
 * Splits `cube.fits[DATA]`, `cube.fits[1]`, `cube.fits[SCI,2]` or `cube.fits[DATA][1:200,1:200,*]` the way cfitsio does: an HDU, a section, or
 * first the one and then the other. Throws UsageError for empty brackets, reversed ranges, and the filters and binning of cfitsio.
 */
export function parseCubeName(text: string): CubeName {
  const match = /^(.+?)((?:\[[^[\]]*\]){1,2})$/.exec(text);
  if (!match) return { path: text };
  const [, path, brackets] = match;
  const parts = brackets
    .slice(1, -1)
    .split('][')
    .map(part => part.trim());
  if (parts.includes('')) throw new UsageError('empty brackets after the file name', { where: text, remedy: FORMS });
  const filter = parts.find(
    part => /^(bin|col|pix[bijrd]?|regfilter|gtifilter|compress)\b/i.test(part) || /[<>]|==|&&|\|\|/.test(part),
  );
  if (filter) {
    throw new UsageError('this kind of file name is not supported', {
      where: text,
      why: `[${filter}] is no HDU and no section`,
      remedy: FORMS,
    });
  }
  const isSection = (part: string): boolean => /[:*]/.test(part);
  const [first, second] = parts;
  if (second !== undefined && (isSection(first) || !isSection(second)))
    throw new UsageError('the brackets after the file name are in no known order', { where: text, remedy: FORMS });
  const section = isSection(parts[parts.length - 1]) ? parseSection(parts[parts.length - 1], text) : undefined;
  const hdu = isSection(first) ? undefined : /^\d+$/.test(first) ? Number(first) : first;
  return { path, ...(hdu === undefined ? {} : { hdu }), ...(section ? { section } : {}) };
}

function parseSection(inner: string, where: string): SectionRange[] {
  return inner.split(',').map(range => {
    const text = range.trim();
    const wrong = (why: string): UsageError =>
      new UsageError('this section of a cube cannot be read', {
        where,
        why: `${text || 'an empty range'}: ${why}`,
        remedy:
          'Write one range for each axis, pixels from 1, both ends inclusive: first:last, first:last:step, one pixel, or *.',
      });
    if (/^-\s*\*/.test(text)) throw wrong('a reversed axis is not supported');
    const whole = /^\*(?::(\d+))?$/.exec(text);
    const part = /^(\d+)(?::(\d+)(?::(\d+))?)?$/.exec(text);
    if (!whole && !part) throw wrong('it is no range');
    const step = Number(whole?.[1] ?? part?.[3] ?? 1);
    if (step < 1) throw wrong('the step must be at least 1');
    if (whole) return { step };
    const [first, last] = [Number(part?.[1]), Number(part?.[2] ?? part?.[1])];
    if (first < 1) throw wrong('pixels are counted from 1');
    if (last < first) throw wrong('a reversed axis is not supported');
    return { first, last, step };
  });
}
