import { mkdir, mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { root } from './unpack.js';

/** What came out of a browser build. */
export interface Bundle {
  /** Folder with the built files, under tests/.tmp. */
  readonly dir: string;
  /** File name of the entry inside `dir`. */
  readonly entry: string;
  readonly chunks: readonly Rolldown.OutputChunk[];
  readonly assets: readonly Rolldown.OutputAsset[];
  /** What the bundler had to say: code and message. */
  readonly warnings: readonly string[];
}

/** An empty folder of its own under tests/.tmp (ignored by git). */
export async function scratch(name: string): Promise<string> {
  const parent = join(root, 'tests/.tmp');
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, `${name}-`));
}

/**
 * Bundles one module for the browser as an application would: vite with its usual conditions, workers as module chunks. The caller removes
 * `dir`; with `write: false` nothing is written. `alias` puts one package or file in the place of another.
 */
export async function bundle(
  entry: string,
  options: { external?: readonly string[]; write?: boolean; alias?: Readonly<Record<string, string>> } = {},
): Promise<Bundle> {
  const { external = [], write = true, alias = {} } = options;
  const dir = write ? await scratch(basename(entry).replace(/\..*$/, '')) : '';
  const warnings: string[] = [];
  const result = await build({
    root,
    base: './',
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    resolve: { alias: { ...alias }, conditions: ['browser', 'module', 'import', 'default'] },
    worker: { format: 'es' },
    build: {
      write,
      ...(write && { outDir: dir }),
      emptyOutDir: false,
      target: 'es2022',
      minify: false,
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: entry,
        external: [...external],
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: 'entry.js' },
        onwarn: warning => void warnings.push(`${warning.code}: ${warning.message}`),
      },
    },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  const chunks = output.filter(part => part.type === 'chunk');
  const assets = output.filter(part => part.type === 'asset');
  return { dir, entry: chunks.find(chunk => chunk.isEntry)?.fileName ?? 'entry.js', chunks, assets, warnings };
}
