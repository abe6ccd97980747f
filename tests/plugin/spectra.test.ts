import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesFor, vacuumOfAir } from '../../plugin/panel/lines.js';
import { labelMask, latentDistances, meanLatent, nearest } from '../../plugin/panel/similar.js';
import { readFrame, readSpectra, spectrumOf } from '../../plugin/panel/spectra.js';
import { root } from '../helpers/unpack.js';

const axis = (kind: string, unit: string, from: number, to: number) =>
  readFrame({ axis: { kind, unit, values: [from, (from + to) / 2, to] }, cube: { unit: 'count' } }).axis;

describe('spectra of clusters', () => {
  // Two groups of samples in two bands, one sample of the second band missing.
  const groups = [
    [
      [1, 10],
      [3, 14],
    ],
    [
      [8, Number.NaN],
      [2, 30],
      [5, 31],
    ],
  ];
  const moments = (rows: readonly (readonly number[])[]) =>
    [0, 1].map(band => {
      const good = rows.map(row => row[band]).filter(value => !Number.isNaN(value));
      const mean = good.reduce((a, b) => a + b, 0) / good.length;
      return { n: good.length, mean, std: Math.sqrt(good.reduce((sum, value) => sum + (value - mean) ** 2, 0) / good.length) };
    });
  const json = groups.map((rows, i) => {
    const bands = moments(rows);
    return {
      id: i + 1,
      count: rows.length,
      centre: [i, 2 * i],
      spectra: { mean: bands.map(b => b.mean), std: bands.map(b => b.std), samples: bands.map(b => b.n) },
    };
  });

  test('of merged clusters are those of all their samples together', () => {
    const merged = spectrumOf({ id: 9, members: [1, 2] }, readSpectra(json, 2));
    const whole = moments(groups.flat());
    expect(merged?.samples).toEqual(Float64Array.from(whole, b => b.n));
    for (const [i, { mean, std }] of whole.entries()) {
      expect(merged?.mean[i]).toBeCloseTo(mean, 12);
      expect(merged?.std[i]).toBeCloseTo(std, 12);
    }
    expect([...(merged?.centre ?? [])]).toEqual([0.6, 1.2]);
    expect(merged?.count).toBe(5);
  });

  test('are left out where they are not whole; null is a band without samples', () => {
    const found = readSpectra(
      [{ ...json[0], spectra: { mean: [1, null], std: [0, null] } }, { id: 2, spectra: { mean: [1] } }, 'x'],
      2,
    );
    expect([...found.keys()]).toEqual([1]);
    expect([...(found.get(1)?.mean ?? [])]).toEqual([1, Number.NaN]);
    expect(spectrumOf({ id: 3, members: [1, 2] }, found)).toBeUndefined();
    expect(() => readFrame({ axis: { kind: 'energy', values: [] } })).toThrow(/its spectral axis is missing/);
  });
});

describe('lines', () => {
  test('of elements are at the energies that tables give, to a band of a detector', async () => {
    const list = await linesFor(axis('energy', 'eV', 1000, 30000));
    expect(list?.kind).toBe('element');
    const marks = list?.marks(['Fe', 'Pb']) ?? [];
    const at = (name: string) => (marks.find(mark => mark.name === name)?.position ?? 0) / 1000;
    // X-ray Data Booklet, table 1-2: K-alpha of iron 6.404 and 6.391, L-alpha of lead 10.551, L-beta-1 12.614.
    expect(at('Fe Kα')).toBeCloseTo(6.4, 2);
    expect(at('Fe Kβ')).toBeCloseTo(7.06, 1);
    expect(at('Pb Lα')).toBeCloseTo(10.54, 1);
    expect(at('Pb Lβ')).toBeCloseTo(12.61, 1);
    expect(marks.map(mark => mark.position)).toEqual(marks.map(mark => mark.position).sort((a, b) => a - b));
    expect((await linesFor(axis('energy', 'keV', 6, 7)))?.sources).not.toContain('Si');
  });

  test('of ions recede, and are in vacuum where the axis is', async () => {
    const air = await linesFor(axis('wavelength-air', 'nm', 475, 935));
    expect(air?.marks(['[O III]']).map(mark => mark.position)).toEqual([
      expect.closeTo(495.8911, 6),
      expect.closeTo(500.6843, 6),
    ]);
    expect(air?.marks(['[O III]'], 0.1)[1].position).toBeCloseTo(550.75273, 6);
    expect(air?.marks(['H I'], 0.6).map(mark => mark.name)).toEqual(['Hβ']);
    // The wavelengths in vacuum that the Sloan survey lists.
    expect(vacuumOfAir(5006.843)).toBeCloseTo(5008.24, 2);
    expect(vacuumOfAir(6562.819)).toBeCloseTo(6564.61, 1);
    const vacuum = await linesFor(axis('wavelength-vacuum', 'Angstrom', 4750, 9350));
    expect(vacuum?.marks(['[O III]'])[1].position).toBeCloseTo(5008.24, 2);
  });

  test('are none for bands without a unit and for Raman shifts', async () => {
    expect(await linesFor(axis('channel', '', 0, 5))).toBeUndefined();
    expect(await linesFor(axis('raman-shift', 'cm-1', 600, 1800))).toBeUndefined();
  });
});

test('the nearest latents are those that a sort finds', () => {
  const planes = [Float32Array.of(0, 1, 2, Number.NaN, 5, 1), Float32Array.of(0, 1, 0, Number.NaN, 5, 1)];
  const distances = latentDistances(planes, [1, 1]);
  expect([...distances]).toEqual([
    Math.fround(Math.SQRT2),
    0,
    Math.fround(Math.SQRT2),
    Number.NaN,
    Math.fround(Math.hypot(4, 4)),
    0,
  ]);
  const ranked = nearest(distances);
  expect(ranked.valid).toBe(5);
  expect(ranked.mask(0.4)).toEqual({ data: Uint8Array.of(2, 1, 2, 0, 2, 1), count: 2 });
  // Equals come together, and there is always one.
  expect(ranked.mask(0.6).count).toBe(4);
  expect(ranked.mask(0).count).toBe(2);
  expect(ranked.mask(1)).toEqual({ data: Uint8Array.of(1, 1, 1, 0, 1, 1), count: 5 });
  expect(labelMask({ width: 3, height: 1, data: Uint8Array.of(0, 4, 7) }, 7)).toEqual({
    data: Uint8Array.of(0, 2, 1),
    count: 1,
  });
});

test('the mean latent of a label leaves out spaxels without data', () => {
  const planes = [Float32Array.of(1, 3, Number.NaN, 9), Float32Array.of(10, 30, Number.NaN, 90)];
  expect([...meanLatent(planes, { width: 2, height: 2, data: Uint8Array.of(2, 2, 2, 1) }, 2)]).toEqual([2, 20]);
});

test('nothing in the plugin makes HTML of strings', async () => {
  const files = (await readdir(join(root, 'plugin'), { recursive: true })).filter(name => name.endsWith('.ts'));
  expect(files).toContain(join('panel', 'list.ts'));
  for (const name of files) {
    const code = await readFile(join(root, 'plugin', name), 'utf8');
    expect({
      name,
      html: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc/.exec(code),
    }).toEqual({
      name,
      html: null,
    });
  }
});
