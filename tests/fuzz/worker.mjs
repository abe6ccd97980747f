// Runs damaged inputs of one format, one after the other; says which one it is at, so that a hang has a name.

import { readdirSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { cost, Finding, watch } from './guard.mjs';

const { format, seed, from, to, progress, room, list } = workerData;
// Spills go where writing is allowed, and must be gone at the end.
process.env.TMPDIR = room;

const { createRandom } = await import('../../dist/core/cluster/random.js');
const { isCloisonneError } = await import('../../dist/core/cube/errors.js');
const { targets } = await import(list);

const MIB = 2 ** 20;
/** What one array may take: deflate makes at most 1032 bytes of one. */
const most = bytes => 64 * MIB + 1100 * bytes;
const RSS = 2048 * MIB;

const target = targets.find(({ name }) => name === format);
const seeds = await target.seeds(room);
const at = new Int32Array(progress);
const counts = { read: 0, refused: 0 };

for (let i = from; i < to; i++) {
  Atomics.store(at, 0, i);
  const random = createRandom(seed, i);
  const chosen = seeds[Math.floor(random.uniform() * seeds.length)];
  const bytes = target.mutate(
    random,
    chosen.bytes,
    seeds.map(other => other.bytes),
  );
  let found = false;
  const report = (what, err) => {
    if (!found) parentPort.postMessage({ finding: { i, file: chosen.name, what, stack: err?.stack } });
    found = true;
  };
  watch(most(bytes.length), room);
  try {
    await target.run(bytes, { ...chosen, room, random, index: i });
    counts.read++;
  } catch (err) {
    if (err instanceof Finding) report(err.message, err);
    else if (err?.cause instanceof Finding) report(err.cause.message, err.cause);
    else if (isCloisonneError(err)) counts.refused++;
    else report(`${err?.name ?? 'thrown'}: ${err?.message ?? err}`, err);
  }
  const { largest, total } = cost();
  if (largest > most(bytes.length)) report(`over-allocation: one of ${largest} bytes, tried and hidden`);
  if (total > 16 * most(bytes.length)) report(`over-allocation: ${Math.round(total / MIB)} MiB in all`);
  if (i % 256 === 0 && process.memoryUsage().rss > RSS)
    report(`over-allocation: ${Math.round(process.memoryUsage().rss / MIB)} MiB resident`);
}
const left = readdirSync(room).filter(name => name.startsWith('cloisonne-'));
if (left.length > 0)
  parentPort.postMessage({ finding: { i: to - 1, file: '', what: `temporary files are left: ${left.slice(0, 3)}` } });
parentPort.postMessage({ counts });
