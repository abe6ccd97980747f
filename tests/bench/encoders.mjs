// Which representation for one cube: K-Means on several, after the protocol of league.mjs, as a table in Markdown. Asserts nothing.
// By hand: npm run bench:encoders -- [--seeds 0,1,2] [--cubes a,b] [--epochs 60] [--spaxels 4096]
//   Real labelled cubes of ../shared/data/labelled (they may not be shipped; left out where absent) and cubes made here. Networks are trained on at most `spaxels` of the
//   cube itself, with the same steps as the PCA; 'coherent' is what segment does by default. No labels are seen by any of them.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openCube } from '../../dist/cli/dataset/open.js';
import { openInput } from '../../dist/cli/inputs.js';
import { readLabels } from '../../dist/cli/labels.js';
import { loadShipped } from '../../dist/cli/shipped.js';
import { scanCube } from '../../dist/core/cube/scan.js';
import { evaluate, segment } from '../../dist/core/index.js';
import { defaultSteps, fitSteps, sampleStatistics } from '../../dist/core/preprocess/index.js';
import { trainEncoder } from '../../dist/core/train/index.js';
import { sourceOf } from '../../samples/paper/source.mjs';

const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    ...{ seeds: option('0,1,2'), cubes: option(''), epochs: option('60'), spaxels: option('4096') },
    data: option('../shared/data/labelled'),
  },
});
const seeds = values.seeds.split(',').map(Number);
const wanted = name => values.cubes === '' || values.cubes.split(',').includes(name);

const REAL = [
  ['salinasa', 'salinasa.tif', 'salinasa_truth.tif'],
  ['indian70', 'indian70.tif', 'indian70_truth.tif'],
  ['moffett', 'moffett.tif', 'moffett_truth.tif'],
  ['polymers20', 'polymers20.tif', 'polymers20_truth.tif'],
  ['chondro', 'chondro_300b_f32_planar.tif', 'chondro_labels_u8.tif'],
];
const xrf = { kind: 'xrf', seed: 9901, width: 40, height: 40, bands: 512 };
const MADE = [
  ['xrf choirbook 60', { ...xrf, counts: 60, palette: 'choirbook' }],
  ['xrf earths 150', { ...xrf, counts: 150, palette: 'earths' }],
  ['nebular 1', { kind: 'nebular', seed: 9902, width: 40, height: 40, bands: 2048, noise: 1, edge: 15, velocity: 0 }],
];

const network = { method: 'autoencoder', epochs: Number(values.epochs) };
/** Each by its recipe; none where segment decides by itself. */
const REPRESENTATIONS = [
  ['coherent', {}],
  ['shipped or coherent', { shipped: await loadShipped() }],
  ['PCA', { recipe: { method: 'pca' } }],
  ['AE (ReLU)', { recipe: { ...network, activation: 'relu' } }],
  ['SNN (SELU)', { recipe: { ...network, activation: 'selu' } }],
  ['VAE (SELU)', { recipe: { ...network, activation: 'selu', variational: true, beta: 1e-3 } }],
];

async function result(source, options) {
  for await (const event of segment(source, options)) if (event.type === 'result') return event.segmentation;
}

async function trained(source, recipe, seed) {
  const { cube, sample } = await scanCube(source, { limit: Number(values.spaxels) });
  const { data, n, bands } = sample;
  const axis = cube.keptAxis;
  const steps = fitSteps(defaultSteps(axis, sampleStatistics(data, n, bands)), { data, n }, axis);
  const training = trainEncoder({
    ...{ spectra: data, n, axis, unit: cube.unit, steps },
    recipe: { latent: 3, ...recipe, seed },
    ...{ name: 'bench', description: '', licence: '', data: '' },
  });
  for (;;) {
    const next = await training.next();
    if (next.done) return next.value;
  }
}

const mean = list => list.reduce((a, b) => a + b, 0) / list.length;

async function judged({ source, truth }, { recipe, shipped }, seed) {
  const started = performance.now();
  const encoder = recipe && (await trained(source, recipe, seed));
  const found = await result(source, { seed, shipped, ...(encoder && { encoder }), unclassified: 'off' });
  const seconds = (performance.now() - started) / 1000;
  const classes = new Set(truth.filter(id => id > 0)).size;
  const ari = k => {
    const entry = found.sweep.find(one => one.k === k);
    return entry ? evaluate(entry.labels.data, truth, {}).ari : 0;
  };
  return { k: found.k, chosen: ari(found.k), given: ari(classes), seconds, classes };
}

async function* cubes() {
  for (const [name, cube, truth] of existsSync(values.data) ? REAL : []) {
    if (!wanted(name)) continue;
    yield { name, source: await openInput(`${values.data}/${cube}`), truth: (await readLabels(`${values.data}/${truth}`)).data };
  }
  for (const [name, entry] of MADE) {
    if (!wanted(name)) continue;
    const cube = await openCube(entry, { minGood: 1 });
    yield { name, source: sourceOf(cube, name), truth: cube.labels.data };
  }
}

console.log(
  `| cube | representation | K (true) | ARI at the chosen K | ARI at the true K, seeds ${values.seeds} | seconds a run |\n| --- | --- | --- | --- | --- | --- |`,
);
const all = new Map(REPRESENTATIONS.map(([name]) => [name, []]));
for await (const cube of cubes()) {
  for (const [name, how] of REPRESENTATIONS) {
    const runs = [];
    for (const seed of seeds) runs.push(await judged(cube, how, seed));
    all.get(name).push(...runs);
    const of = which => runs.map(run => run[which]);
    console.log(
      `| ${cube.name} | ${name} | ${of('k').join(' ')} (${runs[0].classes}) | ${mean(of('chosen')).toFixed(3)} | ${of('given')
        .map(v => v.toFixed(3))
        .join(' ')} | ${mean(of('seconds')).toFixed(1)} |`,
    );
  }
}
for (const [name, runs] of all) {
  if (runs.length === 0) continue;
  const of = which => mean(runs.map(run => run[which]));
  console.log(`| mean | ${name} | | ${of('chosen').toFixed(3)} | ${of('given').toFixed(3)} | ${of('seconds').toFixed(1)} |`);
}
