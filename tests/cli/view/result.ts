import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { labelsToRgba } from '../../../core/labels/index.js';
import { labelPng, rgbaPng, stackFits } from '../../../formats/index.js';
import { root } from '../../helpers/unpack.js';

/** Three vertical bands, 24 x 16 pixels; the first cluster has a name that would be HTML. */
export const labels = { width: 24, height: 16, data: Uint8Array.from({ length: 384 }, (_, i) => 1 + Math.floor((i % 24) / 8)) };
const clusters = ['#e69f00', '#56b4e9', '#009e73'].map((color, i) => ({
  ...{
    id: i + 1,
    name: i === 0 ? '<img src=x onerror="window.hacked=1">' : `Cluster ${i + 1}`,
    color,
    count: 128,
    fraction: 1 / 3,
  },
  spectra: { samples: [1, 1], mean: [i, i + 1], std: [0, 0.5] },
}));

/** What the tests need of segmentation.json; `later` stands for a field of a later version. */
export const sidecar = {
  ...{ format: 'cloisonne-segmentation', version: '1.0', k: 3, clusters, edits: [], sweep: [], later: { kept: true } },
  cube: { name: 'bands.fits', shape: { width: 24, height: 16, bands: 2 } },
  axis: { kind: 'energy', unit: 'keV', values: [6.4, 8.05] },
  registration: { kind: 'affine', matrix: [1, 0, 0, 1, 0, 0] },
};

/** A folder of its own with a result in it, and beside it a file that nobody may see. */
export async function makeResult(): Promise<{ parent: string; dir: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'cloisonne-view-'));
  const dir = join(parent, 'result');
  await mkdir(dir);
  const png = labelPng(labels);
  const sha256 = createHash('sha256').update(png).digest('hex');
  const planes = [0.5, 0.25, 0.125].map(value => new Float32Array(384).fill(value));
  await writeFile(join(dir, 'confidence.fits'), stackFits(labels, planes, ['s', 'm', 'r'], { kind: 'none' }));
  const assets = [
    { path: 'labels.png', role: 'labels', type: 'image/png', bytes: png.length, sha256 },
    { path: 'confidence.fits', role: 'confidence', type: 'image/fits' },
  ];
  await writeFile(join(parent, 'secret.txt'), 'secret');
  await writeFile(join(dir, '.hidden'), 'secret');
  await writeFile(join(dir, 'labels.png'), png);
  await writeFile(join(dir, 'preview.png'), rgbaPng(24, 16, labelsToRgba(labels, clusters)));
  await writeFile(join(dir, 'segmentation.json'), JSON.stringify({ ...sidecar, assets }));
  return { parent, dir };
}

/** The plugin as ES modules, as the build makes it, in the folder `dir`. */
export async function buildPlugin(dir: string): Promise<void> {
  await build({
    ...{ root, configFile: false, logLevel: 'silent', publicDir: false, base: './', worker: { format: 'es' } },
    resolve: { conditions: ['browser', 'module', 'import', 'default'] },
    build: {
      ...{ outDir: dir, emptyOutDir: false, target: 'es2022', minify: false, modulePreload: false, assetsInlineLimit: 0 },
      rolldownOptions: {
        input: join(root, 'plugin/index.ts'),
        preserveEntrySignatures: 'strict',
        output: { format: 'es', entryFileNames: 'cloisonne-osd.js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}
