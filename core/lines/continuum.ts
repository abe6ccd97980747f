import { type Component, componentOf } from './model.js';

/**
 * Triangles (linear B-splines) on an axis of increasing `values` [bands], one on each of the increasing `knots`: non-negative sums of them
 * are continua that bend at the knots only. The outer ones are held to the ends.
 */
export function hats(values: Float64Array, knots: readonly number[]): Component[] {
  return knots.map((knot, i) => {
    const [before, after] = [knots[i - 1], knots[i + 1]];
    return componentOf(
      values.map(v => {
        if (v === knot) return 1;
        if (v < knot) return before === undefined ? 1 : Math.max(0, (v - before) / (knot - before));
        return after === undefined ? 1 : Math.max(0, (after - v) / (after - knot));
      }),
    );
  });
}
