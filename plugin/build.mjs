// Makes dist/cloisonne-osd.iife.js, for script tags, and dist/osd/, ES modules for pages without a bundler, of the build in dist/plugin; holds the
// overlay and its legend to their size. The plotting library, the readers of cubes and the panel that segments are chunks of dist/osd/ that a page
// loads when it needs them; cloisonne-segment.worker.js, with tfjs in chunks of its own and its .wasm files beside it, is what that panel starts.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = 'cloisonne-osd.iife.js';
const budget = 42_000;
const out = join(root, 'dist/osd');

const common = {
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  resolve: { conditions: ['browser', 'module', 'import', 'default'] },
};
await build({
  ...common,
  build: {
    outDir: join(root, 'dist'),
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    lib: { entry: join(root, 'dist/plugin/iife.js'), name: 'CloisonneOSD', formats: ['iife'], fileName: () => file },
  },
});
await build({
  ...common,
  base: './',
  worker: {
    format: 'es',
    rolldownOptions: {
      output: {
        entryFileNames: ({ name }) => (name === 'worker' ? 'cloisonne-segment.worker.js' : 'segment/[name]-[hash].js'),
        chunkFileNames: 'segment/[name]-[hash].js',
      },
    },
  },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    minify: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        'cloisonne-osd': join(root, 'dist/plugin/index.js'),
        'cloisonne-segment': join(root, 'dist/plugin/segmentation/index.js'),
      },
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
// Always one thread, so that the bytes are the same everywhere: the third build of tfjs, with threads, is never asked for.
for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'])
  await copyFile(join(wasm, 'dist', name), join(out, name));
// Addresses as another bundler, of whoever builds with these files, recognises them.
for (const folder of ['.', 'chunks', 'segment'])
  for (const name of await readdir(join(out, folder))) {
    if (!name.endsWith('.js')) continue;
    const path = join(out, folder, name);
    const code = (await readFile(path, 'utf8'))
      .replaceAll('``+import.meta.url', 'import.meta.url')
      .replace(/new URL\(new URL\((`[^`]*`),import\.meta\.url\)\.href,import\.meta\.url\)/g, 'new URL($1,import.meta.url)');
    await writeFile(path, code);
  }

// Bundlers, and servers that bundle nothing, get the worker that is whole: raw, it would import packages of CommonJS.
await writeFile(join(root, 'dist/plugin/segmentation/worker.js'), "import '../../osd/cloisonne-segment.worker.js';\n");

const kB = bytes => `${(bytes / 1000).toFixed(1)} kB`;
const sizes = async paths => {
  const codes = await Promise.all(paths.map(path => readFile(join(root, 'dist', path))));
  const sum = of => codes.reduce((total, code) => total + of(code), 0);
  return { plain: sum(code => code.length), packed: sum(code => gzipSync(code, { level: 9 }).length) };
};
const inside = async (folder, pick = () => true) =>
  (await readdir(join(root, 'dist', folder))).filter(pick).map(name => `${folder}/${name}`);
const { plain, packed } = await sizes([file]);
process.stdout.write(`${file}: ${(packed / 1000).toFixed(1)} kB gzipped of ${budget / 1000} (${kB(plain)})\n`);
for (const [what, paths] of [
  ['the page', ['osd/cloisonne-osd.js', 'osd/cloisonne-segment.js', ...(await inside('osd/chunks'))]],
  ['the worker that segments', ['osd/cloisonne-segment.worker.js']],
  ['what it loads', await inside('osd/segment')],
  ['WebAssembly', await inside('osd', name => name.endsWith('.wasm'))],
]) {
  const size = await sizes(paths);
  process.stdout.write(`osd, ${what}: ${kB(size.packed)} gzipped (${kB(size.plain)}) in ${paths.length} files\n`);
}
if (packed > budget) {
  process.stderr.write('The overlay and its legend are over their size budget.\n');
  process.exitCode = 1;
}
