import { InputError } from '../cube/errors.js';
import type { CubeSource } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';
import { type BandMoments, CellMoments } from './moments.js';

/** Spaxels per chunk of every sum over the cube (DESIGN, "Fixed sums"). */
const CHUNK = 4096;

/**
 * Good samples, mean and standard deviation per band of every label of `ids`, in one read of the cube at native depth, `rows` rows at a time:
 * the same numbers whatever `rows` is. Throws InputError for a map of another size.
 */
export async function momentsByLabel(
  cube: CubeSource,
  labels: LabelMap,
  ids: readonly number[],
  { rows, signal, onProgress }: { rows: number; signal?: AbortSignal; onProgress?: (done: number) => void },
): Promise<BandMoments[]> {
  const { width, height, bands } = cube.shape;
  if (labels.width !== width || labels.height !== height)
    throw new InputError('the cube has another size than the label map', {
      where: cube.name,
      why: `${width} x ${height}, the map is ${labels.width} x ${labels.height}`,
    });
  const cellOf = new Map(ids.map((id, cell) => [id, cell]));
  let moments: CellMoments | undefined;
  let chunk = 0;
  for await (const block of cube.blocks({ rows }, signal)) {
    const first = block.row * width;
    for (let p = 0; p < block.rows * width; p++) {
      const next = Math.floor((first + p) / CHUNK);
      if (next !== chunk) moments?.endChunk();
      chunk = next;
      const cell = cellOf.get(labels.data[first + p]);
      if (cell === undefined) continue;
      // Sums about the first spectrum stay well conditioned.
      moments ??= new CellMoments(
        ids.length,
        bands,
        Float64Array.from(block.data.subarray(p * bands, (p + 1) * bands), v => (Number.isNaN(v) ? 0 : v)),
      );
      moments.add(cell, block.data, p * bands);
    }
    onProgress?.(Math.min(height, block.row + block.rows));
  }
  moments?.endChunk();
  return ids.map((_, cell) => moments!.union([cell]));
}
