import { expect, it } from 'vitest';
import { createRandom, edgesOf } from '../../../core/cluster/index.js';
import { noiseBands } from '../../../core/pipeline/noise-bands.js';

const [width, height, bands] = [20, 20, 12];
const n = width * height;
const edges = edgesOf({ width, height, valid: new Uint8Array(n).fill(1) });

/** An image in bands 0 to 5, weak noise in 6 to 10, and band 11 as asked for. */
function sample(last: (p: number) => number) {
  const random = createRandom(6);
  const data = Float32Array.from({ length: n * bands }, (_, i) => {
    const [p, b] = [Math.floor(i / bands), i % bands];
    return b === 11 ? last(p) : (b < 6 && p % width < 10 ? 1 : 0) + 0.1 * random.normal();
  });
  data[3 * bands + 2] = Number.NaN;
  return { data, n, bands };
}

it('are those that form no image and vary more than all that do', () => {
  const random = createRandom(7);
  const found = (last: (p: number) => number) => [...noiseBands(sample(last), edges)].flatMap((noise, b) => (noise ? [b] : []));
  expect(found(() => 30 + 5 * random.normal())).toEqual([11]);
  // Weak noise harms nobody, and what is strong and forms an image is what the cube shows.
  expect(found(() => 30 + 0.3 * random.normal())).toEqual([]);
  expect(found(p => (p < n / 2 ? 50 : 0) + random.normal())).toEqual([]);
});

it('are none where nothing forms an image', () => {
  const random = createRandom(1);
  const data = Float32Array.from({ length: n * bands }, (_, i) => (i % bands === 0 ? 100 : 1) * random.normal());
  expect(noiseBands({ data, n, bands }, edges).includes(1)).toBe(false);
});
