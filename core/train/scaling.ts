import { EmptyError } from '../cube/errors.js';
import type { Recipe } from './types.js';

const CHUNK = 4096;

/** How spectra are centred and scaled for training: (x - mean) / scale. */
export interface Scaling {
  readonly mean: Float64Array;
  readonly scale: number;
}

/** Mean spectrum, and the root mean square of all samples about it, in float64 over chunks of 4096 spectra. Throws EmptyError. */
export function scalingOf(spectra: Float32Array, n: number, bands: number): Scaling {
  const fold = (add: (part: Float64Array, at: number) => void): Float64Array => {
    const total = new Float64Array(bands);
    for (let first = 0; first < n; first += CHUNK) {
      const part = new Float64Array(bands);
      for (let row = first; row < Math.min(n, first + CHUNK); row++) add(part, row * bands);
      for (let band = 0; band < bands; band++) total[band] += part[band];
    }
    return total;
  };
  const mean = fold((part, at) => {
    for (let band = 0; band < bands; band++) part[band] += spectra[at + band];
  }).map(sum => sum / n);
  const squares = fold((part, at) => {
    for (let band = 0; band < bands; band++) part[band] += (spectra[at + band] - mean[band]) ** 2;
  });
  const scale = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / (n * bands));
  if (!Number.isFinite(scale)) throw new EmptyError('training needs finite spectra', { why: 'NaN or infinite samples' });
  if (scale === 0) throw new EmptyError('all spectra are the same', { why: 'their variance is zero' });
  return { mean, scale };
}

/** Copies one spectrum into a batch. */
export type Putter = (spectra: Float32Array, at: number, input: Float32Array, target: Float32Array, out: number) => void;

/** Scales a spectrum into `input`; `target` gets the same, or the spectrum itself for a sigmoid output. */
export function putter({ mean, scale }: Scaling, output: Recipe['output']): Putter {
  const raw = output === 'sigmoid';
  const bands = mean.length;
  return (spectra, at, input, target, out) => {
    for (let band = 0, to = out; band < bands; band++, to++) {
      input[to] = (spectra[at + band] - mean[band]) / scale;
      target[to] = raw ? spectra[at + band] : input[to];
    }
  };
}
