import { expect, test } from 'vitest';
import { forward64, largestDifference, seededNetwork, seededNormals } from './networks.js';
import { onWebgpu, webgpu } from './on-webgpu.js';

test.skipIf(!webgpu)(
  'WebGPU in Node over SwiftShader agrees with float64; auto does not take it (skipped: webgpu is not installed)',
  async () => {
    const network = seededNetwork([40, 30, 20, 10, 9, 3], ['selu', 'relu', 'tanh', 'sigmoid']);
    const n = 33;
    const input = seededNormals(n * 40);
    const golden = forward64(network, input, n);
    const found = await onWebgpu(network, input, n, golden);
    expect(found.device).toMatch(/SwiftShader/i);
    expect(found.check.ok).toBe(true);
    expect(largestDifference(found.output, golden)).toBeLessThan(5e-6);
    expect(['onnxruntime', 'wasm', 'tfjs-node-gpu']).toContain(found.auto);
  },
);
