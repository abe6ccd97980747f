import { axisFromCentres } from './axis.js';
import type { SamplePiece, SampleSource, SpectralAxis } from './types.js';

/** Bands at the same place are set apart by this part of the usual step. */
const APART = 1e-6;

/** Bands from the lowest value to the highest, or the other way where most steps fall; of equal ones the first comes first. */
function sorted(values: Float64Array): number[] {
  let rises = 0;
  for (let i = 1; i < values.length; i++) rises += Math.sign(values[i] - values[i - 1]);
  const up = rises >= 0 ? 1 : -1;
  return Array.from(values, (_, i) => i).sort((a, b) => up * (values[a] - values[b]) || a - b);
}

const runsOneWay = (values: Float64Array): boolean => {
  const up = Math.sign(values[1] - values[0]);
  return up !== 0 && values.every((value, i) => i === 0 || Math.sign(value - values[i - 1]) === up);
};

/** The axis with its bands in this order; equal values are set apart by next to nothing, so that every band has a width. */
function reordered(axis: SpectralAxis, order: readonly number[]): SpectralAxis {
  const values = Float64Array.from(order, band => axis.values[band]);
  const last = values.length - 1;
  const least = (APART * (values[last] - values[0])) / last;
  const up = Math.sign(least);
  for (let i = 1; i < values.length; i++) if (!(up * (values[i] - values[i - 1]) > 0)) values[i] = values[i - 1] + least;
  return axisFromCentres(axis.kind, axis.unit, values, axis.names && order.map(band => axis.names![band]));
}

/** Pieces of one slab as one piece of all bands, in another order of bands. */
async function* inBands(
  pieces: AsyncIterable<SamplePiece>,
  {
    y0,
    rows,
    width,
    order,
  }: { readonly y0: number; readonly rows: number; readonly width: number; readonly order: readonly number[] },
): AsyncGenerator<SamplePiece, void, undefined> {
  const place = new Int32Array(order.length);
  order.forEach((band, i) => {
    place[band] = i;
  });
  const size = rows * width;
  const data = new Float32Array(order.length * size);
  for await (const piece of pieces) {
    const spaxels = piece.rows * width;
    const first = (piece.y0 - y0) * width;
    for (let b = 0; b < piece.bands; b++) {
      const to = place[piece.band + b] * size + first;
      if (piece.order === 'bsq') data.set(piece.data.subarray(b * spaxels, (b + 1) * spaxels), to);
      else for (let i = 0; i < spaxels; i++) data[to + i] = piece.data[i * piece.bands + b];
    }
  }
  yield { y0, rows, band: 0, bands: order.length, order: 'bsq', data };
}

/**
 * The same samples with their bands in the order of the spectral axis, where the file has them in another (two detectors that overlap, filters in the
 * order of a wheel), with a warning; the source itself where they are in order. A slab is then held once more while it is read.
 */
export function inOrder(source: SampleSource): SampleSource {
  const { spectralAxis: axis, shape } = source;
  if (axis.values.length < 2 || runsOneWay(axis.values)) return source;
  const order = sorted(axis.values);
  const { width, bands } = shape;
  const slab = (y0: number, rows: number) => ({ y0, rows, width, order });
  const value = <T>(of: T) => ({ value: of, enumerable: true });
  return Object.defineProperties(Object.create(source) as SampleSource, {
    spectralAxis: value(reordered(axis, order)),
    warnings: value([
      ...source.warnings,
      'the spectral axis turns back in the file (two detectors that overlap?): bands are sorted by its values',
    ]),
    stagingBytes: value((rows: number) => source.stagingBytes(rows) + rows * width * bands * 4),
    samples: value((y0: number, rows: number, signal?: AbortSignal) => inBands(source.samples(y0, rows, signal), slab(y0, rows))),
    ...(source.variance && {
      variance: value((y0: number, rows: number, signal?: AbortSignal) =>
        inBands(source.variance!(y0, rows, signal), slab(y0, rows)),
      ),
    }),
    spectrum: value(async (x: number, y: number, signal?: AbortSignal) => {
      const spectrum = await source.spectrum(x, y, signal);
      return Float32Array.from(order, band => spectrum[band]);
    }),
    plane: value((band: number, signal?: AbortSignal) => source.plane(order[band] ?? band, signal)),
  });
}
