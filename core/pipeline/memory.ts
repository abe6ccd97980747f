import { platform } from '#platform';
import type { CubeSample } from '../cube/scan.js';
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

/** [bands] mean of the good samples of a scan, 0 where none is good: a shift that keeps sums of squares well conditioned. */
export function samplesShift({ data, n, bands }: CubeSample): Float64Array {
  const sum = new Float64Array(bands);
  const count = new Float64Array(bands);
  for (let i = 0, s = 0; s < n; s++) {
    for (let b = 0; b < bands; b++, i++) {
      if (data[i] === data[i]) {
        sum[b] += data[i];
        count[b]++;
      }
    }
  }
  return sum.map((total, b) => (count[b] > 0 ? total / count[b] : 0));
}
