import { createRandom } from '../../../core/cluster/random.js';
import type { TrainEvent, TrainedNetworks } from '../../../core/train/index.js';

/** Seeded spectra [n, bands]: one line of two strengths that moves along the axis, on a continuum, with noise. */
export function movingLines(n: number, bands: number, seed = 1): Float32Array {
  const random = createRandom(seed);
  const out = new Float32Array(n * bands);
  for (let i = 0, at = 0; i < n; i++) {
    const centre = bands * (0.2 + 0.6 * random.uniform());
    const height = 1 + random.integer(2);
    for (let band = 0; band < bands; band++) {
      out[at++] = 5 + height * Math.exp(-(((band - centre) / (bands / 12)) ** 2)) + 0.02 * random.normal();
    }
  }
  return out;
}

/** Runs training to its end; the events and what came out. */
export async function drain<T = TrainedNetworks>(
  training: AsyncGenerator<TrainEvent, T>,
): Promise<{ events: TrainEvent[]; result: T }> {
  const events: TrainEvent[] = [];
  for (;;) {
    const next = await training.next();
    if (next.done) return { events, result: next.value };
    events.push(next.value);
  }
}
