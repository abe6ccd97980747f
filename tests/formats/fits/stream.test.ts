import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import type { SpectralAxis } from '../../../core/cube/types.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { type ByteSink, cubeWriter, formatCard, openFits, streamFits, writeFits } from '../../../formats/fits/index.js';

const folder = mkdtempSync(join(tmpdir(), 'cloisonne-stream-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = spawnSync('/usr/bin/python3', ['-c', 'import astropy']).status === 0 && !spawnSync('fitsverify', ['-h']).error;

/** A file in memory that remembers which bytes were written, once each. */
function sink(): ByteSink & { file(size: number): Uint8Array<ArrayBuffer>; largest: number } {
  const pieces: [number, Uint8Array][] = [];
  return {
    largest: 0,
    async write(offset, bytes) {
      this.largest = Math.max(this.largest, bytes.length);
      pieces.push([offset, bytes.slice()]);
    },
    file(size) {
      const out = new Uint8Array(size);
      const seen = new Uint8Array(size);
      for (const [offset, bytes] of pieces) {
        out.set(bytes, offset);
        for (let i = 0; i < bytes.length; i++) seen[offset + i]++;
      }
      expect(seen.every(n => n === 1)).toBe(true);
      return out;
    },
  };
}

test.each([
  ['u8', Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => i * 37)],
  ['i16', Int16Array.from({ length: 7 * 5 * 3 }, (_, i) => i * 301 - 9000)],
  ['f32', Float32Array.from({ length: 7 * 5 * 3 }, (_, i) => Math.sin(i) * 1e-20)],
  ['f64', Float64Array.from({ length: 7 * 5 * 3 }, (_, i) => Math.cos(i) * 1e200)],
] as const)('pieces in any order and of any length give the bytes of writeFits (%s)', async (type, data) => {
  const header = [formatCard('BUNIT', 'K')];
  const shape = [7, 5, 3];
  const bitpix = { u8: 8, i16: 16, f32: -32, f64: -64 }[type];
  const whole = writeFits([
    { header: [], shape: [] },
    { name: 'DATA', header, data, shape },
  ]);
  const random = createRandom(4);
  const cuts = [0, ...[...random.sample(104, 12)].map(c => c + 1), 105];
  const pieces = cuts.slice(1).map((end, i) => [cuts[i], end]);
  random.shuffle(pieces);
  const target = sink();
  const stream = streamFits(target, [
    { bitpix: 8, header: [], shape: [] },
    { name: 'DATA', bitpix, header, shape },
  ]);
  expect(stream.size).toBe(whole.length);
  for (const [start, end] of pieces) await stream.write(1, start, data.slice(start, end));
  await stream.finish();
  expect(target.file(stream.size)).toEqual(whole);
});

test('what is missing, too much or of another type is refused', async () => {
  const stream = streamFits(sink(), [{ bitpix: -32, header: [], shape: [4, 2] }]);
  await expect(stream.write(0, 0, new Int16Array(2))).rejects.toThrow(/BITPIX 16 for one of -32/);
  await expect(stream.write(0, 6, new Float32Array(3))).rejects.toThrow(/samples 6 to 9 of 8/);
  await stream.write(0, 0, new Float32Array(7));
  await expect(stream.finish()).rejects.toThrow(/7 of 8 samples/);
});

const axis: SpectralAxis = {
  kind: 'wavelength-air',
  unit: 'Angstrom',
  values: Float64Array.from({ length: 6 }, (_, i) => 4750 + 1.25 * i),
  edges: Float64Array.from({ length: 7 }, (_, i) => 4749.375 + 1.25 * i),
};
const [width, height, bands] = [5, 7, 6];
const sample = (p: number, band: number) => Math.fround(p + band / 10);
const rowsOf = (y0: number, rows: number) =>
  Float32Array.from({ length: rows * width * bands }, (_, i) => sample(y0 * width + Math.floor(i / bands), i % bands));

async function written(maxBytes?: number) {
  const target = sink();
  const cube = { shape: { width, height, bands }, spectralAxis: axis, unit: 'adu', variance: true, history: ['made by a test'] };
  const writer = cubeWriter(target, cube, maxBytes);
  for (let y0 = 0; y0 < height; y0 += writer.rows) {
    const rows = rowsOf(y0, Math.min(writer.rows, height - y0));
    await writer.write(
      y0,
      rows,
      rows.map(v => v * v),
    );
  }
  await writer.finish();
  return { bytes: target.file(writer.size), rows: writer.rows, largest: target.largest };
}

test('a cube written in slabs comes back, and its bytes do not depend on the memory', async () => {
  const [all, some] = [await written(), await written(2 * 3 * width * bands * 4)];
  expect([all.rows, some.rows]).toEqual([7, 3]);
  expect(some.bytes).toEqual(all.bytes);
  expect(some.largest).toBeLessThanOrEqual(2880 * 2);
  const cube = await openFits(memorySource(all.bytes, 'cube.fits'));
  expect(cube.shape).toEqual({ width, height, bands });
  expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength-air', unit: 'Angstrom' });
  expect([...cube.spectralAxis.values]).toEqual([...axis.values]);
  expect([...(await cube.spectrum(3, 4))]).toEqual(Array.from({ length: bands }, (_, band) => sample(4 * width + 3, band)));
  expect(cube.variance).toBeDefined();
  for await (const piece of cube.variance!(6, 1)) expect(piece.data[0]).toBeCloseTo(sample(6 * width, piece.band) ** 2, 2);
  expect(() =>
    cubeWriter(sink(), { shape: { width, height, bands }, spectralAxis: axis, unit: '', variance: false }, 50),
  ).toThrow(/does not hold one row/);
});

test.skipIf(!python)('fitsverify and astropy find nothing wrong (skipped where they are not installed)', async () => {
  const path = join(folder, 'cube.fits');
  writeFileSync(path, (await written()).bytes);
  const { stdout } = spawnSync('/usr/bin/python3', ['tests/fixtures/fits/check_written.py', path], { encoding: 'utf8' });
  const report = JSON.parse(stdout)['cube.fits'];
  expect(report.fitsverify).toMatch(/^verification OK/);
  expect(report.warnings).toEqual([]);
  expect(report.hdus.map((hdu: { shape: number[] }) => hdu.shape)).toEqual([[], [6, 7, 5], [6, 7, 5]]);
});
