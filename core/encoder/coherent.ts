import { contiguity, type Edges, fewestOf, momentsOf } from '../cluster/index.js';
import { fitPca, type Pca } from './pca.js';
import { limitSpikes } from './spikes.js';

/** Components that are looked at, and the most that are kept. */
const COMPONENTS = 12;
/** A component is kept from this contiguity on, or from this many standard errors of none, whichever is more. */
const LEAST = { contiguity: 0.1, errors: 3.5 };
/** Scores are divided by this power of their standard deviation: between none (the brightest rules) and all (the faintest counts as much). */
const WHITENED = 0.75;
/** Scores that spread less than this share of the length of the spectra are what float32 makes of them. */
const RESOLVED = 1e-4;
/** Where no component is coherent, as many of the first are left as they are. */
const PLAIN = 3;

/** A PCA whose latents are weighted by how coherent they are over the image, as two linear networks. */
export interface CoherentPca extends Pick<Pca, 'encode' | 'decode' | 'explained'> {
  /** Contiguity of each component that was looked at, `contiguity`. */
  readonly coherence: Float64Array;
  /** Which components the latents are, counted from 0. */
  readonly kept: readonly number[];
  /** [latents] what each is multiplied by. */
  readonly weights: readonly number[];
}

/** Scores limited to the range that all but the `few` most extreme at either end lie in. */
function clipped(scores: Float64Array, few: number): Float64Array {
  const sorted = scores.slice().sort();
  const [low, high] = [sorted[few - 1], sorted[sorted.length - few]];
  return scores.map(v => Math.min(Math.max(v, low), high));
}

/** Mean squared length of n spectra. */
function meanSquare(samples: Float32Array, n: number): number {
  let sum = 0;
  for (const v of samples) sum += v * v;
  return sum / n;
}

const coherenceOf = (scores: Float64Array, edges: Edges): number =>
  contiguity(i => scores[i], momentsOf(i => scores[i], scores.length).mean, edges);

/** The contiguity from which on neighbours are more alike than by chance. */
export const leastContiguity = (edges: number): number =>
  Math.max(LEAST.contiguity, LEAST.errors / Math.sqrt(Math.max(1, edges)));

/**
 * Principal components of samples [n, bands], of which those stay that form an image: 12 are looked at, and the first `latent` kept whose scores are
 * alike in neighbours (`edges`), so that noise, however bright, makes no latent. Each is divided by its standard deviation to the power 0.75 and
 * multiplied by its contiguity. Where none is coherent the first three stay as they are. Samples that stand out from their band in a few spaxels have no
 * say in the components (`limitSpikes`). Errors as of `fitPca`.
 */
export function fitCoherentPca(
  samples: Float32Array,
  n: number,
  bands: number,
  edges: Edges,
  { latent, seed }: { latent: number; seed: number },
): CoherentPca {
  const size = Math.max(1, Math.min(COMPONENTS, bands, n - 1));
  const putBack = limitSpikes(samples, n, bands);
  const { encode, decode, explained } = finallyDo(putBack, () => fitPca(samples, n, bands, { latent: size, seed }));
  const [{ kernel, bias }] = encode.layers;
  const scores = Array.from({ length: size }, () => new Float64Array(n));
  for (let row = 0, at = 0; row < n; row++, at += bands) {
    for (let c = 0; c < size; c++) {
      let sum = bias[c];
      for (let band = 0; band < bands; band++) sum += samples[at + band] * kernel[band * size + c];
      scores[c][row] = sum;
    }
  }
  const variances = scores.map(values => momentsOf(i => values[i], n).variance);
  const coherence = Float64Array.from(scores, values => coherenceOf(values, edges));
  const least = leastContiguity(edges.from.length);
  const floor = RESOLVED ** 2 * meanSquare(samples.subarray(0, n * bands), n);
  const coherent = [...coherence.keys()]
    .filter(c => variances[c] > floor)
    // A few odd spaxels that happen to be neighbours are no image.
    .filter(c => Math.min(coherence[c], coherenceOf(clipped(scores[c], fewestOf(n)), edges)) >= least)
    .slice(0, latent);
  const kept = coherent.length > 0 ? coherent : [...coherence.keys()].slice(0, Math.min(PLAIN, latent));
  const weights = kept.map(c => (coherent.length > 0 ? coherence[c] / variances[c] ** (WHITENED / 2) : 1));
  return { ...weighted(encode, decode, kept, weights), explained, coherence, kept, weights };
}

function finallyDo<T>(after: () => void, work: () => T): T {
  try {
    return work();
  } finally {
    after();
  }
}

/** The networks of some components, each latent multiplied by its weight. */
function weighted(encode: Pca['encode'], decode: Pca['decode'], kept: readonly number[], weights: readonly number[]) {
  const [{ units: size, kernel, bias }] = encode.layers;
  const [back] = decode.layers;
  const bands = encode.inputSize;
  const units = kept.length;
  return {
    encode: {
      inputSize: bands,
      layers: [
        {
          units,
          activation: 'linear' as const,
          kernel: Float32Array.from({ length: bands * units }, (_, i) => {
            const c = i % units;
            return kernel[((i - c) / units) * size + kept[c]] * weights[c];
          }),
          bias: Float32Array.from(kept, (component, c) => bias[component] * weights[c]),
        },
      ],
    },
    decode: {
      inputSize: units,
      layers: [
        {
          units: bands,
          activation: 'linear' as const,
          kernel: Float32Array.from(
            { length: bands * units },
            (_, i) => back.kernel[kept[Math.floor(i / bands)] * bands + (i % bands)] / weights[Math.floor(i / bands)],
          ),
          bias: back.bias,
        },
      ],
    },
  };
}
