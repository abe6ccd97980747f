import { EncoderMismatchError } from '../cube/errors.js';
import { isObject } from '../cube/json.js';
import type { Activation, DenseLayer, Network } from '../engine/types.js';

const activations: readonly Activation[] = ['linear', 'relu', 'selu', 'tanh', 'sigmoid'];

/** Units and activation of each layer, for people: `512 selu`. */
export function describeLayers(network: Network): string[] {
  return network.layers.map(({ units, activation }) => `${units} ${activation}`);
}

/** Layer names of the stack: encoder_1 .., latent, decoder_1 .., output; without a decoder it ends with latent. */
function layerNames(encoderDepth: number, decoderDepth: number): string[] {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}_${i + 1}`);
  const encoder = [...numbered('encoder', encoderDepth - 1), 'latent'];
  return decoderDepth === 0 ? encoder : [...encoder, ...numbered('decoder', decoderDepth - 1), 'output'];
}

/** The layers of both networks, from input through latent to output. */
export function layerStack(encode: Network, decode?: Network): DenseLayer[] {
  return [...encode.layers, ...(decode?.layers ?? [])];
}

/** The weights of both networks in manifest order: kernel then bias of each layer, float32 little-endian. */
export function weightBytes(encode: Network, decode?: Network): Uint8Array {
  const arrays = layerStack(encode, decode).flatMap(({ kernel, bias }) => [kernel, bias]);
  const out = new DataView(new ArrayBuffer(arrays.reduce((sum, array) => sum + array.length * 4, 0)));
  let at = 0;
  for (const array of arrays) {
    for (const value of array) {
      out.setFloat32(at, value, true);
      at += 4;
    }
  }
  return new Uint8Array(out.buffer);
}

/**
 * `model.json` in TensorFlow.js layers format: one Sequential from input through the layer `latent` to `output`, where there is a decoder,
 * weights in weights.bin.
 * `tf.loadLayersModel` reads it; the encoder alone is the model up to `getLayer('latent').output`.
 */
export function modelJson(encode: Network, decode?: Network): object {
  const names = layerNames(encode.layers.length, decode?.layers.length ?? 0);
  const stack = layerStack(encode, decode);
  const inputs = stack.map((_, i) => (i === 0 ? encode.inputSize : stack[i - 1].units));
  const zeros = { class_name: 'Zeros', config: {} };
  const layers = stack.map(({ units, activation }, i) => ({
    class_name: 'Dense',
    config: {
      name: names[i],
      trainable: true,
      dtype: 'float32',
      batch_input_shape: i === 0 ? [null, encode.inputSize] : undefined,
      units,
      activation,
      use_bias: true,
      kernel_initializer: zeros,
      bias_initializer: zeros,
    },
  }));
  const weights = stack.flatMap(({ units }, i) => [
    { name: `${names[i]}/kernel`, shape: [inputs[i], units], dtype: 'float32' },
    { name: `${names[i]}/bias`, shape: [units], dtype: 'float32' },
  ]);
  return {
    format: 'layers-model',
    generatedBy: 'cloisonne',
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      model_config: { class_name: 'Sequential', config: { name: 'autoencoder', layers } },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  };
}

/** Reads back what `modelJson` and `weightBytes` wrote, checking every size before it is used. Throws EncoderMismatchError. */
export function readModel(json: unknown, bytes: Uint8Array, where: string): { encode: Network; decode?: Network } {
  const fail: (why: string) => never = why => {
    throw new EncoderMismatchError('cannot read the encoder', { where, why, remedy: 'Copy the whole encoder folder again.' });
  };
  const entries = (json as { modelTopology?: { model_config?: { config?: { layers?: unknown } } } })?.modelTopology?.model_config
    ?.config?.layers;
  if (!Array.isArray(entries) || entries.length === 0) fail('model.json has no layers');
  const layers: DenseLayer[] = [];
  const names: unknown[] = [];
  let offset = 0;
  let inputSize = 0;
  let width = 0;
  for (const entry of entries as unknown[]) {
    const c =
      isObject(entry) && entry.class_name === 'Dense' && isObject(entry.config) ? entry.config : fail('a layer is not Dense');
    if (layers.length === 0) inputSize = width = Array.isArray(c.batch_input_shape) ? Number(c.batch_input_shape[1]) : 0;
    const units = Number(c.units);
    const activation = activations.find(name => name === c.activation) ?? fail(`unknown activation ${c.activation}`);
    if (!Number.isInteger(width) || width < 1 || !Number.isInteger(units) || units < 1) fail('a layer has no size');
    const count = width * units + units;
    if (offset + count * 4 > bytes.length) fail(`weights.bin has ${bytes.length} bytes, the layers need more`);
    const values = readFloats(bytes, offset, count);
    if (!values.every(Number.isFinite)) fail(`weights of layer ${c.name} are not finite`);
    layers.push({ units, activation, kernel: values.subarray(0, width * units), bias: values.subarray(width * units) });
    names.push(c.name);
    offset += count * 4;
    width = units;
  }
  if (offset !== bytes.length) fail(`weights.bin has ${bytes.length} bytes, the layers need ${offset}`);
  const split = names.indexOf('latent') + 1;
  if (split === 0) fail("model.json has no layer 'latent'");
  const encode = { inputSize, layers: layers.slice(0, split) };
  if (split === layers.length) return { encode };
  return { encode, decode: { inputSize: layers[split - 1].units, layers: layers.slice(split) } };
}

function readFloats(bytes: Uint8Array, offset: number, count: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, count * 4);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * 4, true));
}
