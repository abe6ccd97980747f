import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labelPng } from '../../formats/index.js';

const colors = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00'];
const styles = (k: number) =>
  Array.from({ length: k }, (_, i) => ({ id: i + 1, name: `Cluster ${i + 1}`, color: colors[i], count: 1, spectra: {} }));

/** Upright stripes of equal width, K of them; the first row has no data. */
export const stripes = (k: number) => ({
  width: 48,
  height: 40,
  data: Uint8Array.from({ length: 48 * 40 }, (_, i) => (i < 48 ? 0 : 1 + Math.floor(((i % 48) * k) / 48))),
});

type Json = Record<string, unknown>;

/** A folder as `segment` leaves it: K = 6, and 3 in the sweep, over a base image of 16 pixels a spaxel. `spoil` changes the document. */
export async function writeResult(dir: string, spoil: (document: Json) => void = () => {}): Promise<void> {
  await mkdir(join(dir, 'labels-k'), { recursive: true });
  const assets: Json[] = [];
  const write = async (path: string, role: string, contents: Uint8Array | string) => {
    await writeFile(join(dir, path), contents);
    const type = path.endsWith('.png') ? 'image/png' : 'application/json';
    assets.push({ path, role, type, bytes: contents.length, sha256: createHash('sha256').update(contents).digest('hex') });
  };
  await write('labels.png', 'labels', labelPng(stripes(6)));
  await write('labels-k/6.png', 'labels-k', labelPng(stripes(6)));
  await write('labels-k/3.png', 'labels-k', labelPng(stripes(3)));
  for (const k of [3, 6]) await write(`labels-k/${k}.json`, 'clusters-k', JSON.stringify({ k, clusters: styles(k) }));
  const document: Json = {
    format: 'cloisonne-segmentation',
    version: '1.4',
    cube: { name: 'painting.fits', shape: { width: 48, height: 40, bands: 5 } },
    k: 6,
    clusters: styles(6),
    registration: { kind: 'affine', matrix: [16, 0, 0, 16, 0, 0], note: 'kept' },
    edits: [],
    sweep: [6, 3].map(k => ({ k, labels: `labels-k/${k}.png`, clusters: `labels-k/${k}.json` })),
    assets,
    fromTheFuture: { survives: true },
  };
  spoil(document);
  await writeFile(join(dir, 'segmentation.json'), JSON.stringify(document));
}
