import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { linearAxis } from '../../../core/cube/axis.js';
import { defaultSteps, fitSteps, formatSteps, sampleStatistics } from '../../../core/preprocess/index.js';

/** The 30 x 30 x 500 float32 samples of the extension DATA, pixel by pixel, without the FITS reader. */
function museSpectra(): Float32Array {
  const bytes = readFileSync(new URL('../../../samples/data/muse.fits', import.meta.url));
  const header = bytes.indexOf("EXTNAME = 'DATA");
  const end = bytes.indexOf(`END${' '.repeat(77)}`, header);
  const first = Math.ceil((end + 80) / 2880) * 2880;
  const [bands, spaxels] = [500, 900];
  return Float32Array.from({ length: bands * spaxels }, (_, i) =>
    bytes.readFloatBE(first + 4 * ((i % bands) * spaxels + Math.floor(i / bands))),
  );
}

it('sees what numpy sees in the MUSE deep field, and picks steps for signed noise', () => {
  const data = museSpectra();
  const statistics = sampleStatistics(data, 900, 500);
  // numpy: (d < 0).mean(), d.mean(), and the MAD of np.diff along the spectra over 0.6745 sqrt 2.
  expect(statistics.negative).toBeCloseTo(0.44452888888888886, 12);
  expect(statistics.noise).toBeCloseTo(1.1584854388748, 10);
  expect(statistics.whole).toBe(false);
  const axis = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 500);
  const steps = defaultSteps(axis, statistics);
  expect(formatSteps(steps)).toBe('rebin:bands=100:mode=mean,asinh:scale=auto');
  const [, asinh] = fitSteps(steps, { data, n: 900 }, axis);
  // Averages of 5 bands: noise near 1.158 / sqrt 5, a little more because neighbouring bands of a MUSE cube are correlated.
  expect(asinh.scale as number).toBeGreaterThan(3 * 0.5);
  expect(asinh.scale as number).toBeLessThan(3 * 0.75);
});
