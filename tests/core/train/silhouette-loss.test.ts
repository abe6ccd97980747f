import { describe, expect, it } from 'vitest';
import { createRandom, silhouettes } from '../../../core/cluster/index.js';
import { loadTf, startCpu, startWasm, switchTo } from '../../../core/engine/index.js';
import { silhouetteLoss } from '../../../core/train/silhouette-loss.js';

const tf = await loadTf();
await startCpu();
await startWasm();
await import('@tensorflow/tfjs-layers');

/** Three overlapping clouds; the labels are not those of k-means, so that no point is at a minimum. */
function batch(n: number, d: number, k: number, seed = 1) {
  const random = createRandom(seed);
  const labels = Uint16Array.from({ length: n }, (_, i) => i % k);
  const data = Float32Array.from({ length: n * d }, (_, i) => random.normal() + 1.3 * (Math.floor(i / d) % k === i % d ? 1 : 0));
  return { data, labels, n, d, k };
}
type Batch = ReturnType<typeof batch>;

/** (1 - s) / 2 in float64, by the project's own exact silhouettes. */
async function exact({ labels, n, d, k }: Batch, data: Float64Array, average: 'macro' | 'points') {
  const [{ macro, pointwise }] = await silhouettes({ data, n, dim: d }, [{ k, labels }], { threads: 1 });
  return (1 - (average === 'macro' ? macro : pointwise)) / 2;
}

/** The simplified silhouette written out from its definition, in float64. */
function centroid({ labels, n, d, k }: Batch, data: Float64Array, average: 'macro' | 'points') {
  const groups = Array.from({ length: k }, (_, c) => [...labels.keys()].filter(i => labels[i] === c));
  const centres = groups.map(rows =>
    Array.from({ length: d }, (_, j) => rows.reduce((sum, i) => sum + data[i * d + j], 0) / rows.length),
  );
  const widths = Array.from({ length: n }, (_, i) => {
    const to = centres.map(centre => Math.hypot(...centre.map((v, j) => v - data[i * d + j])));
    const a = to[labels[i]];
    const b = Math.min(...to.filter((_, c) => c !== labels[i]));
    return (b - a) / Math.max(a, b);
  });
  const mean = (list: readonly number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
  const score = average === 'points' ? mean(widths) : mean(groups.map(rows => mean(rows.map(i => widths[i]))));
  return (1 - score) / 2;
}

const cases = (['pairwise', 'centroid'] as const).flatMap(form =>
  (['macro', 'points'] as const).flatMap(average => (['cpu', 'wasm'] as const).map(backend => ({ form, average, backend }))),
);

describe.each(cases)('$form, $average, on $backend', ({ form, average, backend }) => {
  const value = form === 'pairwise' ? exact : centroid;
  const run = async ({ data, labels, n, d, k }: Batch) => {
    switchTo(tf, backend);
    const assignment = tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), k), 'float32') as ReturnType<
      typeof tf.tensor2d
    >;
    const loss = (x: ReturnType<typeof tf.tensor2d>) => silhouetteLoss(tf, x, assignment, { form, average });
    const latents = tf.tensor2d(data, [n, d]);
    const { value: v, grad } = tf.valueAndGrad(x => loss(x as typeof latents))(latents);
    return { loss: (await v.data())[0], gradient: (await grad.data()) as Float32Array };
  };

  it('has the value and the gradient of the definition, by central differences in float64', async () => {
    const sample = batch(30, 3, 3);
    const { loss, gradient } = await run(sample);
    const at = Float64Array.from(sample.data);
    expect(loss).toBeCloseTo(await value(sample, at, average), 5);
    const numeric = new Float64Array(at.length);
    const h = 1e-5;
    for (let i = 0; i < at.length; i++) {
      const [up, down] = [at.slice(), at.slice()];
      up[i] += h;
      down[i] -= h;
      numeric[i] = ((await value(sample, up, average)) - (await value(sample, down, average))) / (2 * h);
    }
    const size = Math.hypot(...numeric);
    expect(size).toBeGreaterThan(0.01);
    expect(Math.hypot(...gradient.map((g, i) => g - numeric[i])) / size).toBeLessThan(1e-3);
  });

  it('falls when latents follow its gradient', async () => {
    const sample = batch(48, 2, 2, 5);
    const first = await run(sample);
    let now = first;
    const data = Float32Array.from(sample.data);
    for (let step = 0; step < 25; step++) {
      for (let i = 0; i < data.length; i++) data[i] -= 4 * now.gradient[i];
      now = await run({ ...sample, data });
    }
    expect(now.loss).toBeLessThan(first.loss - 0.1);
  });

  it('bears empty clusters, lonely and coinciding points, and a single cluster', async () => {
    const sample = batch(12, 2, 2);
    const whole = await run(sample);
    const wider = await run({ ...sample, k: 4 });
    expect(wider.loss).toBeCloseTo(whole.loss, 6);
    const labels = sample.labels.slice();
    labels[0] = 2;
    const lonely = { ...sample, labels, k: 3 };
    const found = await run(lonely);
    if (form === 'pairwise') expect(found.loss).toBeCloseTo(await exact(lonely, Float64Array.from(sample.data), average), 5);
    const same = await run({ ...sample, data: new Float32Array(24) });
    expect(same.loss).toBeCloseTo(0.5, 5);
    expect(same.gradient.every(Number.isFinite)).toBe(true);
    const single = await run({ ...sample, labels: new Uint16Array(12) });
    expect(single.loss).toBe(0.5);
    expect(single.gradient.every(g => Math.abs(g) === 0)).toBe(true);
  });
});
