import { readFileSync } from 'node:fs';
import { readGivenCard } from '../../../dist/cli/models/card.js';
import { goldenVectors, onnxNetwork, parseEncoder } from '../../../dist/core/encoder/index.js';
import { fitPca } from '../../../dist/core/encoder/pca.js';
import { onnxModel } from '../../../dist/core/engine/index.js';
import { mutateBytes } from '../mutate/bytes.mjs';
import { mutateJson } from '../mutate/json.mjs';
import { at, files } from './files.mjs';

const FILES = ['encoder.json', 'model.json', 'weights.bin'];
const folder = name =>
  Object.fromEntries(FILES.map(file => [file, new Uint8Array(readFileSync(at(`samples/encoders/${name}/${file}`)))]));

/** Encoder folders: one of the three files is damaged. */
export const encoder = {
  name: 'encoder',
  async seeds() {
    return ['landsat7-6', 'raman-cartilage-300'].flatMap(name => {
      const whole = folder(name);
      return FILES.map(file => ({ name: `${name}/${file}`, file, whole, bytes: whole[file] }));
    });
  },
  mutate: (random, bytes, others) => (bytes[0] === 0x7b ? mutateJson(random, bytes, others) : mutateBytes(random, bytes, others)),
  async run(bytes, { name, file, whole }) {
    goldenVectors(await parseEncoder({ ...whole, [file]: bytes }, name));
  },
};

/** Encoders from elsewhere. */
export const onnx = {
  name: 'onnx',
  async seeds() {
    const samples = Float32Array.from({ length: 60 }, (_, i) => Math.sin(7 * i));
    const own = onnxModel(fitPca(samples, 10, 6, { latent: 2, seed: 0 }).encode);
    return [...files('tests/fixtures/onnx', /\.onnx$/), { name: 'own.onnx', bytes: own }];
  },
  mutate: mutateBytes,
  run: async (bytes, { name }) => void onnxNetwork(bytes, name, name === 'sampled.onnx' ? 'mean_of_z' : undefined),
};

/** What is said of an encoder from elsewhere. */
export const card = {
  name: 'card',
  async seeds() {
    const axis = { kind: 'energy', unit: 'keV', start: 1, step: 0.5 };
    const given = {
      ...{
        name: 'one',
        description: '',
        licence: 'MIT',
        input: { axis, bands: 4, unit: 'counts' },
        steps: 'clip:min=0,rebin:bands=2,asinh:scale=2',
      },
      ...{
        training: { data: 'x', spectra: 4, seed: 0, software: 'PyTorch' },
        output: 'mu',
        golden: [{ spectrum: [1, 2, 3, 4], latent: [1, 2] }],
      },
    };
    const listed = {
      ...given,
      input: { axis: { ...axis, edges: [1, 2, 3, 4, 5] } },
      steps: [
        { name: 'baseline', version: 1, order: 2 },
        { name: 'area', version: 1 },
      ],
    };
    return [given, listed].map((json, i) => ({ name: `card${i}.json`, bytes: new TextEncoder().encode(JSON.stringify(json)) }));
  },
  mutate: mutateJson,
  run: async (bytes, { name }) => void readGivenCard(new TextDecoder().decode(bytes), name),
};
