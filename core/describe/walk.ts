import { createBreather } from '../cluster/breathe.js';
import { takeBands } from '../cube/bands.js';
import { colorThirds, thirdMeans } from '../cube/false-color.js';
import { reduceSpectrum } from '../cube/reduce.js';
import type { CubeSource, ReadPlan } from '../cube/types.js';
import type { CompiledNetwork } from '../engine/types.js';
import type { CompiledSteps } from '../preprocess/types.js';
import type { IntegratedImages } from '../segmentation.js';
import type { ExampleCollector } from './examples.js';
import { CHUNK, type DescriptionSums } from './sums.js';

/** What a walk over the cube needs to know from the first read. */
export interface WalkInput {
  readonly cube: CubeSource;
  readonly steps: CompiledSteps;
  readonly decoder: CompiledNetwork;
  /** [height * width] 1 where a spaxel was encoded. */
  readonly valid: Uint8Array;
  /** [n * latent] of the valid spaxels, in pixel order. */
  readonly latents: Float32Array;
  readonly latent: number;
}

/** Pixels [from, to) of the cube, row by row; both lie between chunks, or `to` at the end of the cube. */
export interface PixelRange {
  readonly from: number;
  readonly to: number;
}

/** What a walk finds out about each pixel of its range, NaN where there is no data. */
export interface WalkImages {
  /** Root mean square of decoded minus input in the encoder's space. */
  readonly reconstruction: Float32Array;
  /** Mean over the good samples of the bands that take part. */
  readonly brightness: Float32Array;
  readonly integrated: IntegratedImages;
}

const BATCH = 1024;

/** Empty images of `pixels` pixels. */
export function emptyImages(pixels: number): WalkImages {
  const image = (numbers = 1) => new Float32Array(numbers * pixels).fill(Number.NaN);
  return { reconstruction: image(), brightness: image(), integrated: { input: image(), decoded: image(), colors: image(3) } };
}

/**
 * Reads a range of the cube at native depth and adds its spectra up, native, preprocessed and decoded; calls `onChunk` after every
 * chunk of which it saw a pixel.
 */
export async function walk(
  { cube, steps, decoder, valid, latents, latent }: WalkInput,
  { from, to }: PixelRange,
  plan: ReadPlan,
  into: {
    readonly sums: DescriptionSums;
    readonly examples?: ExampleCollector;
    readonly onChunk: (chunk: number) => Promise<void> | void;
  },
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: (rows: number) => void },
): Promise<WalkImages> {
  const { width, height, bands } = cube.shape;
  const depth = steps.outputBands;
  const { sums, examples, onChunk } = into;
  const images = emptyImages(to - from);
  const { reconstruction, brightness, integrated } = images;
  const thirds = colorThirds(cube.spectralAxis, cube.excludedBands);
  const batch = new Float32Array(BATCH * depth);
  const pixels = new Uint32Array(BATCH);
  const used = new Float32Array(cube.kept.length);
  const reduced = new Float32Array(steps.reducer.outputBands);
  let first = valid.subarray(0, from).reduce((sum, v) => sum + v, 0);
  let held = 0;
  let chunk = Math.floor(from / CHUNK);

  const breathe = createBreather(signal);

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
      reconstruction[pixels[i] - from] = Math.sqrt(sum / depth);
      integrated.input[pixels[i] - from] = before / depth;
      integrated.decoded[pixels[i] - from] = after / depth;
      examples?.add(first + i, pixels[i], batch, output, i * depth);
      sums.addEncoded(first + i, batch, output, i * depth);
    }
    first += held;
    held = 0;
    await breathe();
  };

  const rows = { firstRow: Math.floor(from / width), endRow: Math.ceil(to / width) };
  for await (const block of from < to ? cube.blocks({ ...plan, ...rows }, signal) : []) {
    const offset = block.row * width;
    for (let p = Math.max(0, from - offset); p < Math.min(block.rows * width, to - offset); p++) {
      const pixel = offset + p;
      if (Math.floor(pixel / CHUNK) !== chunk) {
        await flush();
        await onChunk(chunk);
        chunk = Math.floor(pixel / CHUNK);
      }
      if (!valid[pixel]) continue;
      sums.addNative(first + held, block.data, p * bands, block.variance);
      const spectrum = block.data.subarray(p * bands, (p + 1) * bands);
      takeBands(spectrum, cube.kept, used);
      brightness[pixel - from] = meanOfGood(used);
      thirdMeans(spectrum, thirds, integrated.colors, 3 * (pixel - from));
      reduceSpectrum(steps.reducer, used, reduced);
      steps.apply(reduced, 0, batch, held * depth);
      pixels[held++] = pixel;
      if (held === BATCH) await flush();
    }
    onProgress?.(Math.min(height, block.row + block.rows));
  }
  await flush();
  if (from < to) await onChunk(chunk);
  return images;
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
