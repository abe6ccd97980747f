import { platform } from '#platform';
import { spillFull } from '../../core/platform/spill-room.js';
import type { OnSpill } from '../../core/platform/types.js';
import type { Layout } from './layout.js';
import { readWindow } from './window.js';

/**
 * Decodes every strip or tile once into temporary float32 storage of the same order, and returns the layout of that.
 * For files whose strips are as high as the image: reading them slab by slab would decode the whole page for each.
 */
export async function transcode(layout: Layout, maxBytes: number, signal?: AbortSignal, onSpill?: OnSpill): Promise<Layout> {
  const { width, height, bands, order, blockHeight } = layout;
  const planar = order === 'bsq';
  const planes = planar ? bands : 1;
  const pixel = planar ? 1 : bands;
  const total = width * height * bands * 4;
  const spill = await platform.createSpill(maxBytes);
  try {
    if (total > spill.room.bytes) throw spillFull(spill.room, total, layout.source.name);
    let written = 0;
    const piece = new Float32Array(Math.min(blockHeight, height) * width * pixel);
    for (let band = 0; band < planes; band++) {
      for (let y = 0; y < height; y += blockHeight) {
        const rows = Math.min(blockHeight, height - y);
        await readWindow(layout, { x: 0, y, width, rows }, band, 1, piece, signal);
        const bytes = rows * width * pixel * 4;
        await spill.append(new Uint8Array(piece.buffer, 0, bytes));
        written += bytes;
        onSpill?.({ name: layout.source.name, share: written / total, bytes: written });
      }
    }
  } catch (err) {
    await spill.discard();
    throw err;
  }
  const plane = width * height * pixel * 4;
  return {
    source: await spill.finish(layout.source.name),
    littleEndian: true,
    width,
    height,
    bands,
    order,
    type: { kind: 'f', bits: 32 },
    compression: 1,
    predictor: 1,
    lercInner: 0,
    tiled: false,
    blockWidth: width,
    blockHeight: height,
    across: 1,
    down: 1,
    offsets: Float64Array.from({ length: planes }, (_, i) => i * plane),
    counts: new Float64Array(planes).fill(plane),
  };
}
