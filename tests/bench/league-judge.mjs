/** What the parts of the league share: its options, one run and runs over seeds, tables, and the labelled cubes. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openInput } from '../../dist/cli/inputs.js';
import { readLabels } from '../../dist/cli/labels.js';
import { loadShipped } from '../../dist/cli/shipped.js';
import { evaluate, segment } from '../../dist/core/index.js';

const option = value => ({ type: 'string', default: value });
export const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: option('0,1,2'),
    cubes: option(''),
    sizes: option('64x100,48x60,90x160'),
    data: option('../shared/data/labelled'),
  },
});
export const seeds = values.seeds.split(',').map(Number);
export const wanted = name => values.cubes === '' || values.cubes.split(',').includes(name);
const shipped = await loadShipped();

async function result(source, options) {
  for await (const event of segment(source, { shipped, ...options })) if (event.type === 'result') return event.segmentation;
}

export const classesOf = truth => new Set(truth.filter(id => id > 0)).size;
const ari = (found, k, truth) => {
  const entry = found.sweep.find(one => one.k === k);
  return entry ? evaluate(entry.labels.data, truth, {}).ari : 0;
};
/** K and both ARI of one run. */
export async function judged({ source, truth }, options) {
  const found = await result(source, options);
  const said = [found.why, ...found.warnings].filter(text => !/no encoder given/.test(text));
  return {
    k: found.k,
    chosen: ari(found, found.k, truth),
    given: ari(found, classesOf(truth), truth),
    said,
    card: found.card.name,
  };
}

export const mean = list => list.reduce((a, b) => a + b, 0) / list.length;
export const text = v => v.toFixed(3);
export function table(rows) {
  const widths = rows[0].map((_, c) => Math.max(...rows.map(row => String(row[c]).length)));
  console.log(
    rows
      .map(row =>
        row
          .map((cell, c) => String(cell).padEnd(widths[c]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n'),
  );
}

const LABELLED = [
  ['salinasa', 'salinasa.tif', 'salinasa_truth.tif'],
  ['indian70', 'indian70.tif', 'indian70_truth.tif'],
  ['moffett', 'moffett.tif', 'moffett_truth.tif'],
  ['polymers20', 'polymers20.tif', 'polymers20_truth.tif'],
  ['chondro', 'chondro_300b_f32_planar.tif', 'chondro_labels_u8.tif'],
];

export async function labelledCubes() {
  if (!existsSync(values.data)) {
    console.log(`no labelled cubes: ${resolve(values.data)} is not there (their licences do not let them be shipped)`);
    return [];
  }
  const open = async ([name, cube, truth]) => ({
    name,
    source: await openInput(`${values.data}/${cube}`),
    truth: (await readLabels(`${values.data}/${truth}`)).data,
  });
  return Promise.all(LABELLED.filter(([name]) => wanted(name)).map(open));
}

export async function overSeeds(cube, options = {}) {
  const runs = [];
  for (const seed of seeds) runs.push(await judged(cube, { ...options, seed }));
  const of = which => runs.map(run => run[which]);
  const spread = Math.max(...['chosen', 'given'].map(which => Math.max(...of(which)) - Math.min(...of(which))));
  return { name: cube.name, k: classesOf(cube.truth), runs, chosen: mean(of('chosen')), given: mean(of('given')), spread };
}

export const rowOf = ({ name, k, runs, chosen, given, spread }) => [
  name,
  k,
  runs.map(run => run.k).join(' '),
  text(chosen),
  text(given),
  text(spread),
  runs[0].card,
];
export const HEAD = ['cube', 'true K', 'chosen K', 'ARI chosen', 'ARI given', 'spread over seeds', 'encoder'];
export const right = ({ k, runs }) => runs.every(run => run.k === k);
