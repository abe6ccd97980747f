import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratch } from '../../helpers/bundle.js';
import { launchChromium } from '../../helpers/chromium.js';
import { serve } from '../../helpers/serve.js';
import { root } from '../../helpers/unpack.js';

/** A project of its own with the package as it is installed, and not one line of configuration. */

const script = `import { createPageSegmenter } from 'cloisonne/plugin';
document.title = 'busy';
const run = async () => {
  const blob = await (await fetch('cube.tif')).blob();
  const warnings = [];
  const onEvent = event => { if (event.type === 'warning') warnings.push(event.message); };
  const segmenter = createPageSegmenter();
  const { k, engine, files } = await segmenter.run({ source: new File([blob], 'cube.tif'), kMin: 2, kMax: 3, engine: 'wasm', threads: 2 }, { onEvent });
  return { k, engine, files: files.size, warnings };
};
run().then(result => { document.title = JSON.stringify(result); }, err => { document.title = String(err); });
`;

let dir: string;
let browser: Browser;
beforeAll(async () => {
  dir = await scratch('vite');
  const installed = join(dir, 'node_modules/cloisonne');
  await mkdir(installed, { recursive: true });
  await cp(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
  await copyFile(join(root, 'package.json'), join(installed, 'package.json'));
  await mkdir(join(dir, 'public'));
  await copyFile(join(root, 'samples/data/raman.tif'), join(dir, 'public/cube.tif'));
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  await writeFile(join(dir, 'main.js'), script);
  await writeFile(
    join(dir, 'index.html'),
    '<!doctype html><html lang="en"><body><script type="module" src="/main.js"></script></body></html>',
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(dir, { recursive: true });
});

const config: InlineConfig = { configFile: false, logLevel: 'silent' };
const outcome = async (url: string): Promise<unknown> => {
  const page = await browser.newPage();
  await page.goto(url);
  // The server reloads a page whose packages it meets for the first time.
  await page.waitForFunction(() => !['', 'busy'].includes(document.title), undefined, { timeout: 100_000 });
  const title = await page.title();
  await page.close();
  return title.startsWith('{') ? JSON.parse(title) : title;
};
const right = { k: 2, engine: 'wasm', files: expect.any(Number), warnings: expect.any(Array) };

test('a page segments under the server of vite', { timeout: 240_000 }, async () => {
  const server = await createServer({ ...config, root: dir, server: { port: 0, host: '127.0.0.1' } });
  await server.listen();
  try {
    expect(await outcome(server.resolvedUrls?.local[0] ?? '')).toMatchObject(right);
  } finally {
    await server.close();
  }
});

test('nothing asks for what only modules of Node have: webpack, told that a file is one of the web, would say yes', async () => {
  const folder = join(root, 'dist/osd/segment');
  const codes = await Promise.all((await readdir(folder)).map(name => readFile(join(folder, name), 'utf8')));
  expect(codes.filter(code => code.includes('setWasmPaths'))).not.toEqual([]);
  expect(codes.filter(code => /typeof __(file|dir)name/.test(code))).toEqual([]);
});

test('and as vite builds it', { timeout: 240_000 }, async () => {
  await build({ ...config, root: dir, base: './' });
  const server = await serve(join(dir, 'dist'));
  try {
    expect(await outcome(server.url)).toMatchObject(right);
  } finally {
    await server.close();
  }
});
