// Training on a set that is streamed from disk beside the same set in memory: reading rate, spectra per second, and what follows for 10^8
// spectra. By hand, after `npm run build`: node tests/bench/stream.mjs [--spectra 32768] [--bands 512] [--window 8192] [--batch 512]
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { trainAutoencoder } from '../../dist/core/train/index.js';

const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: { spectra: option('32768'), bands: option('512'), window: option('8192'), batch: option('512') },
});
const [n, bands, shuffleWindow, batch] = ['spectra', 'bands', 'window', 'batch'].map(name => Number(values[name]));
const GOAL = 1e8;
const hours = seconds => (seconds / 3600).toFixed(1);

const folder = await mkdtemp(join(tmpdir(), 'cloisonne-stream-'));
const file = await open(join(folder, 'spectra.f32'), 'w+');
try {
  const random = createRandom(1);
  for (let from = 0; from < n; from += 4096) {
    const block = Float32Array.from({ length: Math.min(4096, n - from) * bands }, () => random.normal());
    for (let at = 0; at < block.length; at += bands) {
      const kind = random.integer(4);
      for (let band = 0; band < bands; band++) block[at + band] += 9 * Math.exp(-(((band / bands - 0.2 * (kind + 1)) * 25) ** 2));
    }
    await file.write(new Uint8Array(block.buffer));
  }
  await file.sync();
  let [readMs, readBytes] = [0, 0];
  const set = {
    n,
    bands,
    async read(from, count, out) {
      const start = performance.now();
      const { bytesRead } = await file.read(out, 0, count * bands * 4, from * bands * 4);
      if (bytesRead !== count * bands * 4) throw new Error(`read ${bytesRead} bytes of ${count} spectra`);
      readMs += performance.now() - start;
      readBytes += bytesRead;
    },
  };
  const recipe = { hidden: [256, 128, 64, 32], latent: 3, batch, epochs: 3, seed: 1, shuffleWindow };
  const train = async spectra => {
    const rates = [];
    for await (const event of trainAutoencoder(spectra, n, bands, recipe)) {
      if (event.type === 'epoch') rates.push(event.spectraPerSecond);
    }
    return { rate: rates.sort((a, b) => a - b)[1] };
  };
  console.log(`${n} spectra of ${bands} bands on disk, window ${shuffleWindow}, batch ${batch}`);
  const whole = new Float32Array(n * bands);
  await set.read(0, n, whole);
  // In turns, the better of two each: the first run also compiles.
  const [streamed, memory] = [[], []];
  for (let round = 0; round < 2; round++) {
    streamed.push(await train(set));
    memory.push(await train(whole));
  }
  const speed = readBytes / readMs / 1e3;
  const rate = Math.max(...streamed.map(run => run.rate));
  console.log(`  streamed: ${rate.toFixed(0)} spectra/s, reading at ${speed.toFixed(0)} MB/s`);
  console.log(`  in memory: ${Math.max(...memory.map(run => run.rate)).toFixed(0)} spectra/s`);
  const bytes = GOAL * bands * 4;
  console.log(
    `  computed for ${GOAL} spectra: ${(bytes / 1e9).toFixed(0)} GB, ${hours(bytes / 1e6 / speed)} h of reading and ${hours(GOAL / rate)} h of training an epoch`,
  );
} finally {
  await file.close();
  await rm(folder, { recursive: true });
}
