import { describe, expect, test } from 'vitest';
import { onnxNetwork } from '../../../../core/encoder/index.js';
import { openEngine, runOnnx } from '../../../../core/engine/index.js';
import { modelProto, nodeProto, tensorProto, valueProto } from '../../../../core/engine/onnxruntime/onnx.js';
import { cpuEngines, largestDifference } from '../../engine/networks.js';
import { onWebgpu, webgpu } from '../../engine/on-webgpu.js';
import { onnxBytes, ROWS, torchModels } from './models.js';

const good = ['mlp', 'batchnorm', 'standardised', 'two_heads', 'sampled', 'decoder'];
const networkOf = (name: string) => onnxNetwork(onnxBytes(name), `${name}.onnx`, torchModels[name].output);
const inputsOf = (name: string) => Float32Array.from(torchModels[name].inputs);

describe("an encoder exported from PyTorch gives PyTorch's latents", () => {
  test.each(cpuEngines)('on %s', async name => {
    const engine = await openEngine(name);
    for (const model of good) {
      const latents = await (await engine.compile(networkOf(model).network)).run(inputsOf(model), ROWS);
      expect({ model, off: largestDifference(latents, torchModels[model].latents) < 2e-6 }).toEqual({ model, off: true });
    }
    await engine.dispose();
  });

  test.skipIf(!webgpu)('on WebGPU over SwiftShader (skipped: webgpu is not installed)', { timeout: 120_000 }, async () => {
    const { latents } = torchModels.two_heads;
    const { device, output } = await onWebgpu(networkOf('two_heads').network, inputsOf('two_heads'), ROWS, latents);
    expect(device).toMatch(/SwiftShader/i);
    expect(largestDifference(output, latents)).toBeLessThan(5e-6);
  });

  test('as ONNX Runtime does with the file itself, but for the model that draws at random', async () => {
    for (const model of good.filter(name => name !== 'sampled')) {
      const { input, output } = networkOf(model);
      const dims = [ROWS, ...input.dims.slice(1)];
      const found = await runOnnx(onnxBytes(model), { input: input.name, output, dims, values: inputsOf(model) });
      if (cpuEngines.includes('onnxruntime')) expect(largestDifference(found!, torchModels[model].latents)).toBeLessThan(2e-6);
      else expect(found).toBeUndefined();
    }
  });
});

test('scalings and batch normalisation are folded, sampling is left out, heads are told apart', () => {
  const layers = (name: string) => networkOf(name).network.layers.map(({ units, activation }) => `${units} ${activation}`);
  expect(layers('batchnorm')).toEqual(['8 relu', '3 linear']);
  expect(layers('standardised')).toEqual(['7 sigmoid', '3 linear']);
  expect(layers('sampled')).toEqual(['9 selu', '6 tanh', '3 linear']);
  expect(onnxNetwork(onnxBytes('two_heads'), 'x').output).toBe('mu');
  expect(networkOf('mlp')).toMatchObject({ producer: 'pytorch 1.13.0', opset: 17, input: { name: 'spectra', dims: [0, 12] } });
});

describe('what cannot become layers is named', () => {
  const refused = (bytes: Uint8Array, why: RegExp, output?: string) =>
    expect(() => onnxNetwork(bytes, 'a.onnx', output)).toThrow(
      expect.objectContaining({ tag: 'InputError', where: 'a.onnx', why: expect.stringMatching(why) }),
    );

  test('by operator and node', () => {
    refused(onnxBytes('bad_conv'), /^operator Conv \(node '\/conv\/Conv'\): no layer of ours does that; known are Add, Batch/);
    refused(onnxBytes('bad_leaky'), /^operator LeakyRelu \(node '\/1\/LeakyRelu'\)/);
    refused(onnxBytes('bad_residual'), /^operator Add \(node '\/Add'\): it joins two branches/);
  });

  test('by output', () => {
    refused(onnxBytes('sampled'), /^it has the outputs z, mean_of_z, log_variance$/);
    refused(onnxBytes('sampled'), /^it has no output 'mu', but z/, 'mu');
  });

  test('by what is wrong with the file', () => {
    const mlp = onnxBytes('mlp');
    refused(new Uint8Array(0), /it holds no graph/);
    refused(new TextEncoder().encode('<html>'), /wire type|longer than/);
    refused(mlp.subarray(0, 900), /longer than what holds it/);
    const kernel = (dims: number[], values: number[]) => [
      tensorProto('k', 'float32', dims, values),
      nodeProto('MatMul', ['x', 'k'], ['y'], 'product'),
      valueProto('input', 'x', 'float32', ['batch', 2]),
      valueProto('output', 'y', 'float32', ['batch', 3]),
    ];
    refused(modelProto('m', ...kernel([3, 2], [1, 2, 3, 4, 5, 6])), /weights of shape \[3, 2\] do not go with 2 columns/);
    refused(modelProto('m', ...kernel([2, 3], [1, 2, 3, 4, 5])), /'k' has 5 values, its shape is \[2, 3\]/);
    refused(modelProto('m', ...kernel([2, 3], [1, 2, 3, 4, 5, Number.NaN])), /not finite/);
    refused(modelProto('m', ...kernel([2 ** 40, 2 ** 40], [1])), /'k' has 1 values/);
  });

  test('before it takes much memory', () => {
    const wide = modelProto(
      'm',
      nodeProto('Relu', ['x'], ['y'], 'relu'),
      valueProto('input', 'x', 'float32', ['batch', 60_000]),
      valueProto('output', 'y', 'float32', ['batch', 60_000]),
    );
    refused(wide, /it would have \d+ weights, far more than the file holds/);
    const nodes = Array.from({ length: 2001 }, (_, i) => nodeProto('Relu', [`x${i}`], [`x${i + 1}`], ''));
    refused(modelProto('m', ...nodes), /more than 2000 nodes/);
  });
});
