/** Less than this share of the largest value is no content. */
const FAINT = 2e-3;
/** What is left out must be worth it: at least this share of the axis. */
const WORTH = 0.15;
/** So few bands are images of their own, each of which counts. */
const FEW = 16;

/**
 * The part of a spectral axis in which spectra rise over nothing, with some air at its ends, ascending; undefined where that is (nearly) all of it,
 * or where there are few bands.
 * Detectors of X-rays go on far beyond the last line.
 */
export function contentRange(
  values: ArrayLike<number>,
  spectra: readonly ArrayLike<number>[],
): readonly [low: number, high: number] | undefined {
  const bands = values.length;
  if (bands <= FEW) return undefined;
  const largest = spectra.reduce((top, mean) => {
    for (let i = 0; i < bands; i++) if (Math.abs(mean[i]) > top) top = Math.abs(mean[i]);
    return top;
  }, 0);
  const filled = (i: number) => spectra.some(mean => Math.abs(mean[i]) > FAINT * largest);
  let [first, last] = [0, bands - 1];
  while (first < last && !filled(first)) first++;
  while (last > first && !filled(last)) last--;
  if (bands - 1 - (last - first) < WORTH * bands || last - first < 2) return undefined;
  const air = Math.ceil(0.03 * (last - first));
  const [p, q] = [values[Math.max(0, first - air)], values[Math.min(bands - 1, last + air)]];
  const [lowest, highest] = [Math.min(values[0], values[bands - 1]), Math.max(values[0], values[bands - 1])];
  // Ends that people can read.
  const step = 10 ** Math.floor(Math.log10(Math.abs(q - p)) - 1);
  const low = Math.floor(Math.min(p, q) / step) * step;
  const high = Math.ceil(Math.max(p, q) / step) * step;
  return [Math.max(lowest, Number(low.toPrecision(12))), Math.min(highest, Number(high.toPrecision(12)))];
}
