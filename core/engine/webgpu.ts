import { platform } from '#platform';
import { EngineError } from '../cube/errors.js';
import { loadTf, tfjsEngine, useBackend } from './tfjs.js';
import type { Engine } from './types.js';

/** Names of adapters that compute on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

interface GpuScope {
  navigator?: { gpu?: GPU };
}

interface Dawn {
  create(options: string[]): GPU;
  readonly globals: object;
}

let dawn: GPU | undefined;

/** The page's navigator.gpu, or Dawn's made to look like it, because tfjs looks for it there. Throws EngineError. */
async function gpu(): Promise<GPU> {
  const scope = globalThis as unknown as GpuScope;
  if (scope.navigator?.gpu) return scope.navigator.gpu;
  if (platform.kind === 'browser') throw new EngineError('WebGPU is missing', { why: 'this browser does not offer it' });
  const found = await platform.importOptional('webgpu');
  if (!found.ok) throw new EngineError('WebGPU is missing', { why: found.reason, remedy: 'Run `npm install webgpu`.' });
  // Dawn prints to stderr when it cannot load Vulkan; asked first, so that a machine without a GPU stays quiet.
  if (!platform.loadsLibrary('libvulkan.so.1'))
    throw new EngineError('WebGPU has no adapter', {
      why: 'no Vulkan loader (libvulkan.so.1)',
      remedy: 'Install it (Debian, Ubuntu: `apt install libvulkan1`) with a driver for the GPU.',
    });
  const { create, globals } = found.module as Dawn;
  dawn = create([]);
  Object.assign(globalThis, globals);
  if (scope.navigator) Object.defineProperty(scope.navigator, 'gpu', { value: dawn, configurable: true });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu: dawn }, configurable: true, writable: true });
  return dawn;
}

/** What the adapter calls itself, and whether it computes on the CPU. Throws EngineError where there is no adapter. */
async function adapter(): Promise<{ name: string; software: boolean }> {
  const found = await (await gpu()).requestAdapter({ powerPreference: 'high-performance' });
  if (!found)
    throw new EngineError('WebGPU has no adapter', { why: 'no GPU, or no driver for it (Vulkan, Metal or Direct3D 12)' });
  const { vendor, architecture, device, description, isFallbackAdapter } = found.info;
  const name = description || device || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return { name, software: isFallbackAdapter || SOFTWARE.test([vendor, architecture, device, description].join(' ')) };
}

/** tfjs on WebGPU: the browser's, or Dawn's in Node. `real` refuses adapters that compute on the CPU. Throws EngineError. */
export async function openWebgpu(real: boolean): Promise<Engine> {
  const { name, software } = await adapter();
  if (real && software) throw new EngineError('WebGPU has no real adapter', { why: `${name} computes on the CPU` });
  const tf = await loadTf();
  const found = await platform.importOptional('@tensorflow/tfjs-backend-webgpu');
  if (!found.ok) throw new EngineError('the webgpu backend of tfjs is missing', { why: found.reason });
  await useBackend(tf, 'webgpu');
  return tfjsEngine(tf, { name: 'webgpu', backend: 'webgpu', device: name, version: tf.version_core, batch: 4096 });
}
