/**
 * What a share of faint spectra (`unit:faint`, 0 for none) does to the shipped nebular encoder on development fields, whose seeds nothing was trained on
 * and nothing is judged on: `node samples/paper/develop-nebulae.mjs 0 0.05 0.1 0.15 0.2`. Means over the fields for each level of the ladder.
 */
import { fileURLToPath } from 'node:url';
import { degraded, evaluate, synthNebular } from '../../dist/core/index.js';
import { atRest, ladderOf, protocol } from './generate.mjs';
import { segmented } from './judge.mjs';
import { openEncoder } from './learn.mjs';

const { bands, cube: test } = protocol.astro;
const [side, damageSeed] = [64, 77];
const fields = [
  ...[501, 502, 503, 504, 505, 506, 601].map(seed => ({ seed, edge: protocol.astro.edge, noise: 1 })),
  { seed: 507, edge: 15, noise: 1 },
  { seed: 508, edge: 30, noise: 2 },
];
const shares = process.argv.slice(2).map(Number);
const [kMin, kMax] = protocol.k;
const encoder = await openEncoder(fileURLToPath(new URL('../encoders/muse-nebular-1024', import.meta.url)));

const rows = protocol.ladder.flatMap(level =>
  shares.map(faint => ({ level, faint, right: 0, ari: 0, accuracy: 0, f1: 0, worse: 0 })),
);
for (const { seed, edge, noise } of fields) {
  const cube = synthNebular({ width: side, height: side, seed, bands, edge, noise, velocity: test.velocity });
  for (const { level, sigma } of ladderOf(cube)) {
    const seen = level === 0 ? cube : degraded(cube, { sigma }, damageSeed);
    let first;
    for (const faint of shares) {
      const { k, labels } = await segmented(atRest(seen, test.velocity), `field ${seed}`, { encoder, faint, kMin, kMax });
      const { ari, weighted } = evaluate(labels.data, cube.labels.data);
      const row = rows.find(entry => entry.level === level && entry.faint === faint);
      first ??= weighted.accuracy;
      row.right += k === cube.classes.length;
      row.ari += ari / fields.length;
      row.accuracy += weighted.accuracy / fields.length;
      row.f1 += weighted.f1 / fields.length;
      // Fields on which a share loses against the first one.
      row.worse += weighted.accuracy < first - 0.0005;
    }
  }
}
console.table(
  rows.map(({ ari, accuracy, f1, ...row }) => ({
    ...row,
    ari: ari.toFixed(3),
    accuracy: accuracy.toFixed(3),
    f1: f1.toFixed(3),
  })),
);
