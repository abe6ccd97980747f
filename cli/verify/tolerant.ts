import { join } from 'node:path';
import { platform } from '#platform';
import { openSampleSource, parseCsv } from '../../formats/index.js';
import { readLabels } from '../labels.js';
import { readRegularText } from '../regular.js';

/** How far a run on another machine may be from the first. */
export interface Tolerance {
  /** Smallest share of equal labels. */
  readonly agreement: number;
  /** Largest root mean square of differences, in units of the root mean square of the values. */
  readonly floats: number;
}

/** Whether two versions of a product agree, and how far, in words. */
export interface Agreement {
  readonly good: boolean;
  readonly words: string;
}

async function labels(a: string, b: string, { agreement }: Tolerance): Promise<Agreement> {
  const [p, q] = [await readLabels(a), await readLabels(b)];
  if (p.width !== q.width || p.height !== q.height) return { good: false, words: 'maps of different sizes' };
  let equal = 0;
  for (let i = 0; i < p.data.length; i++) if (p.data[i] === q.data[i]) equal++;
  const share = equal / p.data.length;
  return { good: share >= agreement, words: `${(100 * share).toFixed(3)} % of the labels are equal` };
}

/** Relative root mean square of the differences; NaN must be where NaN was. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [difference, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) && Number.isNaN(b[i])) continue;
    difference += (a[i] - b[i]) ** 2;
    size += a[i] ** 2;
  }
  if (difference === 0) return 0;
  const ratio = Math.sqrt(difference / size);
  return Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio;
}

function judged(distances: readonly number[], { floats }: Tolerance): Agreement {
  const worst = Math.max(0, ...distances);
  return { good: worst <= floats, words: `values differ by ${worst.toPrecision(2)} of their size` };
}

async function planes(path: string): Promise<Float32Array[]> {
  const source = await openSampleSource(await platform.openFile(path));
  try {
    const found: Float32Array[] = [];
    for (let band = 0; band < source.shape.bands; band++) found.push(await source.plane(band));
    return found;
  } finally {
    await source.close();
  }
}

async function columns(path: string): Promise<number[][]> {
  const [head, ...rows] = parseCsv(await readRegularText(path));
  const number = (cell: string) => (cell === '' ? Number.NaN : Number(cell));
  return head.map((_, i) => rows.map(row => number(row[i])));
}

/**
 * Compares two versions of a product with a tolerance: label maps by the share of equal ids, stacks of planes and tables by the size of
 * their differences. Undefined for what only shows these again (pictures, masks, reports).
 */
export async function agreement(path: string, dir: string, redone: string, tolerance: Tolerance): Promise<Agreement | undefined> {
  const [a, b] = [join(dir, path), join(redone, path)];
  if (/^labels(-k\/\d+)?\.(png|fits|tif)$/.test(path)) return labels(a, b, tolerance);
  const pairs = /^(latents|confidence|membership)\.(fits|tif)$/.test(path)
    ? [await planes(a), await planes(b)]
    : /^spectra(-encoder)?\.csv$/.test(path)
      ? [await columns(a), await columns(b)]
      : undefined;
  if (!pairs) return undefined;
  const [left, right] = pairs;
  if (left.length !== right.length) return { good: false, words: 'another number of planes or columns' };
  return judged(
    left.map((values, i) => distance(values, right[i])),
    tolerance,
  );
}
