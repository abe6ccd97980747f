import { mutateBytes, mutateFrom } from '../mutate/bytes.mjs';
import { runCube } from './cube.mjs';
import { files } from './files.mjs';

const TYPES = ['u1', 'i2', 'u4', 'i8', 'f4', 'f8', '>u2', 'half', 'flags', 'lzf', 'bomb', 'block'];

/** HDF5 cubes in every layout, and the datasets of a file of many types. */
export const hdf5 = {
  name: 'hdf5',
  seeds: async () =>
    files('tests/fixtures/hdf5', /\.(h5|hspy)$/).flatMap(file =>
      file.name === 'types.h5'
        ? TYPES.map(dataset => ({ ...file, options: { dataset } }))
        : file.name === 'several.h5'
          ? [file, { ...file, options: { dataset: '/b/loop/a/cube' } }]
          : [file, file],
    ),
  mutate: (random, bytes, others) =>
    random.uniform() < 0.4
      ? mutateBytes(random, bytes, others)
      : mutateFrom(random, bytes, others, 8 * Math.floor((random.uniform() * bytes.length) / 8)),
  /** One time in twenty the undamaged file is read afterwards: what damage did to the library must not stay. */
  async run(bytes, seed) {
    const again = seed.random.uniform() < 0.05;
    try {
      await runCube(bytes, seed);
    } catch (err) {
      if (again) await sound(seed);
      throw err;
    }
  },
};

async function sound(seed) {
  if (['half', 'flags', 'lzf', 'bomb', 'block'].includes(seed.options?.dataset) || seed.name === 'several.h5') return;
  await runCube(seed.bytes, seed).catch(err => {
    throw new Error(`after this one the undamaged ${seed.name} is refused: ${err.message}`);
  });
}
