import { InputError } from '../cube/errors.js';
import type { CubeSource } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';
import type { WeightedMean } from '../segmentation.js';
import { type BandMoments, CellMoments } from './moments.js';
import { CellWeights, type Weights, weightsPlan } from './weights.js';

/** Spaxels per chunk of every sum over the cube (DESIGN, "Fixed sums"). */
const CHUNK = 4096;

/** What the spectra of one label come to. */
export interface LabelMoments extends BandMoments {
  /** Where samples are weighted. */
  readonly weighted?: WeightedMean;
}

/**
 * Good samples, mean and standard deviation per band of every label of `ids`, in one read of the cube at native depth, `rows` rows at a time:
 * the same numbers whatever `rows` is; weighted means beside them where `weights` says by what. Throws InputError for a map of another size.
 */
export async function momentsByLabel(
  cube: CubeSource,
  labels: LabelMap,
  ids: readonly number[],
  {
    rows,
    weights,
    signal,
    onProgress,
  }: { rows: number; weights?: Weights; signal?: AbortSignal; onProgress?: (done: number) => void },
): Promise<LabelMoments[]> {
  const { width, height, bands } = cube.shape;
  if (labels.width !== width || labels.height !== height)
    throw new InputError('the cube has another size than the label map', {
      where: cube.name,
      why: `${width} x ${height}, the map is ${labels.width} x ${labels.height}`,
    });
  const cellOf = new Map(ids.map((id, cell) => [id, cell]));
  let moments: CellMoments | undefined;
  let weighted: CellWeights | undefined;
  let chunk = 0;
  for await (const block of cube.blocks({ rows, ...weightsPlan(weights) }, signal)) {
    const first = block.row * width;
    for (let p = 0; p < block.rows * width; p++) {
      const next = Math.floor((first + p) / CHUNK);
      if (next !== chunk) {
        moments?.endChunk();
        weighted?.endChunk();
      }
      chunk = next;
      const cell = cellOf.get(labels.data[first + p]);
      if (cell === undefined) continue;
      // Sums about the first spectrum stay well conditioned.
      if (!moments) {
        const spectrum = block.data.subarray(p * bands, (p + 1) * bands);
        const shift = Float64Array.from(spectrum, v => (Number.isNaN(v) ? 0 : v));
        moments = new CellMoments(ids.length, bands, shift);
        if (block.variance) weighted = new CellWeights(ids.length, bands, shift);
      }
      moments.add(cell, block.data, p * bands);
      if (block.variance) weighted?.add(cell, block.data, block.variance, p * bands);
    }
    onProgress?.(Math.min(height, block.row + block.rows));
  }
  moments?.endChunk();
  weighted?.endChunk();
  return ids.map((_, cell) => ({ ...moments!.union([cell]), ...(weighted && { weighted: weighted.union([cell]) }) }));
}
