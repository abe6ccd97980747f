import { readdir, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundle, scratch } from '../helpers/bundle.js';
import { root } from '../helpers/unpack.js';

const bare = new Set(builtinModules.filter(name => !name.startsWith('_')));
const optional = ['@tensorflow/tfjs-node-gpu', 'onnxruntime-node', 'webgpu'];

/**
 * What a browser could not run: Node built-ins, vite's stand-ins for them, and optional packages. A stand-in without a name is fine: there
 * the package itself says, by `"browser": { "fs": false }`, that it does without.
 */
async function unfit(entry: string, external: readonly string[] = []): Promise<string[]> {
  const { chunks, assets, warnings } = await bundle(entry, { external, write: false });
  const found = new Set(warnings.filter(warning => /UNRESOLVED|EXTERNALIZED/i.test(warning)));
  for (const chunk of chunks) {
    for (const id of chunk.moduleIds) {
      if (/__vite-browser-external:/.test(id)) found.add(`stand-in ${id}`);
      const inside = id.split('node_modules/').at(-1) ?? '';
      for (const name of optional)
        if (id.includes('node_modules/') && inside.startsWith(`${name}/`)) found.add(`bundles ${name}`);
    }
    for (const id of [...chunk.imports, ...chunk.dynamicImports]) {
      if (id.startsWith('node:') || bare.has(id)) found.add(`imports ${id}`);
    }
  }
  // Workers are bundles of their own and come as assets.
  const workers = assets.filter(asset => asset.fileName.endsWith('.js')).map(asset => String(asset.source));
  for (const code of [...chunks.map(chunk => chunk.code), ...workers]) {
    for (const [, id] of code.matchAll(/\b(?:require\(|import\(|from)\s*["'](node:[a-z/_]+)["']/g)) found.add(`imports ${id}`);
  }
  return [...found].sort();
}

test.each(['core', 'core/labels', 'formats', 'plugin'])('%s bundles for the browser without a Node built-in', async room => {
  expect(await unfit(join(root, 'dist', room, 'index.js'))).toEqual([]);
});

test('core brings its workers as module chunks', async () => {
  const { assets } = await bundle(join(root, 'dist/core/index.js'), { write: false });
  const names = (await readdir(join(root, 'core/workers'))).map(name => name.replace('.ts', '')).filter(name => name !== 'serve');
  for (const name of names) expect(assets.map(asset => asset.fileName)).toContainEqual(expect.stringMatching(`${name}-.*\\.js$`));
});

test('the small entry of the overlay imports neither plots, tfjs, readers of cubes nor the command line', async () => {
  const { chunks } = await bundle(join(root, 'dist/plugin/overlay-only.js'), { write: false });
  const first = chunks.find(chunk => chunk.isEntry);
  const all = new Set([first]);
  for (const chunk of all) for (const name of chunk?.imports ?? []) all.add(chunks.find(({ fileName }) => fileName === name));
  const modules = [...all].flatMap(chunk => chunk?.moduleIds ?? []);
  expect(modules.length).toBeGreaterThan(30);
  const foreign =
    /observablehq|tensorflow|h5wasm|geotiff|fitsjs|dist\/cli|dist\/core\/(train|pipeline|engine)|dist\/formats\/(?!png\/)/;
  expect(modules.filter(id => foreign.test(id))).toEqual([]);
});

test('plugin brings the worker that segments, for bundlers that follow its address', async () => {
  const { assets } = await bundle(join(root, 'dist/plugin/index.js'), { write: false });
  expect(assets.map(asset => asset.fileName)).toContainEqual(expect.stringMatching(/worker-.*\.js$/));
});

test('the rule finds planted Node built-ins, in the code and in a package', async () => {
  const dir = await scratch('planted');
  const entry = join(dir, 'planted.js');
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(entry, "import { readFile } from 'node:fs/promises';\nimport path from 'path';\nexport { readFile, path };\n");
  expect(await unfit(entry)).toEqual([expect.stringContaining('stand-in'), expect.stringContaining('stand-in')]);
  expect(await unfit(entry, ['path', 'node:fs/promises'])).toEqual(['imports node:fs/promises', 'imports path']);
});
