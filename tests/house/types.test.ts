import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../helpers/unpack.js';

const consumer = `import { NAMED_PALETTES, palette, registerBySky } from 'cloisonne/labels';
import { createSegmentationOverlay, showSegmentation as small } from 'cloisonne/overlay';
import { createPageSegmenter, createTools, openRegistration, type ShowOptions, showSegmentation } from 'cloisonne/plugin';
export const options: ShowOptions = { fit: true, fill: 0.4, palette: 'muted', registration: [2, 0, 0, 2, 0, 0] };
export const all = [NAMED_PALETTES, palette, registerBySky, createSegmentationOverlay, small, createPageSegmenter, createTools, openRegistration, showSegmentation];
`;

/** The package beside OpenSeadragon and nothing else: types of any other package could not be found. */
test('a strict project without skipLibCheck compiles against the overlay and the labels', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'cloisonne-types-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const modules = join(dir, 'node_modules');
  await mkdir(join(modules, 'cloisonne'), { recursive: true });
  const types = (path: string) => !/\.(js|wasm)$/.test(path);
  await cp(join(root, 'dist'), join(modules, 'cloisonne/dist'), { recursive: true, filter: types });
  await cp(join(root, 'package.json'), join(modules, 'cloisonne/package.json'));
  await cp(join(root, 'node_modules/openseadragon'), join(modules, 'openseadragon'), { recursive: true, filter: types });
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  await writeFile(join(dir, 'consumer.ts'), consumer);
  const strict = ['--ignoreConfig', '--strict', '--noEmit', '--skipLibCheck', 'false', '--types', '', '--target', 'es2022'];
  const surroundings = ['--lib', 'es2023,dom,dom.iterable'];
  for (const module of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const run = promisify(execFile)(join(root, 'node_modules/.bin/tsc'), [...strict, ...surroundings, ...module, 'consumer.ts'], {
      cwd: dir,
    });
    const { stdout } = await run.catch((err: { stdout: string }) => err);
    expect(stdout).toBe('');
  }
});
