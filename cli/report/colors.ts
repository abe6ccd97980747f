import { type ClusterStyle, clusterStyles, unclassifiedStyle } from '../../core/labels/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import type { RunFacts } from './run.js';

/** Every id that occurs in the sweep, in order. */
export const idsOf = (segmentation: Segmentation): number[] =>
  [...new Set(segmentation.sweep.flatMap(entry => entry.clusters.map(c => c.id)))].sort((a, b) => a - b);

/** The style of every id of the sweep: the caller's, else the palette's; grey for unclassified spaxels. */
export function stylesOf(segmentation: Segmentation, run: Pick<RunFacts, 'styles'>): ReadonlyMap<number, ClusterStyle> {
  const given = new Map((run.styles ?? []).map(style => [style.id, style]));
  const known = clusterStyles(idsOf(segmentation)).map(style => given.get(style.id) ?? style);
  const { unclassified } = segmentation;
  return new Map([...known, ...(unclassified ? [unclassifiedStyle(unclassified.id)] : [])].map(style => [style.id, style]));
}

const channels = (color: string) => [1, 3, 5].map(i => Number.parseInt(color.slice(i, i + 2), 16));

/** Relative luminance (WCAG 2) of #rrggbb. */
export function luminance(color: string): number {
  const [r, g, b] = channels(color).map(byte => (byte <= 10 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function towards(color: string, end: number, done: (luminance: number) => boolean): string {
  let mixed = color;
  for (let share = 0; share <= 1 && !done(luminance(mixed)); share += 0.05)
    mixed = `#${channels(color)
      .map(byte =>
        Math.round(byte + (end - byte) * share)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
  return mixed;
}

/** The colour, darkened or lightened until a thin line of it stands out (contrast 2.4 or more) on a light and on a dark page. */
export const lineColors = (color: string): { light: string; dark: string } => ({
  light: towards(color, 0, y => 1.02 / (y + 0.05) >= 2.4),
  dark: towards(color, 255, y => (y + 0.05) / 0.058 >= 2.8),
});
