import { InputError } from './errors.js';
import { noted } from './noted.js';
import type { SamplePiece, SampleSource } from './types.js';

/** Multiplies the samples of a piece by `factor` [height * width] of their spaxel to the power `power`, in place. */
function scalePiece({ y0, rows, bands, order, data }: SamplePiece, factor: Float64Array, width: number, power: 1 | 2): void {
  const spaxels = rows * width;
  for (let p = 0; p < spaxels; p++) {
    const by = factor[y0 * width + p] ** power;
    if (order === 'bip') for (let i = p * bands; i < (p + 1) * bands; i++) data[i] *= by;
    else for (let i = p; i < data.length; i += spaxels) data[i] *= by;
  }
}

/**
 * The same cube as if every spectrum had been counted for the mean live time: samples times mean / seconds, variances times its square.
 * `seconds` is [height * width]; spaxels without a positive one are missing. Throws InputError for another length, or no time at all.
 */
export function withLiveTime(source: SampleSource, seconds: Float32Array): SampleSource {
  const { width, height } = source.shape;
  if (seconds.length !== width * height)
    throw new InputError('the live times do not fit the cube', {
      where: source.name,
      why: `${seconds.length} for ${width} x ${height} spectra`,
    });
  let [n, sum, least, most] = [0, 0, Number.POSITIVE_INFINITY, 0];
  for (const s of seconds) {
    if (!(s > 0 && Number.isFinite(s))) continue;
    n++;
    sum += s;
    least = Math.min(least, s);
    most = Math.max(most, s);
  }
  if (n === 0) throw new InputError('there is no live time above 0', { where: source.name });
  const mean = sum / n;
  const factor = Float64Array.from(seconds, s => (s > 0 && Number.isFinite(s) ? mean / s : Number.NaN));
  const short = (s: number): string => String(Number(s.toPrecision(4)));
  const lines = [`live times of ${short(least)} to ${short(most)} s scaled to their mean, ${short(mean)} s`];
  if (n < seconds.length) lines.push(`${seconds.length - n} spectra have no live time: they are missing`);

  async function* scaled(pieces: AsyncIterable<SamplePiece>, power: 1 | 2): AsyncGenerator<SamplePiece, void, undefined> {
    for await (const piece of pieces) {
      scalePiece(piece, factor, width, power);
      yield piece;
    }
  }
  const own = noted(source, lines);
  own.samples = (y0, rows, signal) => scaled(source.samples(y0, rows, signal), 1);
  if (source.variance) own.variance = (y0, rows, signal) => scaled(source.variance!(y0, rows, signal), 2);
  own.spectrum = async (x, y, signal) => (await source.spectrum(x, y, signal)).map(value => value * factor[y * width + x]);
  own.plane = async (band, signal) => (await source.plane(band, signal)).map((value, i) => value * factor[i]);
  own.stagingBytes = rows => source.stagingBytes(rows) + 8 * width * height;
  return own;
}
