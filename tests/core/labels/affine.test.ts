import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import {
  type Affine,
  apply,
  compose,
  fromControlPoints,
  fromSimilarity,
  hitTest,
  IDENTITY,
  invert,
} from '../../../core/labels/index.js';

const tilted: Affine = [2, 0.5, -0.3, 3, 10, -7];
const refused = (run: () => unknown) => expect(run).toThrowError(expect.toSatisfy(err => isCloisonneError(err, 'UsageError')));
const near = (found: readonly number[], expected: readonly number[]) => {
  found.forEach((v, i) => {
    expect(v).toBeCloseTo(expected[i], 10);
  });
};

describe('affine maps', () => {
  it('follow x = a x + c y + e, y = b x + d y + f', () => {
    expect(apply(tilted, 1, 2)).toEqual([2 - 0.6 + 10, 0.5 + 6 - 7]);
  });

  it('compose as one after the other, and invert to the way back', () => {
    const other = fromSimilarity(0.5, 0.7, -3, 4);
    near(apply(compose(other, tilted), 3, 5), apply(other, ...apply(tilted, 3, 5)));
    near(compose(invert(tilted), tilted), IDENTITY);
    near(compose(other, invert(other)), IDENTITY);
    const tiny = fromSimilarity(1e-9, 0.1, 5, 5);
    near(
      apply(invert(tiny), ...apply(tiny, 2, 3)).map(v => v * 1e-6),
      [2e-6, 3e-6],
    );
  });

  it('of a similarity scale, then turn, then shift', () => {
    near(apply(fromSimilarity(2, Math.PI / 2, 10, 20), 1, 0), [10, 22]);
    near(apply(fromSimilarity(2, Math.PI / 2, 10, 20), 0, 1), [8, 20]);
  });

  it('cannot be inverted when flat or not finite', () => {
    refused(() => invert([1, 2, 2, 4, 0, 0]));
    refused(() => invert([0, 0, 0, 0, 1, 1]));
    refused(() => invert([1, 0, 0, Number.NaN, 0, 0]));
    refused(() => invert([1, 0, 0, 1, Number.POSITIVE_INFINITY, 0]));
  });

  it('of control points are exact for three and least squares for more', () => {
    const cube = [
      [0, 0],
      [10, 0],
      [0, 8],
      [9, 9],
      [4, 2],
    ] as const;
    const exact = cube.slice(0, 3).map(p => ({ cube: p, image: apply(tilted, p[0], p[1]) }));
    near(fromControlPoints(exact), tilted);
    // The corners of a square, one coordinate disturbed in a pattern that no affine map can follow: the fit ignores it.
    const corners = (
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ] as const
    ).map((p, i) => {
      const [x, y] = apply(tilted, p[0], p[1]);
      return { cube: p, image: [x + (i % 2 ? 0.1 : -0.1), y] as const };
    });
    near(fromControlPoints(corners), tilted);
    refused(() => fromControlPoints(exact.slice(0, 2)));
    refused(() =>
      fromControlPoints(
        [
          [0, 0],
          [1, 1],
          [2, 2],
        ].map(p => ({ cube: [p[0], p[1]], image: [p[0], p[1]] })),
      ),
    );
  });
});

describe('hitTest', () => {
  const map = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 0) };

  it('finds the spaxel that covers a point: pixel i covers [i, i + 1)', () => {
    expect(hitTest(map, IDENTITY, 0, 0)).toEqual({ x: 0, y: 0, id: 1 });
    expect(hitTest(map, IDENTITY, 0.999, 1)).toEqual({ x: 0, y: 1, id: 4 });
    expect(hitTest(map, IDENTITY, 2.5, 1.5)).toEqual({ x: 2, y: 1, id: 0 });
    for (const [x, y] of [
      [-0.001, 0],
      [3, 0],
      [0, 2],
      [Number.NaN, 0],
    ])
      expect(hitTest(map, IDENTITY, x, y)).toBeNull();
  });

  it('goes back through the registration', () => {
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 3; x++) {
        const centre = apply(tilted, x + 0.5, y + 0.5);
        expect(hitTest(map, tilted, ...centre)).toEqual({ x, y, id: map.data[y * 3 + x] });
      }
    }
    refused(() => hitTest(map, [0, 0, 0, 0, 0, 0], 1, 1));
  });
});
