import type { Labeling } from '../cluster/cells.js';
import { findPeaks } from '../cube/peaks.js';
import type { CubeSource, ReadPlan } from '../cube/types.js';
import type { LabelMap } from '../labels/types.js';
import type { ClusterDescription } from '../segmentation.js';
import { ExampleCollector } from './examples.js';
import { type ClusterMoments, DescriptionSums } from './sums.js';
import { usedOnly } from './used.js';
import { type WalkImages, type WalkInput, walk } from './walk.js';
import type { Weights } from './weights.js';

/** What the second read of the cube needs to know from the first, and from clustering. */
export interface DescribeInput extends WalkInput {
  readonly labellings: readonly Labeling[];
  /** [bands] near the mean spectrum, see CellMoments. */
  readonly shift: Float64Array;
  /** Position of the labelling of which example spectra are kept (none), and the seed that draws them. */
  readonly examplesOf?: number;
  readonly seed?: number;
  /** What weighs the samples of weighted means; without it there are none. The plan of the walk then is that of `weightsPlan`. */
  readonly weights?: Weights;
}

/** Everything the second read finds out: images [height * width], and for each labelling, for each label 0..k-1, its moments. */
export interface Description extends WalkImages {
  readonly clusters: readonly (readonly ClusterMoments[])[];
}

const FEWEST_BANDS_WITH_PEAKS = 16;

/** The sums of a description, still empty, and the collector of its examples. */
export function openSums(input: Omit<DescribeInput, 'decoder' | 'valid'>): {
  readonly sums: DescriptionSums;
  readonly examples?: ExampleCollector;
} {
  const { cube, steps, latents, latent, labellings, shift, examplesOf, seed = 0, weights } = input;
  const shown = examplesOf === undefined ? undefined : labellings[examplesOf];
  return {
    sums: new DescriptionSums(labellings, latents.length / latent, cube, steps.outputBands, shift, weights),
    examples: shown && new ExampleCollector(shown, steps.outputBands, seed),
  };
}

/** Reads the cube at native depth once and describes every cluster of every labelling. */
export async function describe(
  input: DescribeInput,
  plan: ReadPlan,
  signal?: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<Description> {
  const { width, height } = input.cube.shape;
  const { sums, examples } = openSums(input);
  const onChunk = () => sums.endChunk();
  const images = await walk(input, { from: 0, to: width * height }, plan, { sums, examples, onChunk }, { signal, onProgress });
  return { ...images, clusters: sums.clusters(input.examplesOf, examples) };
}

/** Puts a cluster's moments, place on the map and peaks together. */
export function clusterDescription(
  id: number,
  moments: ClusterMoments,
  map: LabelMap,
  { spectralAxis: { values }, excludedBands }: Pick<CubeSource, 'spectralAxis' | 'excludedBands'>,
  facts: {
    valid: number;
    centre: Float64Array;
    radius: number;
    decodedMean: Float64Array;
    silhouette: number;
    reconstruction: Float32Array;
  },
): ClusterDescription {
  let count = 0;
  let sx = 0;
  let sy = 0;
  let error = 0;
  for (let pixel = 0; pixel < map.data.length; pixel++) {
    if (map.data[pixel] !== id) continue;
    count++;
    sx += (pixel % map.width) + 0.5;
    sy += Math.floor(pixel / map.width) + 0.5;
    error += facts.reconstruction[pixel];
  }
  return {
    id,
    count,
    fraction: count / facts.valid,
    centroid: [sx / count, sy / count],
    ...moments,
    decodedMean: facts.decodedMean,
    centre: facts.centre,
    radius: facts.radius,
    silhouette: facts.silhouette,
    reconstructionError: error / count,
    // A handful of image bands has no lines.
    peaks: values.length < FEWEST_BANDS_WITH_PEAKS ? [] : findPeaks(values, usedOnly(moments, excludedBands).mean, { max: 5 }),
  };
}
