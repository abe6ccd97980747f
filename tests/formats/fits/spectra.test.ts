import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { axisFromEdges, linearAxis } from '../../../core/cube/axis.js';
import { type ByteSink, isSpectraFile, memorySource, openSpectra, sampledFits, spectraWriter } from '../../../formats/index.js';

const folder = mkdtempSync(join(tmpdir(), 'cloisonne-spectra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const axis = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, 7);
const n = 5;
const spectra = Float32Array.from({ length: n * 7 }, (_, i) => Math.sin(i) * 1e-20);
const rows = { cubes: [0, 1, 1, 0, 2], pixels: [9, 8, 7, 70000, 5], labels: [1, 2, 0, 3, 1] };

function memorySink(size: number): { bytes: Uint8Array; sink: ByteSink } {
  const bytes = new Uint8Array(size);
  return { bytes, sink: { write: async (offset, part) => bytes.set(part, offset) } };
}

/** The file, its rows written in pieces in the order given. */
async function written(order: readonly (readonly [from: number, to: number])[], own = axis): Promise<Uint8Array> {
  const { bytes, sink } = memorySink(100 * 2880);
  const set = { n, axis: own, unit: 'count', classes: ['a', 'b'], cubes: ['x.fits'], history: ['a test'] };
  const writer = await spectraWriter(sink, set);
  for (const [from, to] of order) {
    const part = (values: readonly number[]) => values.slice(from, to);
    const origin = { cubes: part(rows.cubes), pixels: part(rows.pixels), labels: part(rows.labels) };
    await writer.write(from, spectra.subarray(from * 7, to * 7), origin);
  }
  await writer.finish();
  return bytes.subarray(0, writer.size);
}

describe('a file of spectra', () => {
  test('comes back, whatever the order it was written in', async () => {
    const bytes = await written([[0, 5]]);
    expect(
      await written([
        [3, 5],
        [0, 1],
        [1, 3],
      ]),
    ).toEqual(bytes);
    const file = await openSpectra(memorySource(bytes, 'set.fits'));
    expect([file.n, file.bands, file.unit, file.axis.kind, file.axis.unit]).toEqual([
      5,
      7,
      'count',
      'wavelength-air',
      'Angstrom',
    ]);
    expect(file.axis).toEqual(axis);
    const out = new Float32Array(3 * 7);
    await file.read(1, 3, out);
    expect(out).toEqual(spectra.slice(7, 28));
    expect(await file.labels(1, 4)).toEqual(Int32Array.of(2, 0, 3, 1));
    await expect(file.read(3, 3, out)).rejects.toThrow(/spectra 3 to 6 of 5/);
  });

  test('keeps bins that no linear axis holds', async () => {
    const uneven = axisFromEdges('energy', 'keV', [1, 2, 4, 8, 16, 17, 18, 30]);
    const file = await openSpectra(memorySource(await written([[0, 5]], uneven), 'set.fits'));
    expect(file.axis).toEqual(uneven);
  });

  test('is told from cubes and other files, and refused when it is none', async () => {
    const bytes = await written([[0, 5]]);
    expect(await isSpectraFile(memorySource(bytes, 'set.fits'))).toBe(true);
    expect(await isSpectraFile(memorySource(new TextEncoder().encode('II*\0and so on'), 'a.tif'))).toBe(false);
    const damaged = bytes.slice();
    damaged.set(new TextEncoder().encode('OTHER   '), Buffer.from(bytes).indexOf("'EDGES   '") + 1);
    await expect(openSpectra(memorySource(damaged, 'set.fits'))).rejects.toThrow(/no HDU EDGES.*set\.fits/);
  });

  test('of samples holds the latents beside the spectra', async () => {
    const bytes = sampledFits(
      { n, axis, unit: '', history: ['drawn'] },
      spectra,
      Float32Array.from({ length: 10 }, (_, i) => i),
    );
    const file = await openSpectra(memorySource(bytes, 'sampled.fits'));
    const out = new Float32Array(35);
    await file.read(0, 5, out);
    expect(out).toEqual(spectra);
    expect(file.labels(0, 5)).toBeUndefined();
  });
});

const python = spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0;
test.skipIf(!python)('astropy reads image and table, and finds the checksums right (skipped: no astropy)', async () => {
  const path = join(folder, 'set.fits');
  writeFileSync(path, await written([[0, 5]]));
  const script = `
import json, sys, warnings
warnings.simplefilter('error')
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS
with fits.open(sys.argv[1], checksum=True) as h:
    h.verify('exception')
    t = Table.read(h[3])
    print(json.dumps([h['SPECTRA'].data.shape, float(h['SPECTRA'].data[4, 6]), h['EDGES'].data.tolist(), t.colnames, t['PIXEL'].tolist(), h[3].header['LABEL002'], h['SPECTRA'].header['CDELT1']]))
`;
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual([[5, 7], spectra[34], [...axis.edges], ['CUBE', 'PIXEL', 'LABEL'], rows.pixels, 'b', 1.25]);
});
