import { UsageError } from '../cube/errors.js';
import { colorDifference, type Lab, seenLab, type Vision } from './color.js';
import type { ClusterStyle } from './types.js';

/** The palettes that there are, by name: their first colours. */
const PALETTES = {
  /** Okabe and Ito's colours for the colour-blind; black last, because it is the hardest to see on a dark page. */
  'okabe-ito': [0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7, 0x000000],
  /** From dark to light, for masks over a painting. */
  muted: [0x352a5e, 0x274c92, 0x2f7fb8, 0x4fb3a9, 0x8fce9b, 0xf0c95c, 0xf7efb2, 0xe58a5c, 0xb5485d],
  /** Paul Tol's bright and light schemes for the colour-blind. */
  'tol-bright': [0x4477aa, 0xee6677, 0x228833, 0xccbb44, 0x66ccee, 0xaa3377, 0xbbbbbb],
  'tol-light': [0x77aadd, 0xee8866, 0xeedd88, 0xffaabb, 0x99ddff, 0x44bb99, 0xbbcc33, 0xaaaa00, 0xdddddd],
} as const;

/** Name of a palette. */
export type NamedPalette = keyof typeof PALETTES;

/** All palettes; the first is that of every result. */
export const NAMED_PALETTES = Object.keys(PALETTES) as readonly NamedPalette[];

const VISIONS: readonly Vision[] = ['normal', 'protanopia', 'deuteranopia'];
/** As many as there are labels of one byte. */
const LIMIT = 255;

/**
 * n colours (#rrggbb) that also a colour-blind person can tell apart as far as n allows: those of a palette (default Okabe-Ito), then, one after
 * the other, the colour that is farthest in CIELAB from all before it in the worst of normal vision, protanopia and deuteranopia. Always the same,
 * and palette(n) begins with palette(n - 1). Beyond 255 the colours repeat. Throws UsageError when n is not a whole number >= 0, or for another name.
 */
export function palette(n: number, name: NamedPalette = 'okabe-ito'): string[] {
  if (!(Number.isInteger(n) && n >= 0)) throw new UsageError(`a palette of ${n} colours`);
  if (!Object.hasOwn(PALETTES, name))
    throw new UsageError('no such palette', { why: `'${name}'`, remedy: `There are ${NAMED_PALETTES.join(', ')}.` });
  const colors = spread(Math.min(n, LIMIT), name);
  return Array.from({ length: n }, (_, i) => `#${colors[i % LIMIT].toString(16).padStart(6, '0')}`);
}

/** Styles for the given ids: 'Cluster 3' in the third colour of the palette. */
export function clusterStyles(ids: readonly number[]): ClusterStyle[] {
  const colors = palette(Math.max(0, ...ids));
  return ids.map(id => ({ id, name: `Cluster ${id}`, color: colors[id - 1] }));
}

/** The smallest CIE 1976 difference between any two of these colours (0xrrggbb), in the worst of the three kinds of vision. */
export function smallestDifference(colors: readonly number[]): number {
  const seen = colors.map(look);
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < seen.length; i++) for (let j = 0; j < i; j++) smallest = Math.min(smallest, apart(seen[i], seen[j]));
  return smallest;
}

const found = new Map<NamedPalette, readonly number[]>();

/** The first n colours or more; what was found once is kept. */
function spread(n: number, name: NamedPalette): readonly number[] {
  const chosen = found.get(name) ?? PALETTES[name];
  if (n <= chosen.length) return chosen;
  const candidates = grid();
  const looks = candidates.map(look);
  const nearest = looks.map(l => Math.min(...chosen.map(color => apart(l, look(color)))));
  const colors: number[] = [...chosen];
  while (colors.length < n) {
    const best = nearest.reduce((top, distance, i) => (distance > nearest[top] ? i : top), 0);
    colors.push(candidates[best]);
    for (let i = 0; i < looks.length; i++) nearest[i] = Math.min(nearest[i], apart(looks[i], looks[best]));
  }
  found.set(name, colors);
  return colors;
}

/** sRGB in steps of 17, without what is too dark or too light to be seen on a page. */
function grid(): number[] {
  const colors: number[] = [];
  for (let rgb = 0; rgb < 4096; rgb++) {
    const color = 17 * (((rgb >> 8) << 16) | (((rgb >> 4) & 15) << 8) | (rgb & 15));
    const [lightness] = seenLab(color, 'normal');
    if (lightness > 25 && lightness < 93) colors.push(color);
  }
  return colors;
}

function look(color: number): Lab[] {
  return VISIONS.map(vision => seenLab(color, vision));
}

function apart(p: readonly Lab[], q: readonly Lab[]): number {
  return Math.min(...p.map((lab, v) => colorDifference(lab, q[v])));
}
