// One epoch of the paper's astronomical recipe over 161,001 spectra of 1024 bands: spectra per second beside PyTorch on the same file (1 and 2
// threads, the better counts) and beside 2,170/s, which the reference's log shows on a T4. Twice: without the silhouette term (the reference's
// has no gradient) and with ours, which PyTorch gets too. Our epoch is done whole, in slices; after each PyTorch does some steps, so that both
// see the same load. Preprocessing is in neither's time: the file holds preprocessed spectra. Ours streams the file and its time has the reading
// in it, PyTorch has the spectra in memory. Nothing is held out to validate: the T4's figure is training alone, too.
// By hand: npm run bench:train-astro [-- --spectra 161001 --gammas 0,0.002 --slices 8 --steps 10]
import { mkdtemp, open, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { trainAutoencoder } from '../../dist/core/train/index.js';
import { hiddenSizes } from '../../dist/core/train/sizes.js';
import { recipeOf } from '../../samples/paper/learn.mjs';
import { startSteps } from './train-astro-peer.mjs';

const T4 = 2170;
const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: { spectra: option('161001'), gammas: option('0,0.002'), slices: option('8'), steps: option('10') },
});
const [n, slices, steps] = [values.spectra, values.slices, values.steps].map(Number);
const bands = 1024;
const { recipe } = recipeOf('astro', 'paper', 'full');

const load = () => loadavg()[0].toFixed(1);
const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Continua with a few lines and noise, in 0..1 as log1p and the maximum leave them. */
async function writeSpectra(file) {
  const random = createRandom(1);
  const noise = Float32Array.from({ length: 1 << 20 }, () => 0.03 * random.normal());
  for (let from = 0; from < n; from += 4096) {
    const block = new Float32Array(Math.min(4096, n - from) * bands);
    for (let at = 0; at < block.length; at += bands) {
      const [kind, height, offset] = [random.integer(4), 0.3 + 0.4 * random.uniform(), random.integer(noise.length - bands)];
      const centre = bands * 0.2 * (kind + 1);
      for (let band = 0; band < bands; band++) {
        const line = height * Math.exp(-(((band - centre) / 8) ** 2));
        block[at + band] = Math.min(1, Math.max(0, 0.2 + line + noise[offset + band]));
      }
    }
    await file.write(new Uint8Array(block.buffer));
  }
}

/** An epoch of ours, `slices` times interrupted: yields rows, seconds and processor seconds of each slice. */
async function* epochInSlices(set, gamma) {
  const once = { ...recipe, gamma: String(gamma), epochs: 1, validation: 0, shuffleWindow: 32768, seed: 0 };
  const training = trainAutoencoder(set, n, bands, once);
  let [from, done, start, used] = [0, 0, performance.now(), process.cpuUsage()];
  for await (const event of training) {
    // What comes before the first step (mean and scale of the set, the graph) is not the epoch's.
    if (event.type === 'start') [start, used] = [performance.now(), process.cpuUsage()];
    if (event.type === 'progress') done = event.done;
    if (event.type === 'epoch') done = n;
    if (done === from || (done < n && done - from < n / slices)) continue;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(used);
    yield { rows: done - from, seconds, cpu: (user + system) / 1e6 };
    [from, start, used] = [done, performance.now(), process.cpuUsage()];
  }
}

const folder = await mkdtemp(join(tmpdir(), 'cloisonne-astro-'));
const path = join(folder, 'spectra.f32');
const file = await open(path, 'w+');
let peer;
try {
  await writeSpectra(file);
  const set = {
    n,
    bands,
    async read(from, count, out) {
      const { bytesRead } = await file.read(out, 0, count * bands * 4, from * bands * 4);
      if (bytesRead !== count * bands * 4) throw new Error(`read ${bytesRead} bytes of ${count} spectra`);
    },
  };
  const { encoder, decoder } = hiddenSizes(bands, recipe);
  const { latent, batch, dropout, learningRate, silhouette } = recipe;
  const { kMin, kMax } = silhouette;
  peer = await startSteps({
    file: path,
    n,
    bands,
    encoder,
    decoder,
    latent,
    batch,
    dropout,
    rate: learningRate,
    kMin,
    kMax,
    seed: 0,
  });
  const sizes = [bands, ...encoder, latent, ...decoder, bands].join('-');
  console.log(
    `one epoch of ${n} preprocessed spectra, ${sizes}, SELU, AlphaDropout ${dropout}, batch ${batch}, load ${loadavg()[0].toFixed(1)}`,
  );
  for (const gamma of values.gammas.split(',').map(Number)) {
    const ratios = [];
    const ours = { rows: 0, seconds: 0, cpu: 0 };
    const torch = { 1: { rates: [], perCpu: [] }, 2: { rates: [], perCpu: [] } };
    for await (const { rows, seconds, cpu } of epochInSlices(set, gamma)) {
      ours.rows += rows;
      ours.seconds += seconds;
      ours.cpu += cpu;
      if (!peer) continue;
      for (const threads of [1, 2]) {
        const { seconds, cpu } = await peer.train(threads, gamma, steps);
        torch[threads].rates.push((steps * batch) / seconds);
        torch[threads].perCpu.push((steps * batch) / cpu);
      }
      const [one, two] = [1, 2].map(threads => torch[threads].rates.at(-1));
      ratios.push(rows / seconds / Math.max(one, two));
      console.log(
        `  ours ${(rows / seconds).toFixed(0)}, PyTorch ${one.toFixed(0)} (1 thread) and ${two.toFixed(0)} (2 threads) spectra/s`,
      );
    }
    const rate = ours.rows / ours.seconds;
    console.log(
      `gamma ${gamma}: ${rate.toFixed(0)} spectra/s over the epoch, ${(rate / T4).toFixed(2)} of ${T4}/s; load ${load()}`,
    );
    if (!peer) continue;
    const medians = of => [1, 2].map(threads => median(torch[threads][of]).toFixed(0)).join(' and ');
    console.log(
      `  PyTorch ${peer.version}: median ${medians('rates')} (1 and 2 threads); median ratio ${median(ratios).toFixed(2)}`,
    );
    console.log(`  a second of processor time: ours ${(ours.rows / ours.cpu).toFixed(0)}, PyTorch ${medians('perCpu')} spectra`);
  }
  const most = process.resourceUsage().maxRSS / 1024;
  console.log(`most memory: ours ${most.toFixed(0)} MB${peer ? `, PyTorch ${peer.megabytes().toFixed(0)} MB` : ''}`);
} finally {
  peer?.end();
  await file.close();
  await rm(folder, { recursive: true });
}
