import { InputError } from '../cube/errors.js';
import type { CubeSource } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';

/** Sums over the spaxels of one label, [bands] each. */
export interface LabelSum {
  readonly values: Float64Array;
  /** Sum of the variances: that of the sum, for noise that is independent from spaxel to spaxel. Undefined where the cube has none. */
  readonly variance?: Float64Array;
  /** Good samples in each band. */
  readonly samples: Float64Array;
}

/**
 * Sums the good samples and their variances per band over every label of `ids`, in one read of the cube at native depth, `rows` rows at a time, in
 * float64 and pixel order: the same numbers whatever `rows` is. A sample whose variance is not a number counts as bad where there are variances.
 * NaN where a band has no good sample. Throws InputError for a map of another size.
 */
export async function sumsByLabel(
  cube: CubeSource,
  labels: LabelMap,
  ids: readonly number[],
  { rows, signal }: { rows: number; signal?: AbortSignal },
): Promise<LabelSum[]> {
  const { width, height, bands } = cube.shape;
  if (labels.width !== width || labels.height !== height)
    throw new InputError('the cube has another size than the label map', {
      where: cube.name,
      why: `${width} x ${height}, the map is ${labels.width} x ${labels.height}`,
    });
  const empty = () => new Float64Array(bands);
  const sums = ids.map(() => ({ values: empty(), variance: empty(), samples: empty() }));
  const sumOf = new Map(ids.map((id, i) => [id, sums[i]]));
  for await (const block of cube.blocks({ rows, variance: cube.hasVariance }, signal)) {
    const { data, variance } = block;
    const first = block.row * width;
    for (let p = 0; p < block.rows * width; p++) {
      const sum = sumOf.get(labels.data[first + p]);
      if (!sum) continue;
      for (let b = 0, i = p * bands; b < bands; b++, i++) {
        const noise = variance ? variance[i] : 0;
        if (Number.isNaN(data[i]) || Number.isNaN(noise)) continue;
        sum.values[b] += data[i];
        sum.variance[b] += noise;
        sum.samples[b]++;
      }
    }
  }
  return sums.map(({ values, variance, samples }) => {
    const known = (numbers: Float64Array) => numbers.map((value, b) => (samples[b] > 0 ? value : Number.NaN));
    return { values: known(values), samples, ...(cube.hasVariance && { variance: known(variance) }) };
  });
}
