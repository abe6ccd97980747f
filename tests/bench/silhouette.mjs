// Silhouettes of K = 2..10 on 20,000 seeded three-dimensional latents: ours (all K from one pass over the pairs) beside scikit-learn's,
// from the same labels, in one run. Needs the build; for the comparison /usr/bin/python3 with scikit-learn.
//   node tests/bench/silhouette.mjs [points]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, kmeans, silhouettes } from '../../dist/core/cluster/index.js';

const n = Number(process.argv[2] ?? 20_000);
const points = { data: latents(n), n, dim: 3 };
const labelings = Array.from({ length: 9 }, (_, i) => kmeans(points, { k: i + 2, seed: 0 }));

const times = [];
let ours;
for (let run = 0; run < 3; run++) {
  const start = performance.now();
  ours = await silhouettes(points, labelings, { exactLimit: n });
  times.push((performance.now() - start) / 1000);
}
const seconds = times.toSorted((a, b) => a - b)[1];
const peer = scikitLearn();

console.log(`Silhouettes of K = 2..10 on ${n} latents, ${availableParallelism()} threads, ${cpus()[0].model}`);
console.log(' K   cloisonne (macro)  cloisonne (points)  scikit-learn (points)  difference  scikit-learn s');
ours.forEach(({ k, macro, pointwise }, i) => {
  const theirs =
    peer && `${peer[i].score.toFixed(12).padStart(21)}  ${(pointwise - peer[i].score).toExponential(1).padStart(10)}`;
  const [ownMacro, own] = [macro.toFixed(12).padStart(17), pointwise.toFixed(12).padStart(18)];
  console.log(
    `${String(k).padStart(2)}   ${ownMacro}  ${own}  ${peer ? `${theirs}  ${peer[i].seconds.toFixed(2).padStart(14)}` : '-'}`,
  );
});
const rate = ((n * n) / seconds / 1e6).toFixed(0);
console.log(
  `cloisonne     ${seconds.toFixed(2)} s for all K, median of ${times.map(t => t.toFixed(2)).join(', ')} (${rate} million pairs a second)`,
);
if (peer) {
  const theirs = peer.reduce((sum, { seconds: s }) => sum + s, 0);
  console.log(`scikit-learn ${theirs.toFixed(2)} s; cloisonne is ${(theirs / seconds).toFixed(1)} times faster (goal: 20)`);
}

/** Six blobs of different size, shape and weight over a thin uniform background: [count * 3]. */
function latents(count) {
  const random = createRandom(20_000);
  const blobs = Array.from({ length: 6 }, () => ({
    centre: [random.normal() * 3, random.normal() * 3, random.normal() * 3],
    spread: [0.3 + random.uniform(), 0.3 + random.uniform(), 0.3 + random.uniform()],
  }));
  const data = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const blob = random.uniform() < 0.05 ? undefined : blobs[Math.floor(6 * random.uniform() ** 2)];
    for (let d = 0; d < 3; d++)
      data[3 * i + d] = blob ? blob.centre[d] + blob.spread[d] * random.normal() : 16 * random.uniform() - 8;
  }
  return data;
}

/** [{ k, score, seconds }] of silhouette_score, or undefined (with the reason on stderr) where scikit-learn cannot be had. */
function scikitLearn() {
  const dir = mkdtempSync(join(tmpdir(), 'cloisonne-bench-'));
  try {
    writeFileSync(join(dir, 'points.f64'), points.data);
    for (const { k, labels } of labelings) writeFileSync(join(dir, `labels-${k}.u16`), labels);
    const script = fileURLToPath(new URL('silhouette_peer.py', import.meta.url));
    const { status, error, stderr } = spawnSync('/usr/bin/python3', [script, dir], { encoding: 'utf8' });
    if (status === 0) return JSON.parse(readFileSync(join(dir, 'scores.json'), 'utf8'));
    console.error(`no comparison: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
