/**
 * What mixtures told apart by neighbours (`segment --clustering mixture`) make of development pictures, on which nothing was trained and nothing is
 * judged: `node samples/paper/develop-paintings.mjs [SIDE]`, 96 spaxels across unless told. For each level of the ladder: in how many pictures K is
 * right (as many as there are classes with more than 0.5 % of the spaxels) or larger, and means over the pictures, also with the true K given.
 */
import { degraded, evaluate, parseSteps } from '../../dist/core/index.js';
import { ladderOf, painting, protocol } from './generate.mjs';
import { segmented } from './judge.mjs';

/** Kind, seed, palette, colours; those of the night with the square of Van Gogh's picture and the order of its channels. The last six were held back. */
const pictures = [
  ['leaf', 201, 'azurite', 3],
  ['leaf', 202, 'court', 4],
  ['leaf', 203, 'smalt', 5],
  ['landscape', 204, 'choirbook', 4],
  ['landscape', 205, 'earths', 5],
  ['landscape', 206, 'ultramarine', 6],
  ['night', 207, 'friar', 4, [128, 60, 640], 'grb'],
  ['night', 208, 'azurite', 3, [400, 200, 700], 'rbg'],
  ['leaf', 221, 'friar', 4],
  ['leaf', 222, 'ultramarine', 5],
  ['leaf', 223, 'earths', 3],
  ['landscape', 224, 'smalt', 4],
  ['landscape', 225, 'azurite', 5],
  ['night', 226, 'court', 4, [560, 30, 600], 'gbr'],
];
/** Share of the spaxels from which a class counts. */
const SMALL = 0.005;

const side = Number(process.argv[2] ?? 96);
const options = { steps: parseSteps('poisson'), latent: 3, clustering: 'mixture' };
const rows = protocol.ladder.map(level => ({ level, right: 0, more: 0, ari: 0, accuracy: 0, f1: 0, 'ari, K given': 0 }));

/** Seeds of the photons that the method was designed with. */
const photonSeed = seed => seed + (seed < 220 ? 10 : 30);

/** How many classes a truth has that count. */
function classesOf(truth) {
  const counts = new Map();
  for (const label of truth) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].filter(count => count > SMALL * truth.length).length;
}

for (const [kind, seed, palette, colors, crop, channels] of pictures) {
  const cube = await painting({ kind, seed, palette, colors: [colors, colors], crop, channels }, side, photonSeed(seed));
  const truth = cube.labels.data;
  const classes = classesOf(truth);
  for (const [i, { level, keep }] of ladderOf(cube).entries()) {
    const seen = level === 0 ? cube : degraded(cube, { keep }, seed + 60);
    const { k, labels, sweep } = await segmented(seen, `${kind} ${seed} at ${level}`, options);
    const { ari, weighted } = evaluate(labels.data, truth);
    const given = evaluate(sweep.find(entry => entry.k === classes).labels.data, truth).ari;
    const row = rows[i];
    row.right += k === classes;
    row.more += k > classes;
    row.ari += ari / pictures.length;
    row.accuracy += weighted.accuracy / pictures.length;
    row.f1 += weighted.f1 / pictures.length;
    row['ari, K given'] += given / pictures.length;
    process.stderr.write(`${kind} ${seed}, ${palette}, at ${level}: K = ${k} of ${classes}, ARI ${ari.toFixed(3)}\n`);
  }
}
console.table(
  rows.map(row =>
    Object.fromEntries(Object.entries(row).map(([name, v]) => [name, Number.isInteger(v) ? v : Number(v.toFixed(3))])),
  ),
);
const total = what => rows.reduce((sum, row) => sum + row[what], 0);
console.log(
  `K right in ${total('right')} of ${rows.length * pictures.length}, larger in ${total('more')}; ARI ${(total('ari') / rows.length).toFixed(4)}`,
);
