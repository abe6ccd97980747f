import { UsageError } from '../core/cube/errors.js';
import { NAMED_PALETTES, type NamedPalette, palette } from '../core/labels/index.js';
import type { ClusterStyle } from '../core/labels/types.js';

let context: OffscreenCanvasRenderingContext2D | null | undefined;

/** A colour as #rrggbb, of any that CSS knows: 'teal', 'rgb(0 128 128)'. Its opacity is left out. Throws UsageError, naming `where`. */
export function hexColor(color: string, where: string): string {
  if (/^#[0-9a-f]{6}$/i.test(color)) return color;
  if (!globalThis.CSS?.supports('color', color) || /^(currentcolor|inherit|initial|unset|revert|revert-layer)$/i.test(color))
    throw new UsageError('not a colour', { where, why: `'${color}'`, remedy: 'Write #rrggbb, or a name that CSS knows.' });
  context ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) throw new UsageError('not a colour', { where, why: `'${color}' cannot be read here`, remedy: 'Write #rrggbb.' });
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
}

/** The same clusters with their colours as #rrggbb. Throws UsageError for what is no colour. */
export const hexClusters = (clusters: readonly ClusterStyle[]): readonly ClusterStyle[] =>
  clusters.map(cluster => ({ ...cluster, color: hexColor(cluster.color, `cluster ${cluster.id}`) }));

/** `count` colours, #rrggbb, of a palette by its name, or of a list, which begins anew at its end. Throws UsageError. */
export function paletteColors(wanted: NamedPalette | readonly string[], count: number): readonly string[] {
  if (typeof wanted === 'string') return palette(count, wanted);
  if (wanted.length === 0)
    throw new UsageError('a palette without colours', { remedy: `Give colours, or one of ${NAMED_PALETTES.join(', ')}.` });
  const colors = wanted.map((color, i) => hexColor(color, `palette, colour ${i + 1}`));
  return Array.from({ length: count }, (_, i) => colors[i % colors.length]);
}
