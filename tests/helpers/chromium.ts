import { type Browser, chromium } from 'playwright-core';
import { unpackChromium } from './unpack.js';

/** Flags that give WebGL2 and WebGPU on a machine without a GPU. */
const flags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // Where the graphics card is a program, text and pictures are painted sooner without it.
  '--disable-gpu-rasterization',
  '--no-sandbox',
];

/** Chromium of the devDependencies, with WebGL2 and WebGPU in software; the machine's own browser is never used. */
export async function launchChromium(): Promise<Browser> {
  const { executable, env } = await unpackChromium();
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chromium.launch({ executablePath: executable, args: flags, env: { ...Object.fromEntries(inherited), ...env } });
}
