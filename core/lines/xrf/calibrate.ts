import { fitLines, type XrfSpectrum, xrfModel } from './fit.js';
import type { Calibration, LineGroup } from './groups.js';

/** A silicon drift detector of about 140 eV at the K-alpha line of manganese, on an axis that is right. */
const START: Calibration = { offset: 0, gain: 0, noise: 0.072 };
/** First steps of the search in offset (keV), gain, and noise (keV), each halved this many times. */
const STEPS = { offset: 0.016, gain: 0.002, noise: 0.03 };
const HALVINGS = 3;
const LIMITS = { offset: 0.03, gain: 0.005 };

/**
 * Offset, gain and width of the lines of a spectrum: where the fit is best, sought by coordinates around a common detector. A spectrum
 * without lines leaves them where they were.
 */
export function calibrate(spectrum: XrfSpectrum, groups: readonly LineGroup[]): Calibration {
  let amounts: Float64Array | undefined;
  const cost = (calibration: Calibration) => {
    const model = xrfModel(spectrum.edges, groups, calibration);
    const fit = fitLines(spectrum, model.components, model, amounts);
    amounts = fit.amounts;
    return fit.chi2;
  };
  let best = START;
  let lowest = cost(best);
  for (let halving = 0, scale = 1; halving <= HALVINGS; halving++, scale /= 2) {
    for (let moved = true, round = 0; moved && round < 4; round++) {
      moved = false;
      for (const key of ['noise', 'offset', 'gain'] as const) {
        for (const sign of [-1, 1]) {
          const next = { ...best, [key]: best[key] + sign * scale * STEPS[key] };
          if (next.noise < 0.01 || Math.abs(next.offset) > LIMITS.offset || Math.abs(next.gain) > LIMITS.gain) continue;
          const value = cost(next);
          if (value < lowest) {
            [best, lowest, moved] = [next, value, true];
          }
        }
      }
    }
  }
  return best;
}
