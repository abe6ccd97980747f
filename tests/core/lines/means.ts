import type { Synthesis } from '../../../core/synth/index.js';

/** Mean, standard deviation and count of each true class, and the shares of the materials in it. */
export function classMeans({ shape, classes, labels, abundances, row }: Synthesis) {
  const { width, height, bands } = shape;
  const sums = classes.map(() => ({
    n: 0,
    sum: new Float64Array(bands),
    squares: new Float64Array(bands),
    share: abundances.map(() => 0),
  }));
  const data = new Float32Array(width * bands);
  const variance = new Float32Array(width * bands);
  for (let y = 0; y < height; y++) {
    row(y, data, variance);
    for (let x = 0; x < width; x++) {
      const of = sums[labels.data[y * width + x] - 1];
      of.n++;
      abundances.forEach((plane, m) => {
        of.share[m] += plane[y * width + x];
      });
      for (let b = 0; b < bands; b++) {
        const v = data[x * bands + b];
        of.sum[b] += v;
        of.squares[b] += v * v;
      }
    }
  }
  return sums.map(({ n, sum, squares, share }) => ({
    mean: sum.map(v => v / n),
    std: squares.map((v, b) => Math.sqrt(Math.max(0, v / n - (sum[b] / n) ** 2))),
    samples: new Float64Array(bands).fill(n),
    share: share.map(v => v / n),
  }));
}
