// Every labelled cube through our default and through the peers `ae`, `pca`, `raw`, `umap` of a reference script, in one run: agreement with
// the truth with K given and with K chosen (2 to 8). Says at the end which goals hold; asserts nothing. Writes out/bench/quality.json and .md after
// every cube; cubes that are left out keep the rows of an earlier run. The peers' numeric libraries take all cores: OMP_NUM_THREADS=1 helps on busy ones.
// By hand: npm run bench:quality -- [--quick] [--cubes raman,astro] [--methods ae,pca] [--peer SCRIPT | --peer in-repo | --peer none]
//   --quick: without the slow peers (ae, umap), and without training the Raman encoder again
//   --peer:  a script with the arguments of reference_pipeline.py (run by PYTHON, default /usr/bin/python3), or our own implementations of its
//            methods (core/baselines.ts), or nothing
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spectralBaselines } from '../../dist/core/index.js';
import { classesOf, cubeNames, openCube } from './quality-cubes.mjs';
import { baseline, ours, peer } from './quality-methods.mjs';
import { retrained } from './quality-retrain.mjs';
import { runsOf, summary, verdicts } from './quality-verdict.mjs';

const SEEDS = [0, 1, 2, 3, 4];
const SLOW = ['ae', 'umap'];
const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cubes: option(cubeNames.join(',')),
    methods: option(spectralBaselines.join(',')),
    peer: option('/work/shared/peers/reference_pipeline.py'),
    out: option('out/bench'),
  },
});
const { quick, out } = values;
const methods = values.methods.split(',').filter(name => name && !(quick && SLOW.includes(name)));
const inRepo = values.peer === 'in-repo';
const script = !inRepo && existsSync(values.peer) ? values.peer : undefined;
if (!inRepo && !script)
  console.log(`no peers: ${values.peer} is not there; --peer in-repo takes our own implementations of their methods`);

const progress = text => process.stderr.write(`${text}\n`);

/** A cube's entry of the results: { name, classes, date, peer, quick, rows, runs }. */
async function measure(name, folder) {
  const cube = await openCube(name);
  const classes = classesOf(cube.truth);
  const rows = [];
  const add = row => {
    const { method, given, chosen, seconds, note } = row;
    progress(
      `${name} ${method}: ARI ${given?.ari.toFixed(3)} given, ${chosen?.ari.toFixed(3)} at K = ${chosen?.k}; ${seconds} s ${note}`,
    );
    rows.push(row);
  };
  add(await ours(cube));
  const files = script && methods.length > 0 ? await cube.files(folder) : undefined;
  const run = (method, seed = 0) => peer(script, files, method, { classes, seed });
  for (const method of script || inRepo ? methods : []) add(inRepo ? await baseline(cube, method) : await run(method));
  const runs = [];
  if (name === 'raman') {
    const several = async (what, each) => {
      const found = [];
      for (const seed of SEEDS) found.push(await each(seed));
      runs.push(runsOf(what, found));
      progress(runs.at(-1).text);
    };
    await several('ours as shipped, seeds of the clustering', seed => ours(cube, { seed }));
    if (!quick) await several('ours, encoder trained again by its recipe', seed => retrained(cube, seed, folder));
    if (!quick && script && methods.includes('ae')) await several('peer ae', seed => run('ae', seed));
  }
  return { name, classes, date: new Date().toISOString(), peer: values.peer, quick, rows, runs };
}

const file = join(out, 'quality.json');
const chosen = values.cubes.split(',');
const before = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')).cubes : [];
const done = new Map(before.filter(({ name }) => !chosen.includes(name)).map(entry => [entry.name, entry]));
const results = () => cubeNames.flatMap(name => done.get(name) ?? []);
await mkdir(out, { recursive: true });
for (const name of chosen) {
  const folder = await mkdtemp(join(tmpdir(), 'cloisonne-quality-'));
  try {
    done.set(name, await measure(name, folder));
  } finally {
    await rm(folder, { recursive: true });
  }
  await writeFile(file, JSON.stringify({ cubes: results(), verdicts: verdicts(results()) }, null, 1));
  await writeFile(join(out, 'quality.md'), summary(results()));
}
console.log(summary(results()));
console.log(`${file} and quality.md written`);
