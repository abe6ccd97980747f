import { platform } from '#platform';
import { MemoryCapError } from '../../cube/errors.js';
import { formatBytes, planRows } from '../../cube/memory.js';
import type { CubeSource } from '../../cube/types.js';
import type { CompiledSteps } from '../../preprocess/types.js';
import type { BaselineSpectra } from './types.js';

/** All spectra of a cube with the places they come from. */
export interface GatheredSpectra extends BaselineSpectra {
  /** [n] flat index of each spaxel, increasing. */
  readonly pixels: Uint32Array;
}

/** Bytes a coordinate costs on its way through the baselines: float32 here, float64 in k-means and in the silhouettes. */
const BYTES = 24;

/**
 * Reads the whole cube through the steps into memory; spaxels that are not valid or leave a step's domain are left out. Throws
 * MemoryCapError where the spectra do not fit into `maxMemory` bytes.
 */
export async function gatherSpectra(
  cube: CubeSource,
  steps: CompiledSteps,
  { maxMemory, signal }: { maxMemory: number; signal?: AbortSignal },
): Promise<GatheredSpectra> {
  const { width, height } = cube.shape;
  const { outputBands: bands, reducer } = steps;
  const fixed = platform.baselineBytes() + width * height * (bands * BYTES + 4);
  if (fixed > maxMemory) {
    const needed = Math.ceil((fixed * 1.1) / 2 ** 20) * 2 ** 20;
    throw new MemoryCapError('the memory cap is too small for the baselines', needed, {
      where: cube.name,
      why: `they hold all spectra at once, ${formatBytes(fixed)} for ${width} x ${height} x ${bands}`,
      remedy: `Use --max-memory ${Math.ceil(needed / 2 ** 20)}MB or more, a --region, or --steps that begin with a rebin.`,
    });
  }
  const rows = planRows(cube, { reducer }, Math.max(maxMemory, fixed), fixed);
  const data = new Float32Array(width * height * bands);
  const pixels = new Uint32Array(width * height);
  const one = new Float32Array(bands);
  let n = 0;
  for await (const block of cube.blocks({ rows, reducer }, signal)) {
    for (let p = 0; p < block.rows * width; p++) {
      if (!block.valid[p]) continue;
      steps.apply(block.data, p * reducer.outputBands, one, 0);
      if (!Number.isFinite(one[0])) continue;
      data.set(one, n * bands);
      pixels[n++] = block.row * width + p;
    }
  }
  return { data: data.subarray(0, n * bands), n, bands, pixels: pixels.subarray(0, n) };
}
