import { expect, it } from 'vitest';
import { createRandom } from '../../../core/cluster/index.js';
import { climb } from '../../../core/cluster/mixture/climb.js';

/** Three densities that overlap so much that expectation and maximisation crawls, at points drawn with the shares 0.5, 0.3, 0.2. */
const random = createRandom(11);
const densities = Array.from({ length: 4000 }, () => {
  const u = random.uniform();
  const x = random.normal() + (u < 0.5 ? 0 : u < 0.8 ? 1 : 2.2);
  return [0, 1, 2.2].map(mean => Math.exp(-((x - mean) ** 2) / 2));
});

/** One step of expectation and maximisation of the shares, and the log-likelihood of those it was given. */
function step(shares: Float64Array) {
  let value = 0;
  const next = new Float64Array(3);
  for (const point of densities) {
    const sum = point.reduce((total, density, c) => total + shares[c] * density, 0);
    value += Math.log(sum);
    for (let c = 0; c < 3; c++) next[c] += (shares[c] * point[c]) / sum / densities.length;
  }
  return { value, next };
}

const normalise = (shares: Float64Array) => {
  const sum = shares.reduce((total, share) => total + share, 0);
  for (let c = 0; c < shares.length; c++) shares[c] /= sum;
};

it('the same maximum as step by step, in a small part of the steps', async () => {
  let plain: Float64Array = Float64Array.of(0.05, 0.05, 0.9);
  let early = Number.NaN;
  for (let i = 1; i <= 5000; i++) {
    plain = step(plain).next;
    if (i === 60) early = step(plain).value;
  }
  const seen: number[] = [];
  const found = await climb(
    Float64Array.of(0.05, 0.05, 0.9),
    async shares => {
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...shares)).toBeGreaterThan(0);
      const made = step(shares);
      seen.push(made.value);
      return made;
    },
    { tolerance: 1e-9, steps: 200, normalise },
  );
  const best = step(plain).value;
  expect(found.steps).toBe(seen.length);
  expect(found.steps).toBeLessThan(60);
  expect(found.value).toBeCloseTo(best, 6);
  expect(best - early).toBeGreaterThan(0.01);
  for (let c = 0; c < 3; c++) expect(found.at[c]).toBeCloseTo(plain[c], 4);
});

it('no more steps than it may take, and none of them for the worse', async () => {
  const start = Float64Array.of(0.3, 0.3, 0.4);
  let last = Number.NEGATIVE_INFINITY;
  for (const steps of [2, 4, 9, 12]) {
    const found = await climb(start, async shares => step(shares), { tolerance: 0, steps, normalise });
    expect(found.steps).toBeLessThanOrEqual(steps);
    expect(found.value).toBe(step(found.at).value);
    expect(found.value).toBeGreaterThan(last);
    last = found.value;
  }
});

it('an extrapolation that falls short is left', async () => {
  // Every extrapolated point is worthless: what remains are the steps themselves.
  let call = 0;
  let plain: Float64Array = Float64Array.of(0.3, 0.3, 0.4);
  const found = await climb(
    plain,
    async shares => {
      const made = step(shares);
      return call++ % 3 === 2 ? { ...made, value: Number.NEGATIVE_INFINITY } : made;
    },
    { tolerance: 0, steps: 10, normalise },
  );
  for (let i = 0; i < 6; i++) plain = step(plain).next;
  expect([...found.at]).toEqual([...plain]);
});
