import { gunzipSync, gzipSync } from 'node:zlib';
import { linearAxis } from '../../../dist/core/cube/axis.js';
import { memorySource, openSpectra, readFitsImage, sampledFits, scanFits } from '../../../dist/formats/index.js';
import { mutateBytes } from '../mutate/bytes.mjs';
import { mutateFits, mutateTiles } from '../mutate/fits.mjs';
import { runCube } from './cube.mjs';
import { files } from './files.mjs';

const cubes = () => files('tests/fixtures/fits', /\.fits$/, 24_000);

/** FITS cubes of every type, and images. */
export const fits = {
  name: 'fits',
  seeds: async () => cubes(),
  mutate: mutateFits,
  async run(bytes, seed) {
    await scanFits(memorySource(bytes, seed.name));
    if (seed.random.uniform() < 0.2) await readFitsImage(memorySource(bytes, seed.name));
    await runCube(bytes, seed);
  },
};

const unpacked = (path, pattern) =>
  files(path, pattern).map(({ name, bytes }) => ({
    name,
    bytes: name.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes,
  }));

/** Spectral axes of -TAB tables, WAVE extensions, logarithms and every CTYPE, as MaNGA, JWST and others write them. */
export const fitsAxis = {
  name: 'fits.axis',
  seeds: async () => [
    ...unpacked('tests/fixtures/fits', /^(tab|wave|wave_rows|log|vrad)\.fits$/),
    ...unpacked('tests/fixtures/fits/layouts', /^(?!scene).*\.gz$/),
  ],
  mutate: mutateFits,
  run: runCube,
};

/** Tile-compressed FITS images of every algorithm, quantised or not: their cards, tables and compressed streams. */
export const fitsFz = {
  name: 'fits.fz',
  seeds: async () => [
    ...unpacked('tests/fixtures/fits/conformance/packed', /\.gz$/),
    ...unpacked('tests/fixtures/fits/layouts', /\.fz$/),
  ],
  mutate: mutateTiles,
  run: (bytes, seed) => (seed.name.startsWith('m13') ? readFitsImage(memorySource(bytes, seed.name)) : runCube(bytes, seed)),
};

/** Gzipped FITS cubes: the compressed stream is damaged, or what is in it. */
export const fitsGz = {
  name: 'fits.gz',
  seeds: async () =>
    cubes()
      .slice(0, 8)
      .map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: new Uint8Array(gzipSync(bytes)) })),
  mutate: (random, bytes, others) =>
    random.uniform() < 0.5
      ? mutateBytes(random, bytes, others)
      : new Uint8Array(gzipSync(mutateFits(random, new Uint8Array(gunzipSync(bytes)), others))),
  run: runCube,
};

/** Files of spectra, as `dataset` and `sample` write them. */
export const spectra = {
  name: 'spectra',
  async seeds() {
    const axis = linearAxis('energy', 'keV', 1, 0.5, 6);
    const numbers = Float32Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const latents = numbers.subarray(0, 10);
    return [{ name: 'spectra.fits', bytes: sampledFits({ n: 5, axis, unit: '', history: ['five spectra'] }, numbers, latents) }];
  },
  mutate: mutateFits,
  async run(bytes, { name }) {
    const file = await openSpectra(memorySource(bytes, name));
    const n = Math.min(file.n, 16);
    if (n * file.bands < 1e6) {
      await file.read(0, n, new Float32Array(n * file.bands));
      await file.labels(0, n);
    }
  },
};
