import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { axisToJson, edgesOf, parseCsv, quantityOfTitle, readAxisSidecar, writeCsv } from '../../../formats/table/index.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, bands: number) => readAxisSidecar(bytes(text), 'axis', bands);

describe('axis from JSON', () => {
  it('values, start and step, edges', () => {
    expect(read('{"kind": "raman-shift", "unit": "cm-1", "values": [602, 606, 614]}', 3)).toEqual({
      kind: 'raman-shift',
      unit: 'cm-1',
      values: Float64Array.of(602, 606, 614),
      edges: Float64Array.of(600, 604, 610, 618),
    });
    expect([...read('{"unit": "keV", "start": 0.5, "step": 0.25}', 4).values]).toEqual([0.5, 0.75, 1, 1.25]);
    expect(read('{"unit": "keV", "start": 0.5, "step": 0.25}', 4).kind).toBe('energy');
    const edged = read('{"kind": "wavelength-air", "unit": "nanometers", "edges": [400, 410, 430], "names": ["a", "b"]}', 2);
    expect(edged).toEqual({
      kind: 'wavelength-air',
      unit: 'nm',
      values: Float64Array.of(405, 420),
      edges: Float64Array.of(400, 410, 430),
      names: ['a', 'b'],
    });
  });

  it('the Raman sample', () => {
    const axis = readAxisSidecar(readFileSync('samples/data/raman.json'), 'raman.json', 300);
    expect(axis).toMatchObject({ kind: 'raman-shift', unit: 'cm-1' });
    expect([axis.values[0], axis.values[299]]).toEqual([602, 1798]);
  });

  it('writes what it reads', () => {
    for (const text of [
      '{"unit": "nm", "values": [700, 600, 550]}',
      '{"unit": "nm", "values": [401, 420], "edges": [400, 410, 430], "names": ["x", "y"]}',
    ]) {
      const axis = read(text, text.includes('700') ? 3 : 2);
      expect(read(JSON.stringify(axisToJson(axis)), axis.values.length)).toEqual(axis);
    }
  });

  it.each([
    ['{"unit": "nm", "values": [1, 2]}', /axis has 2 values, the image has 3 bands/],
    ['{"unit": "nm", "edges": [1, 2]}', /axis has 1 values, the image has 3 bands/],
    ['{"unit": "nm", "values": [1, 3, 2]}', /only rise or only fall/],
    ['{"unit": "nm", "values": [1, 1, 2]}', /only rise or only fall/],
    ['{"unit": "nm", "values": [1, null, 2]}', /"values" is not a list of numbers/],
    ['{"unit": "nm", "values": [1, 2, 9], "edges": [0, 1.5, 2.5, 3]}', /value 2 \(9\) lies outside its edges/],
    ['{"unit": "nm", "values": [1, 2, 3], "names": ["a"]}', /1 names, the image has 3 bands/],
    ['{"kind": "colour", "values": [1, 2, 3]}', /kind "colour"/],
    ['{"unit": "nm"}', /neither "values"/],
    ['{"unit": ', /not valid JSON/],
  ])('%s is refused', (text, says) => {
    expect(() => read(text, 3)).toThrow(says);
  });
});

describe('axis from CSV', () => {
  it.each([
    ['wavelength_nm\n400\n410\n420\n', 'wavelength', 'nm', [400, 410, 420]],
    ['energy (keV)\r\n0.1\r\n0.2\r\n0.3', 'energy', 'keV', [0.1, 0.2, 0.3]],
    ['# exported\nraman shift (cm-1)\n10\n20\n30\n', 'raman-shift', 'cm-1', [10, 20, 30]],
    ['band;Wavelength [um]\n1;0.45\n2;0.55\n3;0.65\n', 'wavelength', 'um', [0.45, 0.55, 0.65]],
    ['1,700\n2,600\n3,500\n', 'channel', '', [700, 600, 500]],
    [
      '\uFEFFchannel,wavelength vacuum (Angstrom)\n0,4750\n1,4751.25\n2,4752.5',
      'wavelength-vacuum',
      'Angstrom',
      [4750, 4751.25, 4752.5],
    ],
  ] as const)('%j', (text, kind, unit, values) => {
    expect(read(text, 3)).toEqual({ kind, unit, values: Float64Array.from(values), edges: edgesOf(values) });
  });

  it('a text column names the bands', () => {
    expect(read('name,wavelength_nm\n"Blue, coastal",443\nGreen,560\n', 2).names).toEqual(['Blue, coastal', 'Green']);
  });

  it('says both lengths, and which row has no number', () => {
    expect(() => read('wavelength_nm\n400\n410\n', 5)).toThrow(/axis has 2 values, the image has 5 bands/);
    expect(() => read('wavelength_nm\n400\nabc\n', 2)).toThrow(/row 3 has no number/);
    expect(() => read('', 2)).toThrow(/empty/);
  });
});

describe('CSV', () => {
  it('titles tell kind and unit', () => {
    expect(quantityOfTitle('frequency_GHz')).toEqual({ kind: 'frequency', unit: 'GHz' });
    expect(quantityOfTitle('velocity (km/s)')).toEqual({ kind: 'velocity', unit: 'km/s' });
    expect(quantityOfTitle('nm')).toEqual({ kind: 'wavelength', unit: 'nm' });
    expect(quantityOfTitle('counts')).toBeUndefined();
  });

  it('quotes, and numbers read back the same', () => {
    const f32 = Float32Array.of(0.1, Number.NaN, 3.4028234663852886e38);
    const text = writeCsv([
      { name: 'name, "quoted"', values: ['plain', 'a,b', 'say "hi"\nthere'] },
      { name: 'f64', values: [0.1, 1 / 3, -1e-300] },
      { name: 'f32', values: f32 },
    ]);
    expect(text.split('\n')[0]).toBe('"name, ""quoted""",f64,f32');
    expect(text).toContain('plain,0.1,0.1\n');
    const rows = parseCsv(text);
    expect(rows.map(r => r[0])).toEqual(['name, "quoted"', 'plain', 'a,b', 'say "hi"\nthere']);
    expect(rows.slice(1).map(r => Number(r[1]))).toEqual([0.1, 1 / 3, -1e-300]);
    expect(rows[2][2]).toBe('');
    expect(Math.fround(Number(rows[3][2]))).toBe(f32[2]);
    expect(() =>
      writeCsv([
        { name: 'a', values: [1] },
        { name: 'b', values: [] },
      ]),
    ).toThrow(/column b has 0 rows, expected 1/);
  });
});
