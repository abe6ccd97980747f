import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Affine } from '../../core/labels/index.js';
import { labelPng, stackFits } from '../../formats/index.js';

const colors = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00'];
const styles = (k: number) =>
  Array.from({ length: k }, (_, i) => ({ id: i + 1, name: `Cluster ${i + 1}`, color: colors[i], count: 1, spectra: {} }));

/** Upright stripes of equal width, K of them; the first row has no data. */
export const stripes = (k: number) => ({
  width: 48,
  height: 40,
  data: Uint8Array.from({ length: 48 * 40 }, (_, i) => (i < 48 ? 0 : 1 + Math.floor(((i % 48) * k) / 48))),
});

/** A tangential projection; `hits.test.ts` has numbers that astropy gives for it. */
const cards = [
  "CTYPE1  = 'RA---TAN'",
  "CTYPE2  = 'DEC--TAN'",
  'CRPIX1  =                 20.5',
  'CRPIX2  =                 18.0',
  'CRVAL1  =            159.21337',
  'CRVAL2  =            -58.71112',
  'CD1_1   =   -5.55555555555E-05',
  'CD1_2   =              1.2E-05',
  'CD2_1   =              1.1E-05',
  'CD2_2   =    5.55555555555E-05',
  "RADESYS = 'ICRS'",
].map(card => card.padEnd(80));

/** Where the map lies on a base image of 16 pixels a spaxel in truth, and cube pixels to find that by. */
export const placed: { readonly truth: Affine; readonly cubes: readonly (readonly [x: number, y: number])[] } = {
  truth: [15, 1, -2, 14.5, 45, 25],
  cubes: [
    [6, 6],
    [42, 7],
    [40, 34],
    [7, 33],
  ],
};

type Json = Record<string, unknown>;

/** A folder as `segment` leaves it: K = 6, and 3 in the sweep, over a base image of 16 pixels a spaxel. `spoil` changes the document. */
export async function writeResult(dir: string, spoil: (document: Json) => void = () => {}): Promise<void> {
  await mkdir(join(dir, 'labels-k'), { recursive: true });
  const assets: Json[] = [];
  const write = async (path: string, role: string, contents: Uint8Array | string) => {
    await writeFile(join(dir, path), contents);
    const type = path.endsWith('.png') ? 'image/png' : path.endsWith('.fits') ? 'image/fits' : 'application/json';
    assets.push({ path, role, type, bytes: contents.length, sha256: createHash('sha256').update(contents).digest('hex') });
  };
  await write('labels.png', 'labels', labelPng(stripes(6)));
  await write('labels-k/6.png', 'labels-k', labelPng(stripes(6)));
  await write('labels-k/3.png', 'labels-k', labelPng(stripes(3)));
  for (const k of [3, 6]) await write(`labels-k/${k}.json`, 'clusters-k', JSON.stringify({ k, clusters: styles(k) }));
  const frame = { kind: 'celestial' as const, cards: [...cards] };
  const planes = [0, 1, 2].map(n => Float32Array.from({ length: 48 * 40 }, (_, i) => i / 2 ** (n + 11)));
  await write('confidence.fits', 'confidence', stackFits({ width: 48, height: 40 }, planes, ['s', 'm', 'r'], frame));
  const document: Json = {
    format: 'cloisonne-segmentation',
    version: '1.4',
    cube: { name: 'painting.fits', shape: { width: 48, height: 40, bands: 5 } },
    frame,
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
