import { describe, expect, it } from 'vitest';
import { contiguity, createRandom, edgesOf, momentsOf } from '../../../core/cluster/index.js';
import { fitCoherentPca, fitPca } from '../../../core/encoder/index.js';

const [width, height, bands] = [24, 20, 16];
const n = width * height;
const edges = edgesOf({ width, height, valid: new Uint8Array(n).fill(1) });

/** Three kinds in stripes in bands 0 to 5, and noise that is twenty times as strong in band 12. */
function cube() {
  const random = createRandom(4);
  return Float32Array.from({ length: n * bands }, (_, i) => {
    const [p, b] = [Math.floor(i / bands), i % bands];
    const kind = Math.floor((3 * (p % width)) / width);
    return (b >> 1 === kind ? 1 : 0) + 0.05 * random.normal() + (b === 12 ? 20 * random.normal() : 0);
  });
}

const through = ({ layers: [{ units, kernel, bias }] }: ReturnType<typeof fitPca>['encode'], x: Float32Array) =>
  Float64Array.from({ length: n * units }, (_, i) => {
    let sum = bias[i % units];
    for (let b = 0; b < bands; b++) sum += x[Math.floor(i / units) * bands + b] * kernel[b * units + (i % units)];
    return sum;
  });

describe('components that form an image', () => {
  it('are kept, and noise is not, however strong', () => {
    const x = cube();
    expect(fitPca(x, n, bands, { latent: 1, seed: 0 }).explained[0]).toBeGreaterThan(0.99);
    const { kept, coherence, encode, decode, weights } = fitCoherentPca(x, n, bands, edges, { latent: 5, seed: 0 });
    expect(kept).toEqual([1, 2]);
    expect(Math.abs(coherence[0])).toBeLessThan(0.1);
    const z = through(encode, x);
    for (const d of [0, 1]) {
      const column = Float64Array.from({ length: n }, (_, i) => z[i * 2 + d]);
      const std = Math.sqrt(column.reduce((sum, v) => sum + v * v, 0) / n);
      const score = std / weights[d];
      // score / std^0.75 x coherence
      expect(std).toBeCloseTo(score ** 0.25 * coherence[kept[d]], 5);
      expect(contiguity(i => column[i], momentsOf(i => column[i], n).mean, edges)).toBeCloseTo(coherence[kept[d]], 5);
    }
    // What two components hold comes back: the three kinds.
    const [{ kernel, bias }] = decode.layers;
    for (const p of [0, 10, 20]) {
      const kind = Math.floor((3 * (p % width)) / width);
      for (let b = 0; b < 6; b++) {
        const back = bias[b] + z[p * 2] * kernel[b] + z[p * 2 + 1] * kernel[bands + b];
        expect(Math.abs(back - (b >> 1 === kind ? 1 : 0))).toBeLessThan(0.25);
      }
    }
  });

  it('are the first three as they are where none does; the same samples give the same bytes', () => {
    const random = createRandom(9);
    const x = Float32Array.from({ length: n * bands }, () => random.normal());
    const [one, two] = [0, 0].map(seed => fitCoherentPca(x, n, bands, edges, { latent: 5, seed }));
    expect([one.kept, one.weights]).toEqual([
      [0, 1, 2],
      [1, 1, 1],
    ]);
    expect(one).toEqual(two);
  });

  it('are not made by a few spikes in neighbouring pixels', () => {
    const random = createRandom(2);
    const x = Float32Array.from(
      { length: n * bands },
      (_, i) => random.normal() + ([100, 101, 300, 324].includes(Math.floor(i / bands)) && i % bands === 3 ? 500 : 0),
    );
    expect(fitCoherentPca(x, n, bands, edges, { latent: 5, seed: 0 }).weights).toEqual([1, 1, 1]);
  });
});
