import { memorySource } from '../../../dist/formats/index.js';
import { mutateBytes, oneOf } from '../mutate/bytes.mjs';
import { mutateLines } from '../mutate/lines.mjs';
import { runCube } from './cube.mjs';
import { files } from './files.mjs';

const stem = name => name.split('.')[0];

/** Files of a folder whose names match, each with all files of the folder beside it. */
function besideEachOther(path, pattern, all) {
  const folder = Object.fromEntries(files(path, all).map(({ name, bytes }) => [name, bytes]));
  return Object.keys(folder)
    .filter(name => pattern.test(name))
    .map(name => ({ name, bytes: folder[name], folder }));
}

/**
 * Opens the damaged file, or the one that belongs to it, with the others beside it; one of these (the one that belongs to it, where there is
 * one) is damaged too, one time in three.
 */
async function runBeside(bytes, { name, folder, random }) {
  const others = Object.keys(folder).filter(other => other !== name);
  const partner = others.find(other => stem(other) === stem(name));
  const held = { ...folder, [name]: bytes };
  const second = partner ?? oneOf(random, others);
  if (random.uniform() < 1 / 3) held[second] = mutateBytes(random, folder[second], [bytes]);
  const beside = async file => (Object.hasOwn(held, file) ? memorySource(held[file], file) : undefined);
  const opened = partner && random.uniform() < 0.5 ? partner : name;
  await runCube(held[opened], { name: opened, options: { beside } });
}

/** ENVI headers with their data, of every type and interleave. */
export const envi = {
  name: 'envi',
  seeds: async () => besideEachOther('tests/fixtures/envi', /\.hdr$/, /^(?!make)/),
  mutate: mutateLines,
  run: runBeside,
};

/** Lispix (Ripple) headers with their data. */
export const rpl = {
  name: 'rpl',
  seeds: async () => besideEachOther('tests/fixtures/rpl', /\.rpl$/, /\.(rpl|raw)$/),
  mutate: mutateLines,
  run: runBeside,
};

/** EDF stacks: images of one file, volumes, numbered series with their statistics. */
export const edf = {
  name: 'edf',
  seeds: async () => besideEachOther('tests/fixtures/edf', /\.edf$/, /\.edf$/),
  mutate: mutateLines,
  run: runBeside,
};
