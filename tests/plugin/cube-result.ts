import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackFits, writeFits } from '../../formats/index.js';
import { stripes, writeResult } from './result.js';

const [width, height, bands] = [48, 40, 5];
const labels = stripes(6).data;

/** The spectrum that the cube below has at a spaxel: its label decides the height of the third band. */
export const spectrumAt = (x: number, y: number): number[] =>
  Array.from({ length: bands }, (_, b) => 10 * b + x / 100 + y / 10 + (b === 2 ? 100 * labels[y * width + x] : 0));

const card = (key: string, value: string | number) =>
  `${key.padEnd(8)}= ${typeof value === 'string' ? `'${value}'` : String(value).padStart(20)}`.padEnd(80);

/** A result with spectra, latents and a cube beside it: `spoil` changes the document. Latents are the label and the row. */
export async function writeCubeResult(dir: string, spoil: (document: Record<string, unknown>) => void = () => {}): Promise<void> {
  const axis = { kind: 'energy', unit: 'keV', values: [1, 4, 6.4, 8, 10] };
  const clusters = [1, 2, 3, 4, 5, 6].map(id => ({
    id,
    name: id === 2 ? '<img src=x onerror="globalThis.hacked=1">' : `Cluster ${id}`,
    color: ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00'][id - 1],
    count: 312,
    centre: [id, 20],
    spectra: { mean: [0, 10, 20 + 100 * id, 30, 40], std: [1, 1, 5, 1, 1], samples: Array(5).fill(312) },
  }));
  await writeResult(dir, document => {
    document.axis = axis;
    document.clusters = clusters;
    document.cube = { ...(document.cube as object), unit: 'count', url: 'cube.fits' };
    (document.assets as unknown[]).push({ path: 'latents.fits', role: 'latents', type: 'application/fits' });
    spoil(document);
  });
  const data = new Float32Array(width * height * bands);
  for (let i = 0; i < width * height; i++) data.set(spectrumAt(i % width, Math.floor(i / width)), i * bands);
  const header = [card('CTYPE1', 'ENER'), card('CUNIT1', 'keV'), card('CRPIX1', 1), card('CRVAL1', 1), card('CDELT1', 2.25)];
  await writeFile(join(dir, 'cube.fits'), writeFits([{ header, data, shape: [bands, width, height] }]));
  const planes = [Float32Array.from(labels), Float32Array.from(labels, (_, i) => Math.floor(i / width))];
  await writeFile(join(dir, 'latents.fits'), stackFits({ width, height }, planes, ['a', 'b'], { kind: 'none' }));
}
