// Encoding 90,000 spectra of 1024 bands through the paper's layers (1024-512-256-32-3, SELU) beside PyTorch, in one run.
// By hand, after `npm run build`: node tests/bench/encode.mjs [--n 90000] [--repeats 3]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { openEngine, startWasm } from '../../dist/core/engine/index.js';

const { values } = parseArgs({ options: { n: { type: 'string', default: '90000' }, repeats: { type: 'string', default: '3' } } });
const [n, repeats] = [Number(values.n), Number(values.repeats)];
const [bands, ...sizes] = [1024, 512, 256, 32, 3];
const flop = 2 * n * [bands, ...sizes].slice(0, -1).reduce((sum, size, i) => sum + size * sizes[i], 0);

const random = createRandom(1);
const layers = sizes.map((units, i) => {
  const inputs = i === 0 ? bands : sizes[i - 1];
  const kernel = Float32Array.from({ length: inputs * units }, () => random.normal() / Math.sqrt(inputs));
  const bias = Float32Array.from({ length: units }, () => 0.1 * random.normal());
  return { units, activation: i < sizes.length - 1 ? 'selu' : 'linear', kernel, bias };
});
const spectra = Float32Array.from({ length: n * bands }, () => 3.4 * (random.uint32() / 2 ** 32 - 0.5));

async function time(name) {
  const engine = await openEngine(name);
  const compiled = await engine.compile({ inputSize: bands, layers });
  let best = Number.POSITIVE_INFINITY;
  let latents;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    latents = await compiled.run(spectra, n);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  await engine.dispose();
  return { label: `${name} (${engine.device}, ${engine.version})`, seconds: best, latents };
}

function pytorch() {
  const folder = mkdtempSync(join(tmpdir(), 'cloisonne-bench-'));
  try {
    writeFileSync(join(folder, 'spectra.f32'), new Uint8Array(spectra.buffer));
    const weights = layers.flatMap(({ kernel, bias }) => [kernel, bias].map(part => Buffer.from(part.buffer)));
    writeFileSync(join(folder, 'weights.f32'), Buffer.concat(weights));
    const script = fileURLToPath(new URL('./encode_peer.py', import.meta.url));
    const args = [script, folder, String(n), String(bands), JSON.stringify(sizes), String(repeats)];
    const { seconds, version } = JSON.parse(execFileSync(process.env.PYTHON ?? '/usr/bin/python3', args, { encoding: 'utf8' }));
    const bytes = readFileSync(join(folder, 'latents.f32'));
    return {
      label: `PyTorch ${version}, 2 threads`,
      seconds,
      latents: new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    };
  } catch (err) {
    console.log(`PyTorch cannot run here: ${String(err.message).split('\n')[0]}`);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Speed-up of one gradient of a dense layer by turning operands before the product, as fixWasmTranspose does. */
async function gradientSpeed() {
  const tf = await startWasm();
  await import('@tensorflow/tfjs-layers');
  const [rows, inputs, units] = [256, 1024, 512];
  const x = tf.randomNormal([rows, inputs], 0, 1, 'float32', 1);
  const w = tf.randomNormal([inputs, units], 0, 1, 'float32', 2);
  const dy = tf.randomNormal([rows, units], 0, 1, 'float32', 3);
  const fixed = tf.getKernel('BatchMatMul', 'wasm');
  const once = () =>
    tf.tidy(() => [tf.matMul(x, dy, true, false), tf.matMul(dy, w, false, true)].forEach(t => void t.dataSync()));
  const measure = times => {
    once();
    const start = performance.now();
    for (let i = 0; i < times; i++) once();
    return (performance.now() - start) / times;
  };
  const after = measure(8);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...fixed, kernelFunc: fixed.kernelFunc.original });
  const before = measure(2);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel(fixed);
  tf.dispose([x, w, dy]);
  return { before, after };
}

const peer = pytorch();
console.log(`encoding ${n} x ${bands} through ${[bands, ...sizes].join('-')}, SELU, best of ${repeats}`);
for (const found of [peer, await time('onnxruntime'), await time('wasm')]) {
  if (!found) continue;
  const { label, seconds, latents } = found;
  const ratio = peer ? `, ${(peer.seconds / seconds).toFixed(2)} x PyTorch` : '';
  const off = peer
    ? `, max |dz| ${latents.reduce((worst, z, i) => Math.max(worst, Math.abs(z - peer.latents[i])), 0).toExponential(1)}`
    : '';
  console.log(
    `  ${label}: ${seconds.toFixed(2)} s, ${Math.round(n / seconds)} spectra/s, ${(flop / seconds / 1e9).toFixed(0)} GFLOP/s${ratio}${off}`,
  );
}
const { before, after } = await gradientSpeed();
console.log(
  `gradients of a 1024 x 512 layer on wasm, 256 spectra: ${before.toFixed(0)} ms as shipped, ${after.toFixed(0)} ms with the transpose fix, ${(before / after).toFixed(1)} x`,
);
