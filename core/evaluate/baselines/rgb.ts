import { colorThirds, falseColorBytes, thirdMeans } from '../../cube/false-color.js';
import { planRows } from '../../cube/memory.js';
import type { CubeSource } from '../../cube/types.js';
import type { Embedding } from './types.js';

/**
 * Clustering of colours: each spaxel is its colour in an image of the cube's size ([height * width * 3] bytes), scaled to 0..1. `pixels` [n] are
 * the spaxels of the spectra, which are not looked at.
 */
export const rgbEmbedding =
  (image: ArrayLike<number>, pixels: Uint32Array): Embedding =>
  () => {
    const data = new Float32Array(pixels.length * 3);
    pixels.forEach((pixel, i) => {
      for (let c = 0; c < 3; c++) data[3 * i + c] = image[3 * pixel + c] / 255;
    });
    return { data, n: pixels.length, dim: 3 };
  };

/** Reads a cube as an image in false colours, [height * width * 3] bytes: means over three windows of its bands (see `colorThirds`). */
export async function falseColorImage(cube: CubeSource, maxMemory: number, signal?: AbortSignal): Promise<Uint8Array> {
  const { width, height, bands } = cube.shape;
  const thirds = colorThirds(cube.spectralAxis, cube.excludedBands);
  const means = new Float32Array(3 * width * height).fill(Number.NaN);
  for await (const block of cube.blocks({ rows: planRows(cube, {}, maxMemory, 0) }, signal)) {
    for (let p = 0; p < block.rows * width; p++) {
      if (!block.valid[p]) continue;
      thirdMeans(block.data.subarray(p * bands, (p + 1) * bands), thirds, means, 3 * (block.row * width + p));
    }
  }
  return falseColorBytes(means);
}
