// ARI of the Raman map at K = 3 against its published labels, autoencoders trained in full: node tests/bench/raman.mjs [seeds]
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { evaluate, parseSteps, scanCube, segment, trainEncoder, withAxis } from '../../dist/core/index.js';
import { memorySource, openSampleSource, readAxisSidecar } from '../../dist/formats/index.js';

const BASELINE = 'baseline:order=5:iterations=50,area';
const STEPS = [BASELINE, 'area', 'sqrt,area', 'snv', 'log1p,max', 'none'];
const seeds = Number(process.argv[2] ?? 5);

const bytes = name => readFile(fileURLToPath(new URL(`../../samples/data/${name}`, import.meta.url)));
const open = async name => openSampleSource(memorySource(new Uint8Array(await bytes(name)), name));
const map = await open('raman.tif');
const cube = withAxis(map, readAxisSidecar(await bytes('raman.json'), 'raman.json', map.shape.bands));
const truth = await (await open('raman_labels.tif')).plane(0);

async function ari(options) {
  for await (const event of segment(cube, { ...options, kMin: 3, kMax: 3, seed: 0, engine: 'wasm' })) {
    if (event.type === 'result') return evaluate(event.segmentation.labels.data, truth).ari;
  }
}

async function train(steps, recipe) {
  const { sample } = await scanCube(cube);
  const training = trainEncoder({
    ...{ spectra: sample.data, n: sample.n, axis: cube.spectralAxis, unit: cube.unit, steps: parseSteps(steps) },
    ...{ recipe, name: 'raman', data: 'samples/data/raman.tif' },
  });
  for (;;) {
    const { done, value } = await training.next();
    if (done) return value;
  }
}

const table = [];
for (const steps of STEPS) {
  table.push({ preprocessing: steps, encoder: 'PCA(3)', ARI: (await ari({ steps: parseSteps(steps), latent: 3 })).toFixed(3) });
}
for (const hidden of ['halve', [64]]) {
  for (const steps of [BASELINE, 'log1p,max']) {
    const scores = [];
    for (let seed = 0; seed < seeds; seed++) {
      scores.push(await ari({ encoder: await train(steps, { latent: 3, hidden, batch: 64, seed }) }));
      process.stderr.write('.');
    }
    const mean = scores.reduce((a, b) => a + b) / seeds;
    const spread = Math.sqrt(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / Math.max(1, seeds - 1));
    table.push({
      preprocessing: steps,
      encoder: `autoencoder (${hidden}), ${seeds} seeds`,
      ARI: `${mean.toFixed(3)} +- ${spread.toFixed(3)} (${scores.map(s => s.toFixed(2)).join(' ')})`,
    });
  }
}
console.table(table);
