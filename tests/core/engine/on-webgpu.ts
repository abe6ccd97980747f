import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Network } from '../../../core/engine/index.js';
import { swiftshaderEnv } from '../../helpers/swiftshader.js';

/** Whether the optional package webgpu is installed. */
export const webgpu = await import('webgpu').then(
  () => true,
  () => false,
);
const script = fileURLToPath(new URL('./webgpu-child.mjs', import.meta.url));

/** Runs a network on WebGPU over SwiftShader in a process of its own, which also says what `auto` picks there. */
export async function onWebgpu(
  network: Network,
  input: Float32Array,
  n: number,
  golden: ArrayLike<number>,
): Promise<{ device: string; output: number[]; check: { ok: boolean }; auto: string }> {
  const layers = network.layers.map(layer => ({ ...layer, kernel: Array.from(layer.kernel), bias: Array.from(layer.bias) }));
  const job = { network: { ...network, layers }, input: Array.from(input), n, golden: Array.from(golden) };
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
