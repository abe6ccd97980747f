import { describe, expect, it } from 'vitest';
import { axisFromCentres } from '../../core/cube/axis.js';
import { inOrder } from '../../core/cube/in-order.js';
import type { SamplePiece, SampleSource } from '../../core/cube/types.js';
import { edgesOf, openSampleSource } from '../../formats/index.js';
import { inMemory, readAll } from './helpers.js';

const header = (interleave: string, wavelengths: readonly number[], more = '') =>
  new TextEncoder().encode(
    `ENVI\nsamples = 3\nlines = 2\nbands = ${wavelengths.length}\ndata type = 12\ninterleave = ${interleave}\nbyte order = 0\nwavelength units = nm\nwavelength = {${wavelengths}}\n${more}`,
  );

/** A cube of 3 x 2 whose band b holds 100 b + 0..5. */
function cube(interleave: 'bsq' | 'bil' | 'bip', bands: number): Uint8Array {
  const out = new Uint16Array(6 * bands);
  for (let y = 0; y < 2; y++)
    for (let x = 0; x < 3; x++)
      for (let b = 0; b < bands; b++) {
        const at = { bsq: (b * 2 + y) * 3 + x, bil: (y * bands + b) * 3 + x, bip: (y * 3 + x) * bands + b }[interleave];
        out[at] = 100 * b + 3 * y + x;
      }
  return new Uint8Array(out.buffer);
}
const opened = (interleave: 'bsq' | 'bil' | 'bip', wavelengths: readonly number[], more?: string, keepOrder?: boolean) => {
  const { source, beside } = inMemory({
    'a.hdr': header(interleave, wavelengths, more),
    'a.dat': cube(interleave, wavelengths.length),
  });
  return openSampleSource(source('a.hdr'), { beside, keepOrder });
};
const planes = (...bands: readonly number[]) => Float32Array.from(bands.flatMap(b => [0, 1, 2, 3, 4, 5].map(i => 100 * b + i)));

describe('two detectors that overlap', () => {
  it.each(['bsq', 'bil', 'bip'] as const)('%s: bands in the order of their wavelengths', async interleave => {
    const source = await opened(interleave, [400, 410, 420, 415, 425, 435], 'band names = {a, b, c, d, e, f}');
    expect([...source.spectralAxis.values]).toEqual([400, 410, 415, 420, 425, 435]);
    expect(source.spectralAxis).toMatchObject({ unit: 'nm', names: ['a', 'b', 'd', 'c', 'e', 'f'] });
    expect(source.warnings).toEqual([expect.stringMatching(/spectral axis turns back in the file.*bands are sorted/)]);
    expect(await readAll(source)).toEqual(planes(0, 1, 3, 2, 4, 5));
    expect(source.stagingBytes(2)).toBeGreaterThanOrEqual(2 * 3 * 6 * 4);
    await source.close();
  });

  it('from long to short waves, and two bands at one place', async () => {
    const source = await opened('bsq', [435, 425, 415, 420, 410, 410]);
    const { values, edges } = source.spectralAxis;
    expect([...values.subarray(0, 5)]).toEqual([435, 425, 420, 415, 410]);
    expect(410 - values[5]).toBeGreaterThan(0);
    expect(410 - values[5]).toBeLessThan(1e-4);
    expect(edges.every((edge, i) => i === 0 || edge < edges[i - 1])).toBe(true);
    expect(await readAll(source)).toEqual(planes(0, 1, 3, 2, 4, 5));
    await source.close();
  });

  it('in the order of the file, where an axis from elsewhere will come', async () => {
    const source = await opened('bip', [400, 420, 410], undefined, true);
    expect([...source.spectralAxis.values]).toEqual([400, 420, 410]);
    expect(await readAll(source)).toEqual(planes(0, 1, 2));
    await source.close();
  });

  it('variance goes with its band; an axis in order is left as it is', async () => {
    const piece = (add: number): SamplePiece => ({
      ...{ y0: 0, rows: 1, band: 0, bands: 3, order: 'bip', data: Float32Array.of(add, 1 + add, 2 + add) },
    });
    const values = Float64Array.of(1, 3, 2);
    const source = {
      shape: { width: 1, height: 1, bands: 3 },
      spectralAxis: { kind: 'wavelength', unit: 'nm', values, edges: edgesOf(values) },
      warnings: [],
      stagingBytes: () => 0,
      samples: async function* () {
        yield piece(0);
      },
      variance: async function* () {
        yield piece(10);
      },
    } as unknown as SampleSource;
    for await (const { data } of inOrder(source).variance!(0, 1)) expect([...data]).toEqual([10, 12, 11]);
    const sorted = { ...source, spectralAxis: axisFromCentres('wavelength', 'nm', [1, 2, 3]) };
    expect(inOrder(sorted)).toBe(sorted);
  });
});
