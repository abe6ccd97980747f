import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadTf, startCpu, startOnnxruntime, startWasm, switchTo } from '../../../core/engine/index.js';
import { trainingGraph } from '../../../core/train/graph.js';
import { mmdLoss } from '../../../core/train/mmd.js';
import type { Objective } from '../../../core/train/objective.js';
import { layout } from '../../../core/train/parameters.js';
import { cpuEngines } from '../engine/networks.js';

const fixture = JSON.parse(await readFile(new URL('../../fixtures/train/training.json', import.meta.url), 'utf8'));
const tf = await loadTf();
await startCpu();
await startWasm();
if (cpuEngines.includes('onnxruntime')) await startOnnxruntime();
await import('@tensorflow/tfjs-layers');

/** Largest difference from what is expected, in units of its root mean square. */
function deviation(found: ArrayLike<number>, expected: readonly number[]): number {
  const rms = Math.sqrt(expected.reduce((sum, value) => sum + value * value, 0) / expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(found[i] - value))) / rms;
}

describe.each(cpuEngines)('on %s', backend => {
  test.each(fixture.mmd as { kind: Objective['mmd']; z: number[]; prior: number[]; value: number; gradient: number[] }[])(
    'the MMD and its gradient are those of torch: $kind kernel',
    async ({ kind, z, prior, value, gradient }) => {
      switchTo(tf, backend);
      const draws = tf.tensor2d(prior, [prior.length / 3, 3]);
      const found = tf.valueAndGrad(x => mmdLoss(tf, x as typeof draws, draws, kind))(tf.tensor2d(z, [z.length / 3, 3]));
      expect((await found.value.data())[0]).toBeCloseTo(value, 5);
      expect(deviation(await found.grad.data(), gradient)).toBeLessThan(1e-5);
    },
  );

  test.each(fixture.vae.cases as (Record<string, never> & { loss: number; terms: object; gradient: number[] })[])(
    'loss, terms and all gradients of a variational step are those of torch: $combine, $mmd, $form, $average',
    async ({ combine, mmd, form, average, loss, terms, gradient }) => {
      const { rows, bands, latent, columns, beta, gamma, labels, ...arrays } = fixture.vae;
      const floats = (name: string) => Float32Array.from(arrays[name] as number[]);
      const sizes = { encoder: [8, 5], decoder: [5, 8] };
      const stack = layout(bands, sizes, { latent, activation: 'selu', output: 'linear', embedding: 'tanh', variational: true });
      const objective = { combine, mmd, silhouette: { form, average, kMin: 2, kMax: columns } };
      const graph = await trainingGraph(tf, backend, stack, objective);
      const assign = () =>
        Float32Array.from({ length: rows * columns }, (_, i) => (i % columns === labels[Math.floor(i / columns)] ? 1 : 0));
      const found = new Float32Array(stack.parameters);
      await graph.load(floats('theta'));
      const input = floats('input');
      const batch = { rows, input, target: input, noise: floats('noise'), prior: floats('prior'), assign, beta, gamma };
      const before = tf.memory().numTensors;
      const step = await graph.step(batch, found);
      expect(tf.memory().numTensors).toBe(before);
      expect(deviation([step.loss], [loss])).toBeLessThan(1e-5);
      for (const [name, value] of Object.entries(terms)) expect(step[name as keyof typeof step]).toBeCloseTo(value, 5);
      expect(found.length).toBe(gradient.length);
      expect(deviation(found, gradient)).toBeLessThan(1e-5);
      graph.dispose();
    },
  );
});
