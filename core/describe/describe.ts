import { createBreather } from '../cluster/breathe.js';
import type { Labeling } from '../cluster/cells.js';
import { colorThirds, thirdMeans } from '../cube/false-color.js';
import { findPeaks } from '../cube/peaks.js';
import { reduceSpectrum } from '../cube/reduce.js';
import type { CubeSource, ReadPlan, SpectralAxis } from '../cube/types.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { LabelMap } from '../labels/types.js';
import type { CompiledSteps } from '../preprocess/types.js';
import type { ClusterDescription, ClusterExamples, IntegratedImages } from '../segmentation.js';
import { cellMaps } from './cells.js';
import { ExampleCollector } from './examples.js';
import { CellMoments } from './moments.js';

/** What the second read of the cube needs to know from the first. */
export interface DescribeInput {
  readonly cube: CubeSource;
  readonly steps: CompiledSteps;
  readonly decoder: CompiledNetwork;
  /** [height * width] 1 where a spaxel was encoded. */
  readonly valid: Uint8Array;
  /** [n * latent] of the valid spaxels, in pixel order. */
  readonly latents: Float32Array;
  readonly latent: number;
  readonly labellings: readonly Labeling[];
  /** [bands] near the mean spectrum, see CellMoments. */
  readonly shift: Float64Array;
  /** Position of the labelling of which example spectra are kept (none), and the seed that draws them. */
  readonly examplesOf?: number;
  readonly seed?: number;
}

/** Everything the second read finds out. */
export interface Description {
  /** [height * width] root mean square of decoded minus input in the encoder's space, NaN where there is no data. */
  readonly reconstruction: Float32Array;
  /** [height * width] mean over good bands, NaN where there is no data. */
  readonly brightness: Float32Array;
  readonly integrated: IntegratedImages;
  /** For each labelling, for each label 0..k-1. */
  readonly clusters: readonly (readonly ClusterMoments[])[];
}

/** Native moments and the paper's eq. 8 and 9 of one cluster. */
export interface ClusterMoments {
  readonly samples: Float64Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly meanInput: Float64Array;
  readonly meanDecoded: Float64Array;
  readonly examples?: ClusterExamples;
}

/** Spaxels per chunk of every sum over the cube (DESIGN, "Fixed sums"). */
const CHUNK = 4096;
const BATCH = 1024;
const FEWEST_BANDS_WITH_PEAKS = 16;

/** Reads the cube at native depth once and describes every cluster of every labelling. */
export async function describe(
  input: DescribeInput,
  plan: ReadPlan,
  signal?: AbortSignal,
  onProgress?: (done: number) => void,
): Promise<Description> {
  const { cube, steps, decoder, valid, latents, latent, labellings } = input;
  const { width, height, bands } = cube.shape;
  const depth = steps.outputBands;
  const n = latents.length / latent;
  const maps = cellMaps(labellings, n, bands);
  const zero = new Float64Array(depth);
  const native = maps.map(map => new CellMoments(map.cells, bands, input.shift));
  const inputs = maps.map(map => new CellMoments(map.cells, depth, zero));
  const decoded = maps.map(map => new CellMoments(map.cells, depth, zero));
  const reconstruction = new Float32Array(width * height).fill(Number.NaN);
  const brightness = new Float32Array(width * height).fill(Number.NaN);
  const integrated = {
    input: new Float32Array(width * height).fill(Number.NaN),
    decoded: new Float32Array(width * height).fill(Number.NaN),
    colors: new Float32Array(3 * width * height).fill(Number.NaN),
  };
  const thirds = colorThirds(cube.spectralAxis, cube.excludedBands);
  const shown = input.examplesOf === undefined ? undefined : labellings[input.examplesOf];
  const examples = shown && new ExampleCollector(shown, depth, input.seed ?? 0);
  const batch = new Float32Array(BATCH * depth);
  const pixels = new Uint32Array(BATCH);
  const reduced = new Float32Array(steps.reducer.outputBands);
  let first = 0;
  let held = 0;
  let chunk = 0;
  const breathe = createBreather(signal);

  const endChunk = (): void => {
    for (const moments of [...native, ...inputs, ...decoded]) moments.endChunk();
  };
  const flush = async (): Promise<void> => {
    if (held === 0) return;
    const output = await decoder.run(latents.subarray(first * latent, (first + held) * latent), held);
    for (let i = 0; i < held; i++) {
      let [sum, before, after] = [0, 0, 0];
      for (let b = 0; b < depth; b++) {
        sum += (output[i * depth + b] - batch[i * depth + b]) ** 2;
        before += batch[i * depth + b];
        after += output[i * depth + b];
      }
      reconstruction[pixels[i]] = Math.sqrt(sum / depth);
      integrated.input[pixels[i]] = before / depth;
      integrated.decoded[pixels[i]] = after / depth;
      examples?.add(first + i, pixels[i], batch, output, i * depth);
      for (const [m, map] of maps.entries()) {
        inputs[m].add(map.of[first + i], batch, i * depth);
        decoded[m].add(map.of[first + i], output, i * depth);
      }
    }
    first += held;
    held = 0;
    await breathe();
  };

  for await (const block of cube.blocks(plan, signal)) {
    const offset = block.row * width;
    for (let p = 0; p < block.rows * width; p++) {
      const pixel = offset + p;
      if (Math.floor(pixel / CHUNK) !== chunk) {
        await flush();
        endChunk();
        chunk = Math.floor(pixel / CHUNK);
      }
      if (!valid[pixel]) continue;
      const index = first + held;
      for (const [m, map] of maps.entries()) native[m].add(map.of[index], block.data, p * bands);
      const spectrum = block.data.subarray(p * bands, (p + 1) * bands);
      brightness[pixel] = meanOfGood(spectrum);
      thirdMeans(spectrum, thirds, integrated.colors, 3 * pixel);
      reduceSpectrum(steps.reducer, spectrum, reduced);
      steps.apply(reduced, 0, batch, held * depth);
      pixels[held++] = pixel;
      if (held === BATCH) await flush();
    }
    onProgress?.(Math.min(height, block.row + block.rows));
  }
  await flush();
  endChunk();

  const clusters = labellings.map(({ k }, which) => {
    const m = maps.findIndex(map => map.members.has(which));
    const members = maps[m].members.get(which) ?? [];
    return Array.from(
      { length: k },
      (_, label): ClusterMoments => ({
        ...native[m].union(members[label]),
        meanInput: inputs[m].union(members[label]).mean,
        meanDecoded: decoded[m].union(members[label]).mean,
        ...(which === input.examplesOf && { examples: examples?.of(label) }),
      }),
    );
  });
  return { reconstruction, brightness, integrated, clusters };
}

function meanOfGood(spectrum: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const v of spectrum) {
    if (v === v) {
      sum += v;
      count++;
    }
  }
  return sum / count;
}

/** Puts a cluster's moments, place on the map and peaks together. */
export function clusterDescription(
  id: number,
  moments: ClusterMoments,
  map: LabelMap,
  axis: SpectralAxis,
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
    peaks: axis.values.length < FEWEST_BANDS_WITH_PEAKS ? [] : findPeaks(axis.values, moments.mean, { max: 5 }),
  };
}
