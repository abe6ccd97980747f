import { UsageError } from '../core/cube/errors.js';
import type { Selection } from '../core/cube/select.js';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes of `256MB`, `1.5GB`, `800m` (binary units). */
export function parseBytes(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?\s*$/i.exec(text);
  if (!match) throw new UsageError('not an amount of memory', { why: `'${text}'`, remedy: 'Write it like 512MB or 2GB.' });
  return Math.round(Number(match[1]) * UNITS[match[2].toLowerCase()]);
}

/** The sweep `1..10`, or one K. */
export function parseK(text: string): { kMin: number; kMax: number } {
  const match = /^\s*(\d+)\s*(?:(?:\.\.|-|:)\s*(\d+))?\s*$/.exec(text);
  const kMin = Number(match?.[1]);
  const kMax = Number(match?.[2] ?? match?.[1]);
  if (!match || kMin < 1 || kMax < kMin || kMax > 255) {
    throw new UsageError('not a range of K', { why: `'${text}'`, remedy: 'Write it like 1..10, or 4; K runs from 1 to 255.' });
  }
  return { kMin, kMax };
}

/** Ranges `5570-5585,6295-6305` on the spectral axis, in its unit; `..` may stand for the dash when numbers are negative. */
export function parseRanges(text: string, option: string): [number, number][] {
  return text.split(',').map(part => {
    const match = /^\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*(?:\.\.|-|:)\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(part);
    const range: [number, number] = [Number(match?.[1]), Number(match?.[2])];
    if (!match || range.some(v => !Number.isFinite(v))) {
      throw new UsageError(`--${option} takes ranges`, {
        why: `'${part}'`,
        remedy: 'Write them like 5570-5585,6295-6305, in the unit of the axis.',
      });
    }
    return range;
  });
}

/** The region `x0:x1,y0:y1` in pixels from 0, ends exclusive. */
export function parseRegion(text: string): NonNullable<Selection['region']> {
  const match = /^\s*(\d+):(\d+)\s*,\s*(\d+):(\d+)\s*$/.exec(text);
  if (!match)
    throw new UsageError('--region takes x0:x1,y0:y1', {
      why: `'${text}'`,
      remedy: 'Write it like 10:250,0:180 (pixels from 0, ends exclusive).',
    });
  const [x0, x1, y0, y1] = match.slice(1).map(Number);
  return { x0, x1, y0, y1 };
}
