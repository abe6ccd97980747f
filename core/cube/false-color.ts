import type { SpectralAxis, SpectralKind } from './types.js';

/** Axes along which the energy of light grows. */
const energies: readonly SpectralKind[] = ['energy', 'frequency', 'wavenumber'];

/** Thirds of a band that is left out. */
const NONE = 255;

/**
 * [bands] The channel (0 red, 1 green, 2 blue) of each band that takes part: three windows of equally many bands, red at the long-wavelength end, at the
 * end with the larger values on other axes; 255 for excluded bands. With two bands, green stays empty.
 */
export function colorThirds({ kind, values }: Pick<SpectralAxis, 'kind' | 'values'>, excluded: Uint8Array): Uint8Array {
  const order = Array.from(values, (_, band) => band).filter(band => !excluded[band]);
  const redLast = values[0] <= values[values.length - 1] !== energies.includes(kind);
  const thirds = new Uint8Array(values.length).fill(NONE);
  order.forEach((band, i) => {
    const third = Math.min(2, Math.floor((3 * (i + 0.5)) / order.length));
    thirds[band] = redLast ? 2 - third : third;
  });
  return thirds;
}

/** Mean of the good samples of each third of a native spectrum [bands] into out[at .. at + 3); NaN where a third has none. */
export function thirdMeans(spectrum: Float32Array, thirds: Uint8Array, out: Float32Array, at: number): void {
  let [r, g, b, nr, ng, nb] = [0, 0, 0, 0, 0, 0];
  for (let band = 0; band < thirds.length; band++) {
    const value = spectrum[band];
    if (value !== value) continue;
    if (thirds[band] === 0) {
      r += value;
      nr++;
    } else if (thirds[band] === 1) {
      g += value;
      ng++;
    } else if (thirds[band] === 2) {
      b += value;
      nb++;
    }
  }
  out[at] = r / nr;
  out[at + 1] = g / ng;
  out[at + 2] = b / nb;
}

/**
 * Means of thirds [n * 3] as bytes [n * 3] to look at: each channel linear between its percentiles 1 and 99.5 (of the finite values), missing ones 0.
 */
export function falseColorBytes(means: Float32Array): Uint8Array {
  const out = new Uint8Array(means.length);
  for (let channel = 0; channel < 3; channel++) {
    const values = means.filter((value, i) => i % 3 === channel && Number.isFinite(value)).sort();
    const [low, high] = [0.01, 0.995].map(f => values[Math.round(f * (values.length - 1))]);
    const span = high > low ? high - low : 1;
    for (let i = channel; i < means.length; i += 3) {
      const t = (means[i] - low) / span;
      out[i] = t === t ? Math.round(255 * Math.min(1, Math.max(0, t))) : 0;
    }
  }
  return out;
}
