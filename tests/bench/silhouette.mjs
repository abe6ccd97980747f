// Silhouettes of K = 2..10 on 20,000 seeded three-dimensional latents: ours (one pass over the pairs) beside scikit-learn's, from the
// same labels, in one run. Needs the build and a python3 with scikit-learn. `node tests/bench/silhouette.mjs [points]`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom, kmeans, silhouettes } from '../../dist/core/cluster/index.js';

const n = Number(process.argv[2] ?? 20_000);
const points = { data: latents(n), n, dim: 3 };
const labelings = Array.from({ length: 9 }, (_, i) => kmeans(points, { k: i + 2, seed: 0 }));

const started = performance.now();
const ours = await silhouettes(points, labelings, { exactLimit: n });
const seconds = (performance.now() - started) / 1000;
const peer = scikitLearn();

console.log(`silhouettes of K = 2..10 on ${n} latents, ${availableParallelism()} threads, ${cpus()[0].model}`);
console.log(' K   cloisonne       scikit-learn    difference   scikit-learn s');
ours.forEach(({ k, pointwise }, i) => {
  const { score, seconds: s } = peer[i];
  console.log(
    `${String(k).padStart(2)}   ${pointwise.toFixed(12)}  ${score.toFixed(12)}  ${(pointwise - score).toExponential(1).padStart(9)}   ${s.toFixed(2)}`,
  );
});
const peerSeconds = peer.reduce((sum, { seconds: s }) => sum + s, 0);
console.log(`cloisonne ${seconds.toFixed(2)} s for all K (${((n * n) / seconds / 1e6).toFixed(0)} million pairs a second)`);
console.log(`scikit-learn ${peerSeconds.toFixed(2)} s, ratio ${(peerSeconds / seconds).toFixed(1)} (goal 20)`);

/** Six blobs of different size, shape and weight over a thin uniform background. */
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

function scikitLearn() {
  const dir = mkdtempSync(join(tmpdir(), 'cloisonne-bench-'));
  try {
    writeFileSync(join(dir, 'points.f64'), points.data);
    labelings.forEach(({ k, labels }) => {
      writeFileSync(join(dir, `labels-${k}.u16`), labels);
    });
    const script = fileURLToPath(new URL('silhouette_peer.py', import.meta.url));
    const { status, error, stderr } = spawnSync('/usr/bin/python3', [script, dir], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`scikit-learn did not run: ${error?.message ?? stderr}`);
    return JSON.parse(readFileSync(join(dir, 'scores.json'), 'utf8'));
  } finally {
    rmSync(dir, { recursive: true });
  }
}
