import { fewestOf } from '../cluster/index.js';

/** A spike lies this many times as far from the mean of its band as the samples of all but a few spaxels. */
const FARTHER = 3;

/**
 * Limits single samples that stand out from their band in fewer spaxels than make a cluster (cosmic rays, dead pixels), in place, to the most extreme of
 * the other spaxels, so that no principal component is spent on them. samples [n, bands]. Returns what puts them back.
 */
export function limitSpikes(samples: Float32Array, n: number, bands: number): () => void {
  const few = fewestOf(n);
  if (few < 2) return () => {};
  const { mean, low, high } = extremes(samples, n, bands, few);
  const places: number[] = [];
  const values: number[] = [];
  for (let row = 0, at = 0; row < n; row++) {
    for (let band = 0; band < bands; band++, at++) {
      const far = samples[at] - mean[band];
      const edge = far > 0 ? high[band] : low[band];
      if (Math.abs(far) <= FARTHER * Math.abs(edge - mean[band])) continue;
      places.push(at);
      values.push(samples[at]);
    }
  }
  for (const at of places) samples[at] = samples[at] > mean[at % bands] ? high[at % bands] : low[at % bands];
  return () => {
    places.forEach((at, i) => {
      samples[at] = values[i];
    });
  };
}

/** [bands] mean, and the `few`-th smallest and largest sample. */
function extremes(samples: Float32Array, n: number, bands: number, few: number) {
  const mean = new Float64Array(bands);
  const smallest = new Float32Array(bands * few).fill(Number.POSITIVE_INFINITY);
  const largest = new Float32Array(bands * few).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0, at = 0; row < n; row++) {
    for (let band = 0; band < bands; band++, at++) {
      const value = samples[at];
      mean[band] += value / n;
      // Each list is sorted, its first the least extreme of those in it.
      if (value > largest[band * few]) insert(largest, band * few, few, value, 1);
      if (value < smallest[band * few]) insert(smallest, band * few, few, value, -1);
    }
  }
  const least = (list: Float32Array) => Float32Array.from({ length: bands }, (_, band) => list[band * few]);
  return { mean, low: least(smallest), high: least(largest) };
}

function insert(list: Float32Array, first: number, few: number, value: number, sign: 1 | -1): void {
  let at = first;
  for (; at + 1 < first + few && sign * list[at + 1] < sign * value; at++) list[at] = list[at + 1];
  list[at] = value;
}
