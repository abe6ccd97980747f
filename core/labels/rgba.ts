import { UsageError } from '../cube/errors.js';
import { parseColor } from './color.js';
import type { ClusterStyle, LabelMap } from './types.js';

/**
 * The colour of every id as a look-up table: RGBA bytes [entries * 4], not premultiplied, transparent where no visible style has the id.
 * `entries` is 256 for byte maps, 65536 for two-byte maps. Throws UsageError for a colour that is not #rrggbb.
 */
export function colorTable(styles: readonly ClusterStyle[], entries: number): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint8ClampedArray(entries * 4);
  for (const { id, color, opacity = 1, visible = true } of styles) {
    const rgb = parseColor(color);
    if (Number.isNaN(rgb))
      throw new UsageError(`colour '${color}'`, { where: `cluster ${id}`, why: 'it must look like #rrggbb' });
    if (visible && id > 0 && id < entries) table.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255, Math.round(255 * opacity)], 4 * id);
  }
  return table;
}

/** The map as a picture: RGBA bytes [height * width * 4], not premultiplied; 0 and ids without a visible style are transparent. */
export function labelsToRgba({ data }: LabelMap, styles: readonly ClusterStyle[]): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint32Array(colorTable(styles, data.BYTES_PER_ELEMENT === 1 ? 256 : 65536).buffer);
  const picture = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) picture[i] = table[data[i]];
  return new Uint8ClampedArray(picture.buffer);
}
