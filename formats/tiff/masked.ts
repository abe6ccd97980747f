import type { SamplePiece, SampleSource } from '../../core/cube/types.js';

/** Rows [y0, y0 + rows) of columns [x, x + width) of an image whose zeros say that there are no data, as numbers [rows * width]. */
export type MaskReader = (
  window: { readonly x: number; readonly y: number; readonly width: number; readonly rows: number },
  signal?: AbortSignal,
) => Promise<Float32Array>;

/** What says where there are no data: an image of its own, or a band of the file (alpha), which then is no band of the cube. */
export interface Mask {
  read: MaskReader;
  readonly band?: number;
  /** True for values of the mask that leave a pixel out. */
  leavesOut(value: number): boolean;
}

/** The piece without the band of the mask, and missing where it says so. `values` are the mask's, [rows * width] of the piece. */
function* without(piece: SamplePiece, { band, leavesOut }: Mask, values: ArrayLike<number>): Generator<SamplePiece> {
  const { order, data, bands } = piece;
  const spaxels = data.length / bands;
  if (order === 'bip') {
    const kept = band === undefined ? bands : bands - 1;
    const out = kept === bands ? data : new Float32Array(spaxels * kept);
    for (let i = 0, o = 0; i < spaxels; i++) {
      const gone = leavesOut(values[i]);
      for (let b = 0; b < bands; b++) if (b !== band) out[o++] = gone ? Number.NaN : data[i * bands + b];
    }
    yield { ...piece, bands: kept, data: out };
    return;
  }
  for (let i = 0; i < spaxels; i++)
    if (leavesOut(values[i])) for (let at = i; at < data.length; at += spaxels) data[at] = Number.NaN;
  const cut = band === undefined ? bands : Math.min(bands, Math.max(0, band - piece.band));
  if (cut > 0) yield { ...piece, bands: cut, data: data.subarray(0, cut * spaxels) };
  const first = Math.max(cut, band === undefined ? bands : band + 1 - piece.band);
  if (first < bands) yield { ...piece, band: piece.band + first - 1, bands: bands - first, data: data.subarray(first * spaxels) };
}

/** The alpha values of a piece of all bands. */
const ownValues = ({ data, bands }: SamplePiece, band: number): Float32Array =>
  Float32Array.from({ length: data.length / bands }, (_, i) => data[i * bands + band]);

/** The same samples, missing where the mask says so, without the band that is the mask. Bands behind it move up. */
export function masked(source: SampleSource, mask: Mask, notes: readonly string[]): SampleSource {
  const { shape } = source;
  const { width, height } = shape;
  const { band, leavesOut } = mask;
  const bands = shape.bands - (band === undefined ? 0 : 1);
  const stored = (index: number): number => (band !== undefined && index >= band ? index + 1 : index);
  const value = <T>(of: T) => ({ value: of, enumerable: true });
  async function* samples(y0: number, rows: number, signal?: AbortSignal): AsyncGenerator<SamplePiece, void, undefined> {
    let slab: Float32Array | undefined;
    for await (const piece of source.samples(y0, rows, signal)) {
      if (band !== undefined && piece.order === 'bip') yield* without(piece, mask, ownValues(piece, band));
      else {
        slab ??= await mask.read({ x: 0, y: y0, width, rows }, signal);
        const first = (piece.y0 - y0) * width;
        yield* without(piece, mask, slab.subarray(first, first + piece.rows * width));
      }
    }
  }
  return Object.defineProperties(Object.create(source) as SampleSource, {
    shape: value({ width, height, bands }),
    notes: value([...(source.notes ?? []), ...notes]),
    stagingBytes: value((rows: number) => 2 * source.stagingBytes(rows) + rows * width * 4),
    samples: value(samples),
    spectrum: value(async (x: number, y: number, signal?: AbortSignal) => {
      const all = await source.spectrum(x, y, signal);
      const [at] = band === undefined ? await mask.read({ x, y, width: 1, rows: 1 }, signal) : [all[band]];
      return Float32Array.from({ length: bands }, (_, b) => (leavesOut(at) ? Number.NaN : all[stored(b)]));
    }),
    plane: value(async (index: number, signal?: AbortSignal) => {
      const plane = await source.plane(stored(index), signal);
      const values = await mask.read({ x: 0, y: 0, width, rows: height }, signal);
      return plane.map((sample, i) => (leavesOut(values[i]) ? Number.NaN : sample));
    }),
  });
}
