// Every labelled cube through our default and through the peers `ae`, `pca`, `raw`, `umap` of a reference script, in one run: agreement with
// the truth with K given and with K chosen (2 to 8). Says at the end which goals hold; asserts nothing. Writes out/bench/quality.json and .md.
// By hand: npm run bench:quality -- [--quick] [--cubes raman,astro] [--methods ae,pca] [--peer SCRIPT | --peer in-repo | --peer none]
//   --quick: without the slow peers (ae, umap), and without training the Raman encoder again
//   --peer:  a script with the arguments of reference_pipeline.py (run by PYTHON, default /usr/bin/python3), or our own implementations of its
//            methods (core/baselines.ts), or nothing
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spectralBaselines } from '../../dist/core/index.js';
import { classesOf, cubeNames, openCube } from './quality-cubes.mjs';
import { baseline, ours, peer } from './quality-methods.mjs';
import { retrained } from './quality-retrain.mjs';
import { runsLine, table, verdicts } from './quality-verdict.mjs';

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

const folder = await mkdtemp(join(tmpdir(), 'cloisonne-quality-'));
const progress = text => process.stderr.write(`${text}\n`);
const [cubes, runs] = [[], []];
try {
  for (const name of values.cubes.split(',')) {
    const cube = await openCube(name);
    const classes = classesOf(cube.truth);
    const rows = [await ours(cube)];
    const log = ({ method, given, chosen, seconds, note }) =>
      progress(
        `${name} ${method}: ARI ${given?.ari.toFixed(3)} given, ${chosen?.ari.toFixed(3)} at K = ${chosen?.k}; ${seconds} s ${note}`,
      );
    log(rows[0]);
    const files = script ? await cube.files(folder) : undefined;
    const run = (method, seed = 0) => peer(script, files, method, { classes, seed });
    for (const method of script || inRepo ? methods : []) {
      rows.push(inRepo ? await baseline(cube, method) : await run(method));
      log(rows.at(-1));
    }
    if (name === 'raman') {
      const again = [];
      for (const seed of SEEDS) again.push(await ours(cube, { seed }));
      runs.push(runsLine(`ours, as shipped, seeds ${SEEDS[0]} to ${SEEDS.at(-1)} of the clustering`, again));
      if (!quick)
        runs.push(runsLine('ours, encoder trained again by its recipe from each seed', await retrained(cube, SEEDS, folder)));
      if (!quick && script && methods.includes('ae')) {
        const lottery = [];
        for (const seed of SEEDS) lottery.push(await run('ae', seed));
        runs.push(runsLine('peer ae, same seeds', lottery));
      }
      for (const { text } of runs) progress(text);
    }
    cubes.push({ name, classes, rows });
    await rm(files && name !== 'raman' ? files.cube : join(folder, 'none'), { force: true });
  }
} finally {
  await rm(folder, { recursive: true });
}

const lines = verdicts(
  cubes,
  runs.filter(({ what }) => what.startsWith('ours')),
);
const markdown = [table(cubes), '', ...runs.map(({ text }) => `- ${text}`), '', ...lines.map(line => `- ${line}`), ''].join('\n');
await mkdir(out, { recursive: true });
await writeFile(
  join(out, 'quality.json'),
  JSON.stringify({ date: new Date().toISOString(), peer: values.peer, quick, cubes, runs, verdicts: lines }, null, 1),
);
await writeFile(join(out, 'quality.md'), markdown);
console.log(markdown);
console.log(`${join(out, 'quality.json')} and quality.md written`);
