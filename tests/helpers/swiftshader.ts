import { join } from 'node:path';
import { unpackChromium } from './unpack.js';

/**
 * What a process needs in its environment so that WebGPU (Dawn) finds Chromium's Vulkan loader and SwiftShader, its driver in software.
 * The loader is looked up when a process starts, so run such tests in a child process.
 */
export async function swiftshaderEnv(): Promise<Record<string, string>> {
  const { dir } = await unpackChromium();
  const libraries = [dir, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { VK_ICD_FILENAMES: join(dir, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: libraries };
}
