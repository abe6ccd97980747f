import type { Random } from '../cluster/random.js';
import type { Activation, DenseLayer, Network } from '../engine/types.js';

/** One dense layer's place in the flat array of all parameters: kernel [inputs, units] at `kernel`, bias [units] at `bias`. */
export interface LayerSlot {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: number;
  readonly bias: number;
}

/** The stack of layers from input through latent to output. */
export interface Layout {
  readonly layers: readonly LayerSlot[];
  /** Index of the latent layer. */
  readonly latent: number;
  readonly parameters: number;
}

/** Lays out the stack: hidden layers, a linear latent, the hidden layers mirrored, the output. */
export function layout(
  bands: number,
  hidden: readonly number[],
  { latent, activation, output }: { latent: number; activation: Activation; output: Activation },
): Layout {
  const units = [...hidden, latent, ...[...hidden].reverse(), bands];
  let at = 0;
  const layers = units.map((size, i) => {
    const inputs = i === 0 ? bands : units[i - 1];
    const kernel = at;
    const bias = at + inputs * size;
    at = bias + size;
    const last = i === units.length - 1;
    return {
      inputs,
      units: size,
      activation: last ? output : i === hidden.length ? ('linear' as const) : activation,
      kernel,
      bias,
    };
  });
  return { layers, latent: hidden.length, parameters: at };
}

/**
 * First parameters: kernels normal with variance 1/inputs (LeCun et al. 1998; what SELU asks for) or 2/inputs (He et al. 2015, for
 * ReLU), biases 0.
 */
export function initialParameters({ layers, parameters }: Layout, random: Random): Float32Array {
  const theta = new Float32Array(parameters);
  for (const { inputs, units, activation, kernel } of layers) {
    const deviation = Math.sqrt((activation === 'relu' ? 2 : 1) / inputs);
    for (let i = 0; i < inputs * units; i++) theta[kernel + i] = deviation * random.normal();
  }
  return theta;
}

/** How spectra are centred and scaled for training: (x - mean) / scale. */
export interface Scaling {
  readonly mean: Float64Array;
  readonly scale: number;
}

/**
 * The networks in the spectra's own units: the scaling that training used is folded into the first layer and, where the output is
 * linear, into the last, so that nobody has to know about it.
 */
export function foldedNetworks(layout: Layout, theta: Float32Array, scaling: Scaling): { encode: Network; decode: Network } {
  const { mean, scale } = scaling;
  const layers = layout.layers.map(({ inputs, units, activation, kernel, bias }): DenseLayer => {
    return { units, activation, kernel: theta.slice(kernel, kernel + inputs * units), bias: theta.slice(bias, bias + units) };
  });
  const first = layers[0];
  for (let unit = 0; unit < first.units; unit++) {
    let shift = 0;
    for (let band = 0; band < mean.length; band++) {
      const weight = (first.kernel[band * first.units + unit] /= scale);
      shift += mean[band] * weight;
    }
    first.bias[unit] -= shift;
  }
  const last = layers[layers.length - 1];
  if (last.activation === 'linear') {
    for (let i = 0; i < last.kernel.length; i++) last.kernel[i] *= scale;
    for (let band = 0; band < mean.length; band++) last.bias[band] = last.bias[band] * scale + mean[band];
  }
  const split = layout.latent + 1;
  return {
    encode: { inputSize: mean.length, layers: layers.slice(0, split) },
    decode: { inputSize: layers[split - 1].units, layers: layers.slice(split) },
  };
}
