// One training step of the paper's astro network (1024-512-256-32-3 and back, SELU, batch 512, MSE, Adam) beside PyTorch (1 and 2
// threads, the better counts) and beside wasm, in turns, the memory of a thousand steps, and the same beside PyTorch of convolutions.
// By hand, after `npm run build`: node tests/bench/train.mjs [--rounds 5] [--steps 10] [--long 1000]
import { parseArgs } from 'node:util';
import { createRandom } from '../../dist/core/cluster/random.js';
import { recording, startOnnxruntime, startWasm } from '../../dist/core/engine/index.js';
import { adamStep, freshMoments } from '../../dist/core/train/adam.js';
import { trainingGraph } from '../../dist/core/train/graph.js';
import { initialParameters, layout } from '../../dist/core/train/parameters.js';
import { benchConvolutions } from './train-conv.mjs';
import { startPeer } from './train-peer.mjs';

const option = value => ({ type: 'string', default: value });
const { values } = parseArgs({ options: { rounds: option('5'), steps: option('10'), long: option('1000') } });
const [rounds, steps, long] = [Number(values.rounds), Number(values.steps), Number(values.long)];
const [batch, bands] = [512, 1024];
const stack = layout(
  bands,
  { encoder: [512, 256, 32], decoder: [32, 256, 512] },
  { latent: 3, activation: 'selu', output: 'linear' },
);
const random = createRandom(1);
const x = Float32Array.from({ length: batch * bands }, () => random.normal());

const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function trainer(tf, backend) {
  const graph = await trainingGraph(tf, backend, stack, {});
  const theta = initialParameters(stack, createRandom(0));
  const [gradient, moments] = [new Float32Array(stack.parameters), freshMoments(stack.parameters)];
  const step = async rows => {
    await graph.load(theta);
    const data = x.subarray(0, rows * bands);
    const { loss } = await graph.step({ input: data, target: data, rows, beta: 0, gamma: 0 }, gradient);
    adamStep(theta, gradient, moments, 1e-3);
    return loss;
  };
  return {
    step,
    /** Median milliseconds of some steps. */
    async time(count) {
      const times = [];
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        await step(batch);
        times.push(performance.now() - start);
      }
      return median(times);
    },
  };
}

const native = await trainer(await startOnnxruntime(), 'onnxruntime');
const wasm = await trainer(await startWasm(), 'wasm');
const peer = await startPeer('mlp');
console.log(
  `training step, ${[bands, ...stack.layers.map(({ units }) => units)].join('-')}, SELU, batch ${batch}, ${rounds} rounds`,
);
const ratios = { pytorch: [], wasm: [] };
await native.time(3);
await wasm.time(1);
for (let round = 0; round < rounds; round++) {
  const one = await peer?.time(1, steps);
  const here = await native.time(steps);
  const two = await peer?.time(2, steps);
  const slow = await wasm.time(Math.max(2, steps >> 2));
  const again = await native.time(steps);
  ratios.wasm.push((2 * slow) / (here + again));
  // The better of two against the better of two.
  if (peer) ratios.pytorch.push(Math.min(one, two) / Math.min(here, again));
  const torch = peer ? `PyTorch ${one.toFixed(0)} ms (1 thread), ${two.toFixed(0)} ms (2 threads), ` : '';
  console.log(`  onnxruntime ${here.toFixed(0)} and ${again.toFixed(0)} ms, ${torch}wasm ${slow.toFixed(0)} ms`);
}
if (peer) console.log(`  median ratio to PyTorch ${peer.version}: ${median(ratios.pytorch).toFixed(2)} (goal 0.9)`);
console.log(`  median ratio to wasm: ${median(ratios.wasm).toFixed(2)} (goal 4)`);
peer?.end();

const megabytes = () => Math.round(process.memoryUsage().rss / 2 ** 20);
const tensors = recording().backend;
for (let i = 0; i <= long; i++) {
  // Every tenth step has the size of an epoch's last one.
  await native.step(i % 10 === 9 ? 200 : batch);
  if (i % Math.max(1, long / 5) === 0) {
    const { models } = tensors.recorder.counts;
    console.log(
      `  step ${i}: ${megabytes()} MB resident, ${tensors.numDataIds()} tensors, ${models} models, ${tensors.recorder.compiled} compiled`,
    );
  }
}

await benchConvolutions(rounds, Math.max(2, steps >> 1));
