/** Sets of spectra for learning, on disk in random order: one file of float32 [n, bands] and one of true classes [n]. */
import { closeSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { createRandom, degraded } from '../../dist/core/index.js';
import { atRest, field, painting, protocol, velocityOf } from './generate.mjs';
import { save } from './store.mjs';

/** Streams of the sampling's random numbers; cubes use those from 1. */
const [SAMPLING, ORDER] = [2 ** 28, 2 ** 29];
const PART_SEED = { train: 8001, validation: 8002, test: 9801 };

/** The cubes of a part of a study's set, how many spectra each gives, and their classes' numbers. */
export function plan(study, part, size) {
  if (study === 'astro') {
    const { seeds, spectra } = protocol.astro[size][part];
    const fields = seeds[1] - seeds[0] + 1;
    const share = i => Math.floor(spectra / fields) + (i < spectra % fields ? 1 : 0);
    return Array.from({ length: fields }, (_, i) => ({
      count: share(i),
      make: async () => field(part, i, size),
      velocity: velocityOf(i),
    }));
  }
  const { images, share, [size]: sizes } = protocol.painting;
  const count = Math.floor(share * sizes.side ** 2);
  return images.filter(image => image.part === part).map(image => ({ count, make: () => painting(image, sizes.side) }));
}

/**
 * Writes a part of a set unless it is there: `count` spaxels of each cube without replacement, its spectra at random places of the file. With
 * `damage`, a list of levels ({ sigma } or { keep }) that the rows of a cube take in turn; with `rest`, without the fields' velocities. A set that was interrupted is begun again.
 */
export async function buildSet(store, study, part, size, { damage = [], rest = false } = {}, onCube = () => {}) {
  const cubes = plan(study, part, size);
  const { bands } = protocol[study];
  const n = cubes.reduce((sum, { count }) => sum + count, 0);
  const levels = damage.length > 0 ? `-${damage.map(d => Object.values(d)[0]).join('-')}` : '';
  const name = `${study}-${part}${rest ? '-rest' : ''}${levels}`;
  const [spectra, classes] = [store.at(`${name}.f32`), store.at(`${name}.classes`)];
  const inputs = [protocol[study], part, size, damage, ...(rest ? ['rest'] : [])];
  await store.once(name, inputs, async () => {
    const places = createRandom(PART_SEED[part], ORDER).shuffle(Int32Array.from({ length: n }, (_, i) => i));
    const labels = new Uint8Array(n);
    const file = openSync(spectra, 'w');
    try {
      ftruncateSync(file, n * bands * 4);
      let at = 0;
      for (const [i, { count, make, velocity }] of cubes.entries()) {
        onCube(i, cubes.length);
        const cube = await make();
        const levels = damage.map(level => degraded(cube, level, PART_SEED[part] + i));
        const worse = damage.length > 0 ? { ...cube, row: (y, data) => levels[y % levels.length].row(y, data) } : cube;
        const shown = rest ? atRest(worse, velocity) : worse;
        for (const { spectrum, label } of drawn(shown, count, createRandom(PART_SEED[part], SAMPLING + i))) {
          labels[places[at]] = label;
          writeSync(file, spectrum, 0, spectrum.byteLength, places[at++] * bands * 4);
        }
      }
    } finally {
      closeSync(file);
    }
    save(classes, labels);
    return { n, bands, cubes: cubes.length };
  });
  return { n, bands, spectra, classes: () => new Uint8Array(readFileSync(classes)) };
}

/** `count` spectra of a cube, in the order of their places. */
function* drawn(cube, count, random) {
  const { width, height, bands } = cube.shape;
  const taken = random.sample(width * height, count);
  const row = new Float32Array(width * bands);
  for (let i = 0, y = -1; i < taken.length; i++) {
    const p = taken[i];
    if (Math.floor(p / width) !== y) cube.row((y = Math.floor(p / width)), row);
    const x = p % width;
    yield { spectrum: new Uint8Array(row.buffer, x * bands * 4, bands * 4), label: cube.labels.data[p] };
  }
}

/** The first `limit` rows of a set as training spectra that are read from the disk when asked for. */
export function openSet({ n, bands, spectra }, limit = n) {
  const file = openSync(spectra, 'r');
  return {
    n: Math.min(n, limit),
    bands,
    async read(from, count, out) {
      const bytes = new Uint8Array(out.buffer, out.byteOffset, count * bands * 4);
      for (let done = 0; done < bytes.length; ) done += readSync(file, bytes, done, bytes.length - done, from * bands * 4 + done);
    },
    close: () => closeSync(file),
  };
}
