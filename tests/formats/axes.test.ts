import { describe, expect, it } from 'vitest';
import { type ArrayAxis, type AxisChoice, chooseAxes, namesFromText, roleOf, roleOfName } from '../../formats/axes/index.js';
import { sidecarLength } from '../../formats/index.js';

const axes = (text: string): ArrayAxis[] =>
  text.split(' ').map(part => {
    const [name, length] = part.split(':');
    return { length: Number(length), names: name ? [name] : [], role: roleOfName(name), from: `the name ${name}` };
  });
const chosen = (text: string, choice: AxisChoice = {}) => {
  const { x, y, band, fixed, warnings } = chooseAxes('a.h5', axes(text), choice);
  return { axes: [y, x, band], fixed: [...fixed], warnings: warnings.length };
};

describe('the axes of an array', () => {
  it.each([
    [':4 :5 :6', {}, [0, 1, 2], 1],
    [':1 :4 :5 :6', {}, [1, 2, 3], 1],
    [':4 :1 :6', {}, [0, 1, 2], 1],
    [':1 :1 :4 :6', {}, [1, 2, 3], 1],
    ['y:4 x:5 :6', {}, [0, 1, 2], 0],
    [':6 lat:4 lon:5', {}, [1, 2, 0], 0],
    ['band:6 :4 :5', {}, [1, 2, 0], 0],
    ['row:4 band:6 col:5', {}, [0, 2, 1], 0],
    ['x:5 y:4 energy:6', {}, [1, 0, 2], 0],
    ['time:6 y:4 x:5', {}, [1, 2, 0], 0],
    ['time:7 time:3 band:6', {}, [0, 1, 2], 0],
    ['energy:6 y:4', {}, [1, undefined, 0], 0],
    [':4 :6 :5', { bands: 6 }, [0, 2, 1], 0],
    ['band:6 :4 :5', { bands: 5 }, [1, 2, 0], 0],
  ] as const)('%s %j', (text, choice, wanted, warnings) => {
    expect(chosen(text, choice)).toMatchObject({ axes: wanted, warnings });
  });

  it.each([
    ['t:3 z:2 c:6 y:4 x:5', { plane: [2, 1] }, [3, 4, 2], [0, 2, 1, 1]],
    ['t:3 z:2 c:6 y:4 x:5', { plane: [1, 2], fastFirst: true }, [3, 4, 2], [0, 2, 1, 1]],
    [':4 :5 :2 :6', { plane: [1] }, [0, 1, 3], [2, 1]],
    ['energy:6 det:9 :4 :5', { plane: [8] }, [2, 3, 0], [1, 8]],
  ] as const)('%s %j: further axes', (text, choice, wanted, fixed) => {
    const found = chosen(text, choice);
    expect(found.axes).toEqual(wanted);
    expect(found.fixed.flat()).toEqual(fixed);
  });

  it.each([
    ['y:4 x:5 a:6 b:7', {}, /more than one axis could be spectral.*axis 2 \(a, 6 long\), axis 3 \(b, 7 long\)/],
    [':6 :4 :6', { bands: 6 }, /more than one axis could be spectral/],
    ['energy:6 wavelength:6 :5', {}, /more than one axis/],
    ['x:5 x:4 :6', { spectralAxis: 'x' }, /two axes are called x/],
  ])('%s %j is refused', (text, choice, says) => expect(() => chosen(text, choice)).toThrow(says));
});

describe('names and units of dimensions', () => {
  it.each([
    ['wavelength_3d', 'band'],
    ['number_of_bands', 'band'],
    ['Energy', 'band'],
    ['C', 'band'],
    ['crosstrack', 'x'],
    ['pixels_per_line', 'x'],
    ['X', 'x'],
    ['number_of_scans', 'y'],
    ['downtrack', 'y'],
    ['lines', 'y'],
    ['stokes', 'further'],
    ['phony_dim_0', undefined],
    ['dim_1', undefined],
  ])('%s: %s', (name, role) => expect(roleOfName(name)).toBe(role));

  it.each([
    [{ names: ['x'], unit: 'nm' }, 'x'],
    [{ names: ['q'], unit: 'nm' }, 'band'],
    [{ names: ['q'], unit: 'um' }, undefined],
    [{ names: ['q'], unit: 'degrees_north' }, 'y'],
    [{ names: ['q'], unit: 'seconds since 1970-01-01' }, 'further'],
    [{ names: ['q'], unit: 'keV', axis: 'Z' }, 'band'],
    [{ names: ['q'], unit: 'm', axis: 'Z' }, 'further'],
    [{ names: ['band'], axis: 'X' }, 'x'],
    [{ names: ['x'], standardName: 'sensor_band_central_radiation_wavelength' }, 'band'],
  ])('%j: %s', (facts, role) => expect(roleOf(facts)?.[0]).toBe(role));

  it.each([
    ['y:x:mca', 3, ['y', 'x', 'mca']],
    ['CTZYX', 5, ['C', 'T', 'Z', 'Y', 'X']],
    ['Line, Sample, Wavelength', 3, ['Line', 'Sample', 'Wavelength']],
    ['["y", "x"]', 2, ['y', 'x']],
    ['yx', 3, undefined],
  ])('%s of %i axes', (text, rank, names) => expect(namesFromText(text, rank)).toEqual(names));
});

it.each([
  ['wavelength (nm)\n400\n500\n', 2],
  ['400\n500\n600', 3],
  ['{"values": [1, 2, 3]}', 3],
  ['{"edges": [1, 2, 3]}', 2],
  ['{"start": 1, "step": 2}', undefined],
  ['{', undefined],
])('the length of an axis file: %j', (text, length) => expect(sidecarLength(new TextEncoder().encode(text))).toBe(length));
