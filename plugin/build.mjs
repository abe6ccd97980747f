// Makes dist/cloisonne-osd.iife.js, for script tags, and dist/osd/, ES modules for pages without a bundler, of the build in dist/plugin; holds both
// to their size. The plotting library and the readers of cubes are chunks of dist/osd/ that a page loads when it needs them.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = 'cloisonne-osd.iife.js';
const budget = 40_000;

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
  worker: { format: 'es' },
  build: {
    outDir: join(root, 'dist/osd'),
    emptyOutDir: true,
    target: 'es2022',
    minify: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: join(root, 'dist/plugin/index.js'),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'cloisonne-osd.js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
const code = await readFile(join(root, 'dist', file));
const size = gzipSync(code, { level: 9 }).length;
process.stdout.write(
  `${file}: ${(size / 1000).toFixed(1)} kB gzipped of ${budget / 1000} (${(code.length / 1000).toFixed(1)} kB)\n`,
);
if (size > budget) {
  process.stderr.write('The overlay and its legend are over their size budget.\n');
  process.exitCode = 1;
}
