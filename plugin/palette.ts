import { UsageError } from '../core/cube/errors.js';
import type { ClusterStyle } from '../core/labels/types.js';

/** Entries of a palette texture row; label ids run along rows. */
export const paletteWidth = 256;

/**
 * RGBA of each label id, [rows * 256 * 4], alpha 0 where nothing is drawn: no data, no style, hidden, or another cluster is solo.
 * Throws UsageError for a colour that is not #rrggbb.
 */
export function paletteBytes(clusters: Iterable<ClusterStyle>, solo: number | null, rows: number): Uint8Array {
  const bytes = new Uint8Array(rows * paletteWidth * 4);
  for (const cluster of clusters) paintCluster(bytes, cluster, solo);
  return bytes;
}

/** Writes the entry of one cluster. Throws UsageError for a colour that is not #rrggbb, and changes nothing then. */
export function paintCluster(
  bytes: Uint8Array,
  { id, color, opacity = 1, visible = true }: ClusterStyle,
  solo: number | null,
): void {
  const hex = /^#([0-9a-f]{6})$/i.exec(color);
  if (!hex) throw new UsageError('not a colour', { where: `cluster ${id}`, why: `'${color}'`, remedy: 'Write #rrggbb.' });
  if (!(id > 0 && 4 * id < bytes.length)) return;
  const shown = solo === null ? visible : solo === id;
  const rgb = Number.parseInt(hex[1], 16);
  const alpha = Math.round(255 * Math.min(1, Math.max(0, opacity)));
  bytes.set(shown ? [rgb >> 16, (rgb >> 8) & 255, rgb & 255, alpha] : [0, 0, 0, 0], id * 4);
}
