const limit = (value: number, low: number, high: number): number => Math.max(Math.min(value, high), low);

/** The change that takes `now` towards `wanted / divisor`, at most `most` in size, rounded towards 0. */
const step = (wanted: number, now: number, divisor: number, most: number): number =>
  limit(Math.trunc((wanted - now * divisor) / divisor), -most, most);

/**
 * Moves the differences of one level of the H-transform [rows][stride] (of which `columns` are used) towards what the neighbouring means
 * suggest, never beyond what truncation by `scale` may have cost, nor so far that the image is no longer monotonic (White 1992).
 */
export function smoothLevel(a: Float64Array, rows: number, columns: number, stride: number, scale: number): void {
  const most = Math.floor(scale / 2);
  if (most <= 0) return;
  const slope = (at: number, before: number, after: number, target: number): void => {
    const [up, down] = [a[after] - a[at], a[at] - a[before]];
    const high = 4 * Math.max(Math.min(up, down), 0);
    const low = 4 * Math.min(Math.max(up, down), 0);
    if (low < high) a[target] += step(limit(a[after] - a[before], low, high), a[target], 8, most);
  };
  for (let i = 2; i < rows - 2; i += 2) {
    for (let j = 0; j < columns; j += 2) {
      const at = i * stride + j;
      slope(at, at - 2 * stride, at + 2 * stride, at + stride);
    }
  }
  for (let i = 0; i < rows; i += 2) {
    for (let j = 2; j < columns - 2; j += 2) {
      const at = i * stride + j;
      slope(at, at - 2, at + 2, at + 1);
    }
  }
  for (let i = 2; i < rows - 2; i += 2) {
    for (let j = 2; j < columns - 2; j += 2) curvature(a, i * stride + j, stride, most);
  }
}

function curvature(a: Float64Array, at: number, stride: number, most: number): void {
  const mean = a[at];
  const [mm, pm] = [a[at - 2 * stride - 2], a[at + 2 * stride - 2]];
  const [mp, pp] = [a[at - 2 * stride + 2], a[at + 2 * stride + 2]];
  const x = 2 * a[at + stride];
  const y = 2 * a[at + 1];
  const high = Math.min(
    Math.max(pp - mean, 0) - x - y,
    Math.max(mean - pm, 0) + x - y,
    Math.max(mean - mp, 0) - x + y,
    Math.max(mm - mean, 0) + x + y,
  );
  const low = Math.max(
    Math.min(pp - mean, 0) - x - y,
    Math.min(mean - pm, 0) + x - y,
    Math.min(mean - mp, 0) - x + y,
    Math.min(mm - mean, 0) + x + y,
  );
  const target = at + stride + 1;
  if (low < high) a[target] += step(limit(pp + mm - mp - pm, 16 * low, 16 * high), a[target], 64, most);
}
