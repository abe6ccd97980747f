import { expect, test } from 'vitest';
import { createRandom, unmix } from '../../../core/cluster/index.js';

const centres = Float64Array.of(100, 0, 0, 90, 3, 1, 95, 0, 8, 97, 4, 4);
const k = 4;
const mixed = (shares: readonly number[]) =>
  [0, 1, 2].map(d => shares.reduce((sum, share, c) => sum + share * centres[c * 3 + d], 0));

test('mixtures of the centres are told apart, however far from the origin', () => {
  const random = createRandom(3);
  const truth = Array.from({ length: 200 }, () => {
    const raw = Array.from({ length: k }, () => (random.uniform() < 0.4 ? 0 : random.uniform()));
    raw[random.integer(k)] += 0.1;
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map(v => v / sum);
  });
  const found = unmix({ data: Float64Array.from(truth.flatMap(mixed)), n: truth.length, dim: 3 }, centres);
  truth.flat().forEach((share, i) => {
    expect(found[i]).toBeCloseTo(share, 3);
  });
});

test('a point outside belongs to what is nearest of the simplex', () => {
  // Two centres on a line: beyond its ends, and beside its middle.
  const found = unmix({ data: Float32Array.of(-5, 0, 20, 1, 5, 9), n: 3, dim: 2 }, Float64Array.of(0, 0, 10, 0));
  [1, 0, 0, 1, 0.5, 0.5].forEach((share, i) => {
    expect(found[i]).toBeCloseTo(share, 3);
  });
});

test('more centres than a simplex has corners: still shares, and equal ones where the centres are', () => {
  const found = unmix({ data: Float32Array.of(0.5, 3), n: 2, dim: 1 }, Float64Array.of(0, 1, 1, 3));
  for (const i of [0, 4]) expect(found.slice(i, i + 4).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  expect(found[1]).toBeCloseTo(found[2], 3);
  expect(found[7]).toBeCloseTo(1, 2);
});

test('centres that do not fit are refused', () => {
  expect(() => unmix({ data: Float32Array.of(1, 2), n: 1, dim: 2 }, Float64Array.of(1, 2, 3))).toThrow(
    '3 coordinates are not centres of 2',
  );
});
