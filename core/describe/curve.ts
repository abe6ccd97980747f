/** A point of a drawn spectrum: the mean and its band of one standard deviation. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/**
 * A spectrum as at most about `most` points: where there are more bands than that, the lowest and the highest of each run of
 * neighbours stand for it, so that a narrow line keeps its height. `std` may be left out.
 */
export function curve(
  x: ArrayLike<number>,
  mean: ArrayLike<number>,
  std: ArrayLike<number> | undefined,
  most = 1200,
): CurvePoint[] {
  const point = (i: number): CurvePoint => {
    const spread = std?.[i] ?? 0;
    return { x: x[i], y: mean[i], low: mean[i] - spread, high: mean[i] + spread };
  };
  if (x.length <= most) return Array.from({ length: x.length }, (_, i) => point(i));
  const run = Math.ceil((2 * x.length) / most);
  const points: CurvePoint[] = [];
  for (let start = 0; start < x.length; start += run) {
    let [low, high] = [-1, -1];
    for (let i = start; i < Math.min(x.length, start + run); i++) {
      if (Number.isNaN(mean[i])) continue;
      if (low < 0 || mean[i] < mean[low]) low = i;
      if (high < 0 || mean[i] > mean[high]) high = i;
    }
    if (low < 0) points.push(point(start));
    else points.push(...[...new Set([Math.min(low, high), Math.max(low, high)])].map(point));
  }
  return points;
}

/** A range that shows every mean and all but the outermost 2 % of the bands around it, with some air. */
export function valueRange(curves: readonly (readonly CurvePoint[])[]): [low: number, high: number] {
  const points = curves.flat().filter(p => Number.isFinite(p.y));
  if (points.length === 0) return [0, 1];
  const lows = points.map(p => p.low).sort((a, b) => a - b);
  const highs = points.map(p => p.high).sort((a, b) => a - b);
  const means = points.map(p => p.y);
  const extreme = (pick: (a: number, b: number) => number) => means.reduce((a, b) => pick(a, b));
  const low = Math.min(extreme(Math.min), lows[Math.floor(0.02 * lows.length)]);
  const high = Math.max(extreme(Math.max), highs[Math.ceil(0.98 * highs.length) - 1]);
  const air = 0.05 * (high - low) || Math.abs(high) || 1;
  return [low - air, high + air];
}

/** Positions moved apart until neighbours are at least `gap` away from each other, order kept. */
export function apart(values: readonly number[], gap: number): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const out = [...values];
  // Pushing up alone would drift; the overlap is shared between both sides a few times over.
  for (let round = 0; round < 40; round++)
    for (let n = 1; n < order.length; n++) {
      const [a, b] = [order[n - 1], order[n]];
      const missing = gap - (out[b] - out[a]);
      if (missing > 0) {
        out[a] -= missing / 2;
        out[b] += missing / 2;
      }
    }
  return out;
}
