import type { SamplePiece, SampleSource } from '../../core/cube/types.js';

/** Rows [y0, y0 + rows) of a cube as a cube of their own. Closing it leaves the cube open. */
export function rowsOf(source: SampleSource, y0: number, rows: number): SampleSource {
  const { name, format, shape, dtype, unit, spectralAxis, frame, rowAlign, warnings } = source;
  const moved = async function* (pieces: AsyncIterable<SamplePiece>): AsyncGenerator<SamplePiece> {
    for await (const piece of pieces) yield { ...piece, y0: piece.y0 - y0 };
  };
  return {
    ...{ name, format, dtype, unit, spectralAxis, frame, rowAlign, warnings },
    shape: { ...shape, height: rows },
    stagingBytes: slab => source.stagingBytes(slab),
    samples: (from, count, signal) => moved(source.samples(y0 + from, count, signal)),
    ...(source.variance && {
      variance: (from: number, count: number, signal?: AbortSignal) =>
        moved((source.variance as NonNullable<SampleSource['variance']>)(y0 + from, count, signal)),
    }),
    spectrum: (x, y, signal) => source.spectrum(x, y0 + y, signal),
    plane: async (band, signal) => (await source.plane(band, signal)).slice(y0 * shape.width, (y0 + rows) * shape.width),
    close: async () => undefined,
  };
}
