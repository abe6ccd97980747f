import { UsageError } from '../../core/cube/errors.js';
import type { SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import type { SectionRange } from '../bytes/index.js';
import { edgesOf } from '../table/index.js';
import { parseCard } from './card.js';
import { type Hdu, hduLabel } from './hdu.js';
import { formatCard } from './write-card.js';

/** The pixels of one axis that are taken: `count` of them from `start` (0-based), `step` apart. */
export interface AxisWindow {
  readonly start: number;
  readonly count: number;
  readonly step: number;
}

/** The window on every axis of the HDU; whole axes where the section says nothing. Throws UsageError for pixels that do not exist. */
export function windowsOf(name: string, hdu: Hdu, section: readonly SectionRange[] = []): AxisWindow[] {
  const where = `${name}, ${hduLabel(hdu)}`;
  const size = hdu.shape.join(' x ');
  if (section.length > hdu.shape.length)
    throw new UsageError('the section has more ranges than the cube has axes', {
      where,
      why: `${section.length}, the cube is ${size}`,
    });
  return hdu.shape.map((length, i) => {
    const { first = 1, last = length, step = 1 } = section[i] ?? {};
    if (last > length)
      throw new UsageError('the section lies outside the cube', {
        where,
        why: `pixels ${first} to ${last} of axis ${i + 1}, the cube is ${size}`,
      });
    return { start: first - 1, count: Math.floor((last - first) / step) + 1, step };
  });
}

/** The section as it is written after a file name. */
export const sectionText = (section: readonly SectionRange[]): string =>
  `[${section.map(({ first, last, step }) => `${first === undefined ? '*' : `${first}:${last}`}${step > 1 ? `:${step}` : ''}`).join(',')}]`;

/** The bands of the window. Edges are those of the file where every band is taken, else half-way between the bands. */
export function axisInWindow(axis: SpectralAxis, { start, count, step }: AxisWindow): SpectralAxis {
  if (start === 0 && count === axis.values.length) return axis;
  const values = Float64Array.from({ length: count }, (_, i) => axis.values[start + i * step]);
  return {
    ...axis,
    values,
    edges: step === 1 ? axis.edges.slice(start, start + count + 1) : edgesOf(values),
    ...(axis.names ? { names: Array.from(values, (_, i) => axis.names?.[start + i * step] ?? '') } : {}),
  };
}

const SIP = /^(A|B|AP|BP)_(ORDER|DMAX|\d_\d)$/;

/**
 * The celestial cards of the windows on x and y: CRPIX moves, steps widen the pixels (CD and PC by column, CDELT otherwise), so that the centre
 * of every pixel keeps its coordinates (FITS paper I). Distortion polynomials (SIP) do not survive a step: no frame then, and a warning.
 */
export function frameInWindow(frame: SpatialFrame, x: AxisWindow, y: AxisWindow): { frame: SpatialFrame; warnings: string[] } {
  const windows = [x, y];
  if (frame.kind !== 'celestial' || windows.every(({ start, step }) => start === 0 && step === 1)) return { frame, warnings: [] };
  const cards = frame.cards.map(parseCard);
  const stepped = windows.some(({ step }) => step > 1);
  if (stepped && cards.some(({ keyword }) => SIP.test(keyword)))
    return { frame: { kind: 'none' }, warnings: ['the SIP distortion does not fit every n-th pixel: no sky coordinates'] };
  const hasMatrix = (name: string): boolean => cards.some(({ keyword }) => new RegExp(`^${name}\\d_\\d$`).test(keyword));
  const hasPc = hasMatrix('PC');
  const hasCd = hasMatrix('CD');
  const changed = cards.map(card => {
    const { keyword, value, comment } = card;
    const match = /^(CRPIX|CDELT|CD\d_|PC\d_)(\d)$/.exec(keyword);
    if (!match || typeof value !== 'number') return card.raw;
    const { start, step } = windows[Number(match[2]) - 1];
    if (match[1] === 'CRPIX') return formatCard(keyword, (value - 1 - start) / step + 1, comment);
    const scaled = match[1] === 'CDELT' ? !hasPc && !hasCd : true;
    return scaled && step > 1 ? formatCard(keyword, value * step, comment) : card.raw;
  });
  const given = (keyword: string): boolean => cards.some(card => card.keyword === keyword);
  for (const [i, { start, step }] of windows.entries()) {
    // Without a card CRPIX is 0, and the matrix the unit matrix.
    if (!given(`CRPIX${i + 1}`)) changed.push(formatCard(`CRPIX${i + 1}`, (-1 - start) / step + 1));
    const diagonal = hasCd ? undefined : hasPc ? `PC${i + 1}_${i + 1}` : `CDELT${i + 1}`;
    if (step > 1 && diagonal && !given(diagonal)) changed.push(formatCard(diagonal, step));
  }
  return { frame: { kind: 'celestial', cards: changed }, warnings: [] };
}
