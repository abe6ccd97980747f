// The labelled cubes of the quality bench: the Raman map of cartilage, and the synthetic cubes that samples/paper/protocol.json fixes.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { withAxis } from '../../dist/core/index.js';
import { labelTiff, memorySource, openSampleSource, readAxisSidecar } from '../../dist/formats/index.js';
import { benchCube, protocol } from '../../samples/paper/generate.mjs';
import { sourceOf } from '../../samples/paper/source.mjs';

export const cubeNames = ['raman', ...protocol.bench.map(({ id }) => id)];

const sample = name => fileURLToPath(new URL(`../../samples/data/${name}`, import.meta.url));

async function raman() {
  const read = async name => new Uint8Array(await readFile(sample(name)));
  const open = async name => openSampleSource(memorySource(await read(name), name));
  const map = await open('raman.tif');
  const source = withAxis(map, readAxisSidecar(await read('raman.json'), 'raman.json', map.shape.bands));
  const truth = Uint8Array.from(await (await open('raman_labels.tif')).plane(0));
  return { source, truth, files: async () => ({ cube: sample('raman.tif'), truth: sample('raman_labels.tif') }) };
}

/** A .npz with the spectra [height, width, bands] as `img`, as numpy would write it. */
function npz(cube) {
  const { width, height, bands } = cube.shape;
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}, ${bands}), }`;
  const header = dict.padEnd(Math.ceil((11 + dict.length) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + header.length + width * height * bands * 4);
  bytes.set([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8, ...Buffer.from(header)]);
  const row = new Float32Array(width * bands);
  for (let y = 0, at = 10 + header.length; y < height; y++, at += row.byteLength) {
    cube.row(y, row);
    bytes.set(new Uint8Array(row.buffer), at);
  }
  return zipSync({ 'img.npy': bytes }, { level: 0 });
}

async function synthetic(name) {
  const cube = await benchCube(name);
  const truth = cube.labels.data;
  return {
    source: sourceOf(cube, name),
    truth,
    async files(folder) {
      const paths = { cube: join(folder, `${name}.npz`), truth: join(folder, `${name}-truth.tif`) };
      await writeFile(paths.cube, npz(cube));
      await writeFile(paths.truth, labelTiff(cube.labels, { kind: 'none' }));
      return paths;
    },
  };
}

/** A cube by name: `source` to segment, `truth` [height * width], and `files(folder)` that writes both for a program that reads files. */
export const openCube = name => (name === 'raman' ? raman() : synthetic(name));

/** How many classes a truth has, 0 being none. */
export const classesOf = truth => new Set(truth.filter(id => id > 0)).size;
