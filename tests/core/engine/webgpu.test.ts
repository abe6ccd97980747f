import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { swiftshaderEnv } from '../../helpers/swiftshader.js';
import { forward64, largestDifference, seededNetwork, seededNormals } from './networks.js';

const webgpu = await import('webgpu').then(
  () => true,
  () => false,
);
const script = fileURLToPath(new URL('./webgpu-child.mjs', import.meta.url));

async function inChild(job: unknown): Promise<{ device: string; output: number[]; check: { ok: boolean }; auto: string }> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, ...(await swiftshaderEnv()) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on('data', chunk => void out.push(String(chunk)));
  child.stderr.on('data', chunk => void err.push(String(chunk)));
  child.stdin.end(JSON.stringify(job));
  const code = await new Promise(resolve => child.on('close', resolve));
  if (code !== 0) throw new Error(err.join(''));
  return JSON.parse(out.join(''));
}

test.skipIf(!webgpu)(
  'WebGPU in Node over SwiftShader agrees with float64; auto does not take it (skipped: webgpu is not installed)',
  async () => {
    const network = seededNetwork([40, 30, 20, 10, 9, 3], ['selu', 'relu', 'tanh', 'sigmoid']);
    const n = 33;
    const input = seededNormals(n * 40);
    const golden = forward64(network, input, n);
    const layers = network.layers.map(layer => ({ ...layer, kernel: Array.from(layer.kernel), bias: Array.from(layer.bias) }));
    const found = await inChild({ network: { ...network, layers }, input: Array.from(input), n, golden: Array.from(golden) });
    expect(found.device).toMatch(/SwiftShader/i);
    expect(found.check.ok).toBe(true);
    expect(largestDifference(found.output, golden)).toBeLessThan(5e-6);
    expect(['onnxruntime', 'wasm', 'tfjs-node-gpu']).toContain(found.auto);
  },
);
