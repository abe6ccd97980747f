import { addGaussian, SIGMA_OF_FWHM } from '../erf.js';
import { museVariance } from './noise-table.js';

/** First channel and step of MUSE, Angstrom. */
const START = 4750;
const STEP = 1.25;

/** Where nothing is measured: variance between sky lines relative to that at 5360 Angstrom. A model: sky brightness over throughput. */
const BASE: readonly (readonly [wavelength: number, factor: number])[] = [
  [5350, 1],
  [5700, 0.95],
  [6200, 0.8],
  [7000, 0.72],
  [7800, 0.8],
  [8500, 1],
  [9000, 1.5],
  [9400, 2.2],
];

/**
 * Sky lines redward of the measured range: wavelength in air (Hanuschik 2003, to 0.1 Angstrom) and brightness relative to the sky's continuum in
 * one Angstrom, rounded: a dark night, blends taken together.
 */
const SKY =
  '5577.3:150 5889.9:12 5895.9:7 5932.9:4 6257.9:5 6300.3:75 6363.8:25 6498.7:6 6533:5 6553.6:4 6864:10 6923.2:9 6949:5 6978:4 7276.4:16 ' +
  '7284.4:6 7316.3:18 7329.1:6 7340.9:15 7369.2:8 7401.9:6 7524.1:6 7571.7:6 7712.3:8 7750.6:22 7759.9:7 7794.1:20 7808.5:8 7821.5:16 ' +
  '7841.3:10 7853.3:9 7870.7:5 7913.7:30 7921.1:9 7949.2:8 7964.7:16 7993.3:30 8025.8:16 8062:9 8289:8 8310.7:9 8344.6:30 8353.4:10 ' +
  '8382.4:13 8399.2:33 8415.2:15 8430.2:32 8452.3:14 8465.4:22 8493.4:11 8504.6:14 8548.7:8 8627:13 8638:12 8660:14 8761.3:10 8767.9:12 ' +
  '8778.3:17 8791.2:20 8827.1:45 8836.1:16 8850.1:10 8867.6:17 8885.9:45 8903.1:26 8919.6:46 8943.4:24 8958.1:34 8988.4:22 9001.3:14 ' +
  '9038.2:20 9049.2:16 9088.3:10 9102.7:14 9152.3:12 9217:10 9224.6:11 9272.7:14 9306:18 9313.4:30 9323.6:12 9337.9:24';

/**
 * Variance of a channel of 1.25 Angstrom of a deep MUSE observation at each wavelength, in (1e-20 erg/s/cm2/Angstrom)^2. From 4750 to 5374
 * Angstrom it is the median of a real cube's STAT; beyond, a model joined to it: a smooth sky and its lines at MUSE's resolution.
 */
export function museNoise(): { readonly edges: Float64Array; readonly variance: Float64Array } {
  const measured = Float64Array.from(museVariance.split(' '), Number);
  const n = 3681;
  const edges = Float64Array.from({ length: n + 1 }, (_, i) => START + (i - 0.5) * STEP);
  const lines = new Float64Array(n);
  for (const line of SKY.split(' ')) {
    const [wavelength, brightness] = line.split(':').map(Number);
    addGaussian(lines, edges, wavelength, lineSpread(wavelength) * SIGMA_OF_FWHM, brightness, true);
  }
  const joint = measured.subarray(measured.length - 20).reduce((sum, v) => sum + v, 0) / 20;
  const variance = Float64Array.from({ length: n }, (_, i) =>
    i < measured.length ? measured[i] : joint * base(START + i * STEP) * (1 + lines[i]),
  );
  return { edges, variance };
}

/** FWHM of MUSE's line spread function in Angstrom at a wavelength in Angstrom (Bacon et al. 2017, eq. 8). */
export const lineSpread = (wavelength: number): number => 5.866e-8 * wavelength ** 2 - 9.187e-4 * wavelength + 6.04;

/**
 * Variance of bins with these edges: the mean of independent channels, each weighted by what the bin covers of it. Beyond MUSE's range the
 * nearest channel counts.
 */
export function noiseOn(edges: Float64Array): Float64Array {
  const { edges: channels, variance } = museNoise();
  const last = variance.length - 1;
  return Float64Array.from({ length: edges.length - 1 }, (_, i) => {
    const [start, end] = [edges[i], edges[i + 1]];
    const at = (wavelength: number) => Math.min(last, Math.max(0, Math.floor((wavelength - channels[0]) / STEP)));
    let sum = 0;
    for (let channel = at(start); channel <= at(end - 1e-9); channel++) {
      const covered =
        at(start) === at(end - 1e-9) ? end - start : Math.min(end, channels[channel + 1]) - Math.max(start, channels[channel]);
      sum += variance[channel] * STEP * covered;
    }
    return sum / (end - start) ** 2;
  });
}

function base(wavelength: number): number {
  const upper = Math.max(
    1,
    BASE.findIndex(([w]) => w >= wavelength),
  );
  const [[w0, f0], [w1, f1]] = [BASE[upper - 1], BASE[upper]];
  return f0 + ((f1 - f0) * (wavelength - w0)) / (w1 - w0);
}
