/** A synthetic cube as something that can be segmented, without a file. */

/** A cube of core/synth as a SampleSource; rows are made when they are read. */
export function sourceOf(cube, name) {
  const { shape, spectralAxis, unit } = cube;
  const { width, height, bands } = shape;
  const row = new Float32Array(width * bands);
  return {
    name,
    format: 'TIFF',
    shape,
    dtype: 'f32',
    unit,
    spectralAxis,
    frame: { kind: 'none' },
    rowAlign: 1,
    stagingBytes: () => row.byteLength,
    warnings: [],
    async *samples(y0, rows) {
      for (let y = y0; y < y0 + rows; y++) {
        cube.row(y, row);
        yield { y0: y, rows: 1, band: 0, bands, order: 'bip', data: row };
      }
    },
    async spectrum(x, y) {
      cube.row(y, row);
      return row.slice(x * bands, (x + 1) * bands);
    },
    async plane(band) {
      const out = new Float32Array(width * height);
      for (let y = 0; y < height; y++) {
        cube.row(y, row);
        for (let x = 0; x < width; x++) out[y * width + x] = row[x * bands + band];
      }
      return out;
    },
    async close() {},
  };
}
