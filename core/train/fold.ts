import { UsageError } from '../cube/errors.js';
import type { DenseLayer, Network } from '../engine/types.js';
import type { LayerSlot, Layout } from './parameters.js';
import type { Scaling } from './scaling.js';

/** Networks in the spectra's own units. `logVariance` gives the log variances of a variational encoder's latents. */
export interface FoldedNetworks {
  readonly encode: Network;
  readonly decode: Network;
  readonly logVariance?: Network;
}

/**
 * The networks in the spectra's own units: the scaling that training used is folded into the first layer and, where the output is
 * linear, into the last, so that nobody has to know about it.
 */
export function foldedNetworks(stack: Layout, theta: Float32Array, { mean, scale }: Scaling): FoldedNetworks {
  const take = ({ inputs, units, activation, kernel, bias }: LayerSlot): DenseLayer => {
    return { units, activation, kernel: theta.slice(kernel, kernel + inputs * units), bias: theta.slice(bias, bias + units) };
  };
  const layers = stack.layers.map(take);
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
  const split = stack.latent + 1;
  const encode = { inputSize: mean.length, layers: layers.slice(0, split) };
  const decode = { inputSize: layers[split - 1].units, layers: layers.slice(split) };
  if (!stack.logVariance) return { encode, decode };
  return { encode, decode, logVariance: { ...encode, layers: [...layers.slice(0, split - 1), take(stack.logVariance)] } };
}

/**
 * The reverse of `foldedNetworks`: parameters with which training goes on from networks, under a scaling that may be another. The head of the
 * log variances, which an encoder does not keep, starts level at `logVariance` [L]. Throws UsageError when the layers are others.
 */
export function unfoldedParameters(
  stack: Layout,
  { encode, decode }: FoldedNetworks,
  { mean, scale }: Scaling,
  logVariance: readonly number[] = [],
): Float32Array {
  const layers = [...encode.layers, ...decode.layers];
  const text = (list: readonly { units: number; activation: string }[]) =>
    list.map(({ units, activation }) => `${units} ${activation}`).join(', ');
  const [wanted, found] = [text(stack.layers), text(layers)];
  if (wanted !== found || encode.layers.length !== stack.latent + 1 || encode.inputSize !== mean.length) {
    throw new UsageError('fine-tuning keeps the layers of the encoder', {
      why: `it has ${encode.inputSize}, ${found}; the recipe asks for ${mean.length}, ${wanted}`,
      remedy: 'Leave latent, hidden, activation, embedding and output out of the recipe.',
    });
  }
  const theta = new Float32Array(stack.parameters);
  layers.forEach(({ kernel, bias, activation }, i) => {
    const slot = stack.layers[i];
    theta.set(kernel, slot.kernel);
    theta.set(bias, slot.bias);
    if (i === 0) {
      for (let unit = 0; unit < slot.units; unit++) {
        for (let band = 0; band < mean.length; band++) {
          const weight = kernel[band * slot.units + unit];
          theta[slot.kernel + band * slot.units + unit] = weight * scale;
        }
        const shift = mean.reduce((sum, value, band) => sum + value * kernel[band * slot.units + unit], 0);
        theta[slot.bias + unit] = bias[unit] + shift;
      }
    }
    if (i === layers.length - 1 && activation === 'linear') {
      for (let j = 0; j < kernel.length; j++) theta[slot.kernel + j] = kernel[j] / scale;
      for (let band = 0; band < mean.length; band++) theta[slot.bias + band] = (bias[band] - mean[band]) / scale;
    }
  });
  if (stack.logVariance) theta.set(logVariance, stack.logVariance.bias);
  return theta;
}
