import { UsageError } from '../../core/cube/errors.js';

/** A path or URL, and the HDU named after it. */
export interface CubeName {
  readonly path: string;
  /** Number (0 = primary) or EXTNAME, optionally `NAME,EXTVER`. */
  readonly hdu?: string | number;
}

/** Splits `cube.fits[DATA]`, `cube.fits[1]` or `cube.fits[SCI,2]` the way cfitsio does. Throws UsageError for empty brackets. */
export function parseCubeName(text: string): CubeName {
  const match = /^(.+)\[([^[\]]*)\]$/.exec(text);
  if (!match) return { path: text };
  const [, path, inner] = match;
  const hdu = inner.trim();
  if (!hdu)
    throw new UsageError('empty brackets after the file name', {
      where: text,
      remedy: 'Name an HDU: cube.fits[DATA] or cube.fits[1].',
    });
  return { path, hdu: /^\d+$/.test(hdu) ? Number(hdu) : hdu };
}
