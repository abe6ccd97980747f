import { expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/index.js';
import { limitSpikes } from '../../../core/encoder/spikes.js';

const [n, bands] = [1000, 8];
const cube = () => {
  const random = createRandom(6);
  return Float32Array.from({ length: n * bands }, () => 5 + random.normal());
};

it('limits what stands out in fewer spaxels than make a cluster, and puts it back', () => {
  const samples = cube();
  samples[10 * bands + 3] = 900;
  samples[11 * bands + 3] = -700;
  const before = samples.slice();
  const putBack = limitSpikes(samples, n, bands);
  const column = before.filter((_, i) => i % bands === 3).sort();
  // The fifth from either end: fewer than five spaxels are no cluster.
  expect([samples[10 * bands + 3], samples[11 * bands + 3]]).toEqual([column[n - 5], column[4]]);
  expect(samples.reduce((sum, v, i) => sum + Number(v !== before[i]), 0)).toBe(2);
  putBack();
  expect(samples).toEqual(before);
});

it('leaves a feature of five spaxels, and few spectra, alone', () => {
  const rare = cube();
  for (let p = 0; p < 5; p++) rare[p * bands + 3] = 900 + p;
  const before = rare.slice();
  limitSpikes(rare, n, bands);
  expect(rare).toEqual(before);
  const few = cube().subarray(0, 300 * bands);
  few[3] = 900;
  limitSpikes(few, 300, bands);
  expect(few[3]).toBe(900);
});
