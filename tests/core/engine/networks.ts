import { createRandom } from '../../../core/cluster/random.js';
import type { Activation, EngineName, Network } from '../../../core/engine/index.js';

/** A seeded network of the given layer sizes; the activations are used in turn, the last layer is linear. */
export function seededNetwork(sizes: readonly number[], activations: readonly Activation[], seed = 1): Network {
  const random = createRandom(seed);
  const normal = (count: number, deviation: number) => Float32Array.from({ length: count }, () => deviation * random.normal());
  const layers = sizes.slice(1).map((units, i) => ({
    units,
    activation: i === sizes.length - 2 ? ('linear' as const) : activations[i % activations.length],
    kernel: normal(sizes[i] * units, 1 / Math.sqrt(sizes[i])),
    bias: normal(units, 0.1),
  }));
  return { inputSize: sizes[0], layers };
}

/** Seeded standard normal numbers. */
export function seededNormals(count: number, seed = 2): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
}

const scalar: Record<Activation, (x: number) => number> = {
  linear: x => x,
  relu: x => Math.max(0, x),
  selu: x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  sigmoid: x => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** The network in float64, one spectrum at a time: what every engine is compared with. */
export function forward64(network: Network, input: Float32Array, n: number): Float64Array {
  const outputs: number[] = [];
  for (let row = 0; row < n; row++) {
    let x = Array.from(input.subarray(row * network.inputSize, (row + 1) * network.inputSize));
    for (const { units, activation, kernel, bias } of network.layers) {
      x = Array.from({ length: units }, (_, u) =>
        scalar[activation](x.reduce((sum, value, i) => sum + value * kernel[i * units + u], bias[u])),
      );
    }
    outputs.push(...x);
  }
  return Float64Array.from(outputs);
}

/** Largest absolute difference. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i] - b[i]));
  return worst;
}

/** The CPU engines that are installed here: all of them, but for onnxruntime where npm left the optional package out. */
export const cpuEngines: readonly EngineName[] = await import('onnxruntime-node').then(
  () => ['cpu', 'wasm', 'onnxruntime'] as const,
  () => ['cpu', 'wasm'] as const,
);
