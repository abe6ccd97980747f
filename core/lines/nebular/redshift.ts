import { type OpticalLine, opticalLine } from './lines.js';
import type { Residual } from './noise.js';

/** Lines strong enough to find a redshift by. */
const STRONG = [
  'Hα',
  'Hβ',
  'Hγ',
  '[O III] 5007',
  '[O III] 4959',
  '[N II] 6583',
  '[N II] 6548',
  '[S II] 6716',
  '[S II] 6731',
  '[O II] 3727',
  '[O I] 6300',
  '[Ne III] 3869',
  'He I 5876',
  '[S III] 9069',
  '[S III] 9531',
  '[Ar III] 7136',
].map(opticalLine);

/** Where the first line is, the second must be, at least this much of it: transitions from one level, and the series of Balmer. */
const COMPANIONS: readonly (readonly [strong: OpticalLine, weak: OpticalLine, share: number])[] = [
  [opticalLine('[O III] 5007'), opticalLine('[O III] 4959'), 0.3],
  [opticalLine('[O III] 4959'), opticalLine('[O III] 5007'), 2],
  [opticalLine('[N II] 6583'), opticalLine('[N II] 6548'), 0.25],
  [opticalLine('[N II] 6583'), opticalLine('Hα'), 0.3],
  [opticalLine('[S II] 6716'), opticalLine('[S II] 6731'), 0.5],
  [opticalLine('[S II] 6731'), opticalLine('[S II] 6716'), 0.3],
  [opticalLine('[S II] 6716'), opticalLine('Hα'), 0.5],
  [opticalLine('Hβ'), opticalLine('Hα'), 2],
  [opticalLine('Hγ'), opticalLine('Hβ'), 1.5],
];

/** Of these one must be there: no gas shows others alone. */
const LEADING = ['Hα', 'Hβ', '[O III] 5007', '[O II] 3727'].map(opticalLine);

/** Significance from which a line counts, and how much one line may weigh. */
const MATCH = 5;
const MOST = 25;

/** A redshift with its score, the sum of the significances of the lines it explains. */
export interface RedshiftCandidate {
  readonly z: number;
  readonly score: number;
  /** How many lines it explains. */
  readonly matched: number;
}

/** Significance of a narrow peak centred on each band: the residual through Gaussians of 2, 3.5 and 6 bands, the best of the three. */
export function peakSignificance({ lines, error }: Residual): Float64Array {
  const out = new Float64Array(lines.length).fill(Number.NEGATIVE_INFINITY);
  for (const fwhm of [2, 3.5, 6]) {
    const reach = Math.ceil(1.5 * fwhm);
    const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, j) => Math.exp(-4 * Math.LN2 * ((j - reach) / fwhm) ** 2));
    for (let b = 0; b < lines.length; b++) {
      let [signal, power] = [0, 0];
      for (let j = -reach; j <= reach; j++) {
        const at = b + j;
        if (!(error[at] > 0)) continue;
        const weight = kernel[j + reach] / error[at] ** 2;
        signal += weight * lines[at];
        power += weight * kernel[j + reach];
      }
      if (power > 0) out[b] = Math.max(out[b], signal / Math.sqrt(power));
    }
  }
  return out.map(v => (Number.isFinite(v) ? v : Number.NaN));
}

/**
 * Redshifts between two limits at which the spectrum's peaks are lines of ionised gas, best first, none within 0.003 of a better one. `wavelengths`
 * [bands] increase, in Angstrom; `rest` tells where a line is at rest on such an axis.
 */
export function redshifts(
  significance: Float64Array,
  wavelengths: Float64Array,
  rest: (line: OpticalLine) => number,
  [from, to]: readonly [number, number],
): RedshiftCandidate[] {
  const bands = wavelengths.length;
  const step = Math.min(...[0, bands - 2].map(b => (wavelengths[b + 1] - wavelengths[b]) / wavelengths[b + 1])) / 2;
  const at = (line: OpticalLine, z: number): number => {
    const wavelength = rest(line) * (1 + z);
    if (wavelength < wavelengths[1] || wavelength > wavelengths[bands - 2]) return Number.NaN;
    const b = nearest(wavelengths, wavelength);
    return Math.max(significance[b - 1], significance[b], significance[b + 1]);
  };
  const all: RedshiftCandidate[] = [];
  for (let z = from; z <= to; z = (1 + z) * (1 + step) - 1) {
    let [score, matched] = [0, 0];
    for (const line of STRONG) {
      const s = at(line, z);
      if (!(s >= MATCH)) continue;
      score += Math.min(MOST, s);
      matched++;
    }
    if (matched < 2 || !LEADING.some(line => at(line, z) >= MATCH)) continue;
    for (const [strong, weak, share] of COMPANIONS) {
      const expected = share * at(strong, z);
      if (expected >= MATCH && at(weak, z) < 0.4 * expected) score -= Math.min(MOST, expected);
    }
    all.push({ z, score, matched });
  }
  all.sort((p, q) => q.score - p.score);
  const kept: RedshiftCandidate[] = [];
  for (const candidate of all) {
    if (kept.length === 3) break;
    if (kept.every(({ z }) => Math.abs(z - candidate.z) > 0.003)) kept.push(candidate);
  }
  return kept;
}

/** The band whose centre is nearest. */
function nearest(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle] <= value) low = middle;
    else high = middle;
  }
  return value - values[low] < values[high] - value ? low : high;
}
