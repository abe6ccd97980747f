import { platform } from '#platform';
import type { CubeSource } from '../cube/types.js';
import { mostCellBands } from '../describe/cells.js';
import { ExampleCollector } from '../describe/examples.js';
import { CellMoments } from '../describe/moments.js';
import { CellWeights, type Weights } from '../describe/weights.js';

const MB = 1024 * 1024;
/** What garbage and the writing of products take on top of what the process holds when the engine is open (`npm run bench` prints peaks). */
const ENGINE_BYTES = 48 * MB;

/** Bytes a run holds whatever its blocks: the process so far, engine, sample, latents, labels of the sweep, cluster sums. */
export function fixedBytes(
  cube: CubeSource,
  latent: number,
  sampleBytes: number,
  { kMin, kMax, weights }: { kMin: number; kMax: number; weights?: Weights },
  encoderBands: number,
): number {
  const { width, height, bands } = cube.shape;
  const spaxels = width * height;
  const ks = Array.from({ length: kMax - kMin + 1 }, (_, i) => ({ k: kMin + i }));
  const perSpaxel = 4 * latent + 8 * latent + ks.length * (2 + 4 + 1) + 4 * 10;
  const cells = mostCellBands(ks, bands, spaxels);
  const sums = CellMoments.bytes(1, cells) * (1 + (2 * encoderBands) / bands) + (weights ? CellWeights.bytes(1, cells) : 0);
  const examples = ExampleCollector.bytes(kMax, encoderBands);
  return platform.baselineBytes() + ENGINE_BYTES + sampleBytes + spaxels * perSpaxel + sums + examples;
}
