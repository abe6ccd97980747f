// Makes the files for pages without a bundler, of the build in dist/plugin. For script tags: dist/cloisonne-osd.iife.js, all of the plugin, which
// loads what a person opens from dist/osd/ beside it, and dist/cloisonne-overlay.iife.js, the overlay and its legend in one file; both are held to
// their size. As ES modules: dist/osd/. The plotting library, the readers of cubes and the panels are chunks that a page loads when it needs them;
// cloisonne-segment.worker.js, with tfjs in chunks of its own and its .wasm files beside it, is what the panel that segments starts.
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Everything, and the overlay with its legend alone; each with the most it may have, gzipped. */
const [file, small] = ['cloisonne-osd.iife.js', 'cloisonne-overlay.iife.js'];
const budgets = { [file]: 56_000, [small]: 44_000 };
const out = join(root, 'dist/osd');

const common = {
  root,
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  // Not there in a page: webpack takes a question for it for a yes, and then it has none.
  define: { __filename: 'undefined' },
  resolve: { conditions: ['browser', 'module', 'import', 'default'] },
};
/** What a script tag loads when it needs it, by name: modules that dist/osd/parts has as entries of their own. */
const parts = new Map();
/** Dynamic imports become those of files beside the script; a classic script cannot be cut into chunks. */
const loadsParts = {
  name: 'cloisonne-parts',
  resolveId: {
    order: 'pre',
    async handler(source, importer, { kind }) {
      if (kind !== 'dynamic-import') return null;
      const { id } = await this.resolve(source, importer, { skipSelf: true });
      const name = relative(join(root, 'dist'), id)
        .replace(/\.js$/, '')
        .replaceAll(/[^\w]+/g, '-');
      parts.set(name, id);
      return { id: `cloisonne-part:${name}`, external: true };
    },
  },
  transform: (code, id) =>
    id.endsWith('start-worker.js')
      ? code.replace("new URL('./worker.js', import.meta.url)", "new URL('osd/cloisonne-segment.worker.js', cloisonneScript)")
      : null,
  renderChunk: code =>
    code.replace(/import\(\s*["'`]cloisonne-part:([\w-]+)["'`]\s*\)/g, 'import(new URL("osd/parts/$1.js",cloisonneScript).href)'),
};
const scriptTag = (entry, name, plugins = []) =>
  build({
    ...common,
    plugins,
    build: {
      outDir: join(root, 'dist'),
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(root, 'dist/plugin', entry), name: 'CloisonneOSD', formats: ['iife'], fileName: () => name },
      rolldownOptions: {
        output: { intro: 'const cloisonneScript=globalThis.document?.currentScript?.src??globalThis.document?.baseURI;' },
      },
    },
  });
await scriptTag('iife.js', file, [loadsParts]);
await scriptTag('iife-overlay.js', small);
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
        'cloisonne-overlay': join(root, 'dist/plugin/overlay-only.js'),
        ...Object.fromEntries([...parts].map(([name, path]) => [`parts/${name}`, path])),
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
for (const folder of ['.', 'chunks', 'parts', 'segment'])
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
for (const [name, budget] of Object.entries(budgets)) {
  const { plain, packed } = await sizes([name]);
  process.stdout.write(`${name}: ${(packed / 1000).toFixed(1)} kB gzipped of ${budget / 1000} (${kB(plain)})\n`);
  if (packed > budget) {
    process.stderr.write(`${name} is over its size budget.\n`);
    process.exitCode = 1;
  }
}
for (const [what, paths] of [
  [
    'the page',
    ['osd/cloisonne-osd.js', 'osd/cloisonne-segment.js', ...(await inside('osd/chunks')), ...(await inside('osd/parts'))],
  ],
  ['the worker that segments', ['osd/cloisonne-segment.worker.js']],
  ['what it loads', await inside('osd/segment')],
  ['WebAssembly', await inside('osd', name => name.endsWith('.wasm'))],
]) {
  const size = await sizes(paths);
  process.stdout.write(`osd, ${what}: ${kB(size.packed)} gzipped (${kB(size.plain)}) in ${paths.length} files\n`);
}
