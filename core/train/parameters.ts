import type { Random } from '../cluster/random.js';
import type { Activation } from '../engine/types.js';
import type { HiddenSizes } from './sizes.js';
import type { Recipe } from './types.js';

/** One dense layer's place in the flat array of all parameters: kernel [inputs, units] at `kernel`, bias [units] at `bias`. */
export interface LayerSlot {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: number;
  readonly bias: number;
  /** Whether dropout follows it. */
  readonly drops: boolean;
}

/** The stack of layers from input through latent to output. */
export interface Layout {
  readonly layers: readonly LayerSlot[];
  /** Index of the latent layer: of a variational encoder, the head of the means. */
  readonly latent: number;
  /** The head of the log variances, beside the latent layer; its parameters come last. */
  readonly logVariance?: LayerSlot;
  readonly parameters: number;
}

/** Lays out the stack: hidden layers, a linear latent, the decoder's hidden layers, the output; for a variational encoder, its second head. */
export function layout(
  bands: number,
  { encoder, decoder }: HiddenSizes,
  recipe: Pick<Recipe, 'latent' | 'activation' | 'output'> & Partial<Pick<Recipe, 'embedding' | 'variational'>>,
): Layout {
  const { latent, activation, output, embedding, variational } = recipe;
  const units = [...encoder, latent, ...decoder, bands];
  let at = 0;
  const slot = (inputs: number, size: number, kind: Activation, drops: boolean): LayerSlot => {
    const kernel = at;
    const bias = at + inputs * size;
    at = bias + size;
    return { inputs, units: size, activation: kind, kernel, bias, drops };
  };
  const layers = units.map((size, i) => {
    const inputs = i === 0 ? bands : units[i - 1];
    if (i === units.length - 1) return slot(inputs, size, output, false);
    if (i === encoder.length) return slot(inputs, size, 'linear', false);
    return embedding === 'tanh' && i === encoder.length - 1
      ? slot(inputs, size, 'tanh', false)
      : slot(inputs, size, activation, true);
  });
  const logVariance = variational ? slot(layers[encoder.length].inputs, latent, 'linear', false) : undefined;
  return { layers, latent: encoder.length, logVariance, parameters: at };
}

/**
 * First parameters. `lecun`: kernels normal with variance 1/inputs (LeCun et al. 1998; what SELU asks for), `he`: 2/inputs (He et al. 2015, for
 * ReLU), biases 0; `auto`: `he` for layers with ReLU, else `lecun`. `reference`, as the paper's code: kernels normal with variance 1/units, those of
 * latent heads uniform within 1/sqrt(inputs) (PyTorch's own), biases uniform within 1/sqrt(inputs).
 */
export function initialParameters(
  { layers, latent, logVariance, parameters }: Layout,
  random: Random,
  initialisation: Recipe['initialisation'] = 'auto',
): Float32Array {
  const theta = new Float32Array(parameters);
  const fill = (from: number, to: number, draw: () => number) => {
    for (let i = from; i < to; i++) theta[i] = draw();
  };
  for (const slot of logVariance ? [...layers, logVariance] : layers) {
    const { inputs, units, activation, kernel, bias } = slot;
    const bound = 1 / Math.sqrt(inputs);
    const uniform = () => bound * (2 * random.uniform() - 1);
    if (initialisation === 'reference') {
      const head = slot === layers[latent] || slot === logVariance;
      const deviation = 1 / Math.sqrt(units);
      fill(kernel, bias, head ? uniform : () => deviation * random.normal());
      fill(bias, bias + units, uniform);
    } else {
      const he = initialisation === 'he' || (initialisation === 'auto' && activation === 'relu');
      const deviation = Math.sqrt((he ? 2 : 1) / inputs);
      fill(kernel, bias, () => deviation * random.normal());
    }
  }
  return theta;
}
