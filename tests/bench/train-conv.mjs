// A training step of a convolutional autoencoder (28x28x1; 32, 64 and 128 filters 3x3 with stride 2 and back, ReLU, batch 256, MSE),
// Adam of TensorFlow.js included, beside PyTorch on the same layers (1 and 2 threads, the better counts).
// By hand, after `npm run build`: node tests/bench/train-conv.mjs [--rounds 5] [--steps 5]; part of train.mjs.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { recording, startOnnxruntime, switchTo } from '../../dist/core/engine/index.js';
import { startPeer } from './train-peer.mjs';

const batch = 256;
const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** A function that trains one step and returns the loss. */
function trainer(tf) {
  const random = createRandom(1);
  const values = (shape, scale) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => scale * random.normal()),
      shape,
    );
  };
  const x = values([batch, 28, 28, 1], 1);
  const layers = [
    [1, 32, 14],
    [32, 64, 7],
    [64, 128, 4],
    [128, 64, 7],
    [64, 32, 14],
    [32, 1, 28],
  ].map(([from, to, side], i) => {
    const shape = i < 3 ? [3, 3, from, to] : [3, 3, to, from];
    return { up: i >= 3, to, side, w: tf.variable(values(shape, (9 * from) ** -0.5)), b: tf.variable(tf.zeros([to])) };
  });
  const forward = () =>
    layers.reduce((image, { up, to, side, w, b }, i) => {
      const y = up ? tf.conv2dTranspose(image, w, [batch, side, side, to], 2, 'same') : tf.conv2d(image, w, 2, 'same');
      const z = tf.add(y, b);
      return i === layers.length - 1 ? z : tf.relu(z);
    }, x);
  const adam = tf.train.adam(1e-3);
  return () => {
    const loss = adam.minimize(() => tf.mean(tf.squaredDifference(forward(), x)), true);
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
}

/** Prints times, and the median ratio to PyTorch. */
export async function benchConvolutions(rounds, steps) {
  await import('@tensorflow/tfjs-layers'); // brings the gradients
  const tf = await startOnnxruntime();
  switchTo(tf, 'onnxruntime');
  const step = trainer(tf);
  const time = () => {
    const times = [];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      step();
      times.push(performance.now() - start);
    }
    return median(times);
  };
  const peer = await startPeer('conv');
  console.log(
    `training step, convolutions 28x28x1, 32-64-128 3x3 stride 2 and back, ReLU, batch ${batch}, Adam, ${rounds} rounds (wasm cannot train convolutions)`,
  );
  const ratios = [];
  const first = step();
  step();
  for (let round = 0; round < rounds; round++) {
    const one = await peer?.time(1, steps);
    const here = time();
    const two = await peer?.time(2, steps);
    const again = time();
    if (peer) ratios.push(Math.min(one, two) / Math.min(here, again));
    const torch = peer ? `, PyTorch ${one.toFixed(0)} ms (1 thread), ${two.toFixed(0)} ms (2 threads)` : '';
    console.log(`  onnxruntime ${here.toFixed(0)} and ${again.toFixed(0)} ms${torch}`);
  }
  if (peer) console.log(`  median ratio to PyTorch ${peer.version}: ${median(ratios).toFixed(2)}`);
  const left = [...recording().fallbacks()].map(([kernel, count]) => `${kernel} ${count}`).join(', ');
  console.log(`  loss ${first.toFixed(4)} to ${step().toFixed(4)}; on the cpu backend: ${left || 'nothing'}`);
  peer?.end();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = value => ({ type: 'string', default: value });
  const { values } = parseArgs({ options: { rounds: option('5'), steps: option('5') } });
  await benchConvolutions(Number(values.rounds), Number(values.steps));
}
