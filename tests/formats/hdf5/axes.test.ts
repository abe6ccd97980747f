import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../core/cube/axis.js';
import type { OpenOptions } from '../../../formats/index.js';
import { counted, open, readAll, SIZE } from '../helpers.js';

const at = (name: string, options?: OpenOptions) => open(`hdf5/axes/${name}`, options);
const NM = [400, 500, 600, 700, 800, 900];
const RED = NM.map(value => value + 500);
const KEV = [0, 0.5, 1, 1.5, 2, 2.5];

describe('which axis is spectral, as the file tells it', () => {
  it.each([
    ['an axis 1 long in third place', 'one_third.h5'],
    ['in second place', 'one_second.h5'],
    ['in last place', 'one_last.h5'],
    ['two of five', 'one_five.h5'],
    ['CTZYX by DIMENSION_LABELS', 'ctzyx.h5', NM.map(value => value * 1e-9), 'm'],
    ["ilastik's axistags", 'tags.h5'],
    ["NEON's Dimension_Labels, wavelengths in another group", 'labels.h5', NM, 'nm'],
    ['x before y by their names', 'transposed.h5'],
    ["CF's axis X and Y: the third is the spectrum, whatever its name", 'time.nc'],
    ["CF's standard names, in metres, before axis Z", 'standard.nc', NM.map(value => value * 1e-9), 'm'],
    ['EMIT: wavelengths in sensor_band_parameters', 'emit.nc', NM, 'nm'],
    ["NeXus's default, signal and axes", 'nexus.h5', KEV, 'keV'],
    ['signal = 1 and axes = "mca:y:x" on the data', 'nexus_old.h5', KEV.map(value => value * 1000), 'eV'],
    ["HyperSpy's DataAxis", 'values.hspy', Array.from({ length: 6 }, (_, i) => 1e6 / (2500 - 250 * i)), 'nm'],
    ["HyperSpy's images: the axis that is navigated", 'image.hspy', KEV.map(value => value / 2 - 0.1), 'keV'],
    ["MATLAB's axes are reversed", 'matlab.mat', NM, 'nm'],
    ["CARTA's header in attributes", 'carta.hdf5', Array.from({ length: 6 }, (_, i) => 1.401e9 - 1e6 * i), 'Hz'],
  ])('%s: %s', async (_, name, values?, unit = '') => {
    const cube = await at(name);
    expect(cube.shape).toEqual(SIZE);
    if (values) {
      [...cube.spectralAxis.values].forEach((value, i) => {
        expect(value / values[i] || 1).toBeCloseTo(1, 6);
      });
      expect(cube.spectralAxis.unit).toBe(unit);
    }
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it('a square cube by its dimension scales, and by what lies along one of them', async () => {
    for (const name of ['square.nc', 'auxiliary.nc']) {
      const cube = await at(name);
      expect([...cube.spectralAxis.values]).toEqual(NM);
      const [x, y] = name === 'square.nc' ? [4, 3] : [3, 4];
      // Samples count rows, then columns, then bands.
      const first = name === 'square.nc' ? (3 * 6 + 4) * 6 : (3 * 6 + 4) * 6;
      expect([...(await cube.spectrum(x, y))]).toEqual([0, 1, 2, 3, 4, 5].map(band => first + band));
      await cube.close();
    }
    const cube = await at('nexus_indices.h5');
    expect([...(await cube.spectrum(4, 3))]).toEqual([0, 1, 2, 3, 4, 5].map(band => (3 * 6 + 4) * 6 + band));
    await cube.close();
  });

  it.each([
    ['pace.nc', 'observation_data/rhot_blue', NM, 0],
    ['pace.nc', 'observation_data/rhot_red', RED, 500],
    ['prisma.he5', 'HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/VNIR_Cube', [...NM].reverse(), 0],
    ['prisma.he5', 'HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/SWIR_Cube', RED, 500],
  ])('%s: the list that belongs to %s', async (name, dataset, values, add) => {
    const cube = await at(name, { dataset });
    expect([...cube.spectralAxis.values]).toEqual(values);
    expect(cube.notes?.join()).toMatch(/spectral axis from/);
    expect(await readAll(cube)).toEqual(counted(n => n + add));
    await cube.close();
  });

  it("CARTA's celestial frame and unit", async () => {
    const cube = await at('carta.hdf5');
    expect(cube).toMatchObject({ unit: 'Jy/beam', frame: { kind: 'celestial' } });
    expect(cube.frame.kind === 'celestial' && cube.frame.cards.join('\n')).toMatch(/CRPIX1 += +3/);
    await cube.close();
  });

  it('says what it took, and what it assumed', async () => {
    const cube = await at('one_third.h5');
    expect(cube.notes?.[0]).toBe('dataset /scan/data, 4 x 5 x 1 x 6: spectral axis 3 (nothing tells, it is the last)');
    expect(cube.warnings[0]).toMatch(/nothing tells which axis is spectral: axis 3 \(6 long\) is taken; --spectral-axis N/);
    await cube.close();
    const told = await at('ctzyx.h5');
    expect(told.notes?.[0]).toMatch(/spectral axis 0 \(the name C\)/);
    expect(told.warnings).toEqual([]);
    await told.close();
  });
});

describe('which axis is spectral, as the user says it', () => {
  it.each([
    ['by its index', { spectralAxis: '1' }],
    ['by the length of an axis that comes from elsewhere', { bands: 6 }],
    ['by the axis given', { axis: linearAxis('wavelength', 'nm', 400, 100, 6) }],
  ])('%s', async (_, options) => {
    const cube = await at('middle.h5', options);
    expect(cube.shape).toEqual(SIZE);
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it('by its name, against what the file tells', async () => {
    const cube = await at('transposed.h5', { spectralAxis: 'X' });
    expect(cube.shape).toEqual({ width: 6, height: 4, bands: 5 });
    await cube.close();
  });

  it('a list of spectra is a map one row high', async () => {
    const cube = await at('list.h5', { dataset: 'spectra', spectralAxis: '1' });
    expect(cube.shape).toEqual({ width: 20, height: 1, bands: 6 });
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it.each([
    ['time_and_bands.nc', 0, 0],
    ['time_and_bands.nc', 2, 2000],
    ['detectors.h5', 1, 1000],
  ])('%s: plane %i', async (name, plane, add) => {
    const cube = await at(name, { plane: [plane] });
    expect(cube.shape).toEqual(SIZE);
    expect(cube.notes?.[0]).toMatch(new RegExp(`plane ${plane} of axis`));
    expect(await readAll(cube)).toEqual(counted(n => n + add));
    await cube.close();
  });

  it('an image of two axes and their frames: interpretation image', async () => {
    const cube = await at('interpretation.h5', { dataset: 'spectra' });
    expect(cube.notes?.[0]).toMatch(/spectral axis 2 \(interpretation spectrum\)/);
    await cube.close();
    await expect(at('interpretation.h5', { dataset: 'data' })).rejects.toThrow(
      /more than one axis could be spectral.*axis 0 \(4 long\), axis 1 \(5 long\)/,
    );
  });
});

describe('what is refused', () => {
  it.each([
    [
      'ambiguous.h5',
      { dataset: 'img' },
      /more than one axis could be spectral \[.*\/img\]: axis 1 \(6 long\), axis 2 \(6 long\): \/energy has 6 values\. Say which it is: --spectral-axis 1 or --spectral-axis 2\./,
    ],
    ['ambiguous.h5', { dataset: 'rixs' }, /axis 2 \(energy_in, 6 long\), axis 3 \(energy_out, 3 long\)\. Say which/],
    [
      'middle.h5',
      { spectralAxis: '7' },
      /there is no axis 7 \[.*\]: the array has axis 0 \(4 long\), axis 1 \(6 long\), axis 2 \(5 long\)\. Write --spectral-axis/,
    ],
    ['middle.h5', { spectralAxis: 'energy' }, /there is no axis energy/],
    ['middle.h5', { plane: [0] }, /there is no plane to choose/],
    [
      'detectors.h5',
      {},
      /more than three axes.*axis 3 \(6 long\) is taken as spectral.*axis 2 \(2 long\)\. Choose one index \(from 0\) on that axis: --plane 0\./,
    ],
    ['detectors.h5', { plane: [2] }, /there is no plane 2/],
    ['time_and_bands.nc', {}, /axis 0 \(time, 3 long\)\. Choose one index.*--plane 0/],
    ['list.h5', {}, /no cube.*\/spectra \(20 x 6\)\. A list of spectra.*--dataset \/spectra --spectral-axis 1/],
    ['list.h5', { dataset: 'spectra' }, /the dataset is no cube.*20 x 6.*--spectral-axis 1/],
    ['prisma.he5', {}, /Choose one with --dataset '\/HDFEOS\/SWATHS\/PRS_L2D_HCO\/Data Fields\/SWIR_Cube'/],
  ])('%s %j', (name, options, says) => expect(at(name, options)).rejects.toThrow(says));
});
