// One epoch of the paper's astronomical recipe over 161,001 spectra of 1024 bands: spectra per second beside PyTorch on the same file (1 and 2
// threads, the better counts) and beside 2,170/s, which the reference's log shows on a T4. Twice: without the silhouette term (the reference's
// has no gradient) and with ours, which PyTorch gets too. Preprocessing is in neither's time: the file holds preprocessed spectra. Ours streams
// the file and its time has the reading in it; PyTorch has the spectra in memory. Nothing is held out to validate, so the time is training.
// By hand: npm run bench:train-astro [-- --spectra 161001 --gammas 0,0.002]
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { trainAutoencoder } from '../../dist/core/train/index.js';
import { hiddenSizes } from '../../dist/core/train/sizes.js';
import { recipeOf } from '../../samples/paper/learn.mjs';
import { startEpochs } from './train-astro-peer.mjs';

const T4 = 2170;
const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({ options: { spectra: option('161001'), gammas: option('0,0.002') } });
const [n, bands] = [Number(values.spectra), 1024];
const { recipe } = recipeOf('astro', 'paper', 'full');

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
      await file.read(out, 0, count * bands * 4, from * bands * 4);
    },
  };
  const { encoder, decoder } = hiddenSizes(bands, recipe);
  const { latent, batch, dropout, learningRate, silhouette } = recipe;
  const { kMin, kMax } = silhouette;
  peer = await startEpochs({
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
  console.log(`one epoch of ${n} spectra, ${sizes}, SELU, AlphaDropout ${dropout}, batch ${batch}, nothing preprocessed`);

  const train = async gamma => {
    let backend;
    let rate;
    const once = { ...recipe, gamma: String(gamma), epochs: 1, validation: 0, shuffleWindow: 32768, seed: 0 };
    for await (const event of trainAutoencoder(set, n, bands, once)) {
      if (event.type === 'start') backend = event.backend;
      if (event.type === 'epoch') rate = event.spectraPerSecond;
    }
    console.log(`  gamma ${gamma}: ours (${backend}) ${rate.toFixed(0)} spectra/s`);
    return rate;
  };
  const torch = async (threads, gamma) => {
    const rate = await peer.rate(threads, gamma);
    console.log(
      `  gamma ${gamma}: PyTorch ${peer.version}, ${threads} thread${threads > 1 ? 's' : ''}, ${rate.toFixed(0)} spectra/s`,
    );
    return rate;
  };
  for (const gamma of values.gammas.split(',').map(Number)) {
    // In turns, the better of two against the better of two.
    const one = peer && (await torch(1, gamma));
    const here = await train(gamma);
    const two = peer && (await torch(2, gamma));
    const best = Math.max(here, await train(gamma));
    const ratio = peer ? `${(best / Math.max(one, two)).toFixed(2)} of PyTorch's, ` : '';
    console.log(
      `gamma ${gamma}: ${best.toFixed(0)} spectra/s, ${ratio}${(best / T4).toFixed(2)} of ${T4}/s, the reference on a T4`,
    );
  }
  const ours = process.resourceUsage().maxRSS / 1024;
  console.log(`most memory: ours ${ours.toFixed(0)} MB${peer ? `, PyTorch ${peer.megabytes().toFixed(0)} MB` : ''}`);
} finally {
  peer?.end();
  await file.close();
  await rm(folder, { recursive: true });
}
