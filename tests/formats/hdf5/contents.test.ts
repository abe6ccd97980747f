import { describe, expect, it } from 'vitest';
import { open } from '../helpers.js';

const contents = async (name: string, options = {}) => {
  const cube = await open(name, options);
  await cube.close();
  return { axisFrom: cube.axisFrom, parts: Object.fromEntries(cube.contents!.map(({ part, ...facts }) => [part, facts])) };
};

describe('what an HDF5 file holds', () => {
  it('every dataset with its size, type and unit, and what it is taken for', async () => {
    const { axisFrom, parts } = await contents('hdf5/axes/emit.nc');
    expect(axisFrom).toBe('/sensor_band_parameters/wavelengths');
    expect(Object.keys(parts)).toHaveLength(8);
    expect(parts['/reflectance']).toEqual({
      ...{ size: '4 x 5 x 6', type: 'f32', unit: '', taken: 'cube', why: 'the only dataset of three axes' },
    });
    expect(parts['/sensor_band_parameters/wavelengths']).toMatchObject({ size: '6', unit: 'nm', taken: 'spectral axis' });
    expect(parts['/sensor_band_parameters/fwhm']).toMatchObject({ taken: '' });
  });

  it('why a dataset is the cube', async () => {
    const why = async (name: string, part: string, options = {}) => (await contents(name, options)).parts[part];
    expect(await why('hdf5/img.h5', '/img')).toMatchObject({ taken: 'cube', why: 'the name img' });
    expect(await why('hdf5/axes/nexus.h5', '/entry/plot/data')).toMatchObject({
      taken: 'cube',
      why: expect.stringMatching(/default, signal/),
    });
    expect(await why('hdf5/axes/nexus_old.h5', '/entry/data/counts')).toMatchObject({ why: 'the signal of its group' });
    expect(await why('hdf5/several.h5', '/b/cube', { dataset: 'b/cube' })).toMatchObject({ taken: 'cube', why: 'asked for' });
  });

  it('other cubes with what reads them, times, and links to other files', async () => {
    const { parts } = await contents('hdf5/img.h5');
    expect(parts['/other']).toMatchObject({ taken: 'another cube', why: '--dataset /other reads it' });
    expect(parts['/live_time']).toMatchObject({ taken: 'live times', type: 'f64' });
    const prisma = await contents('hdf5/axes/prisma.he5', { dataset: '/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/VNIR_Cube' });
    expect(prisma.axisFrom).toBe('/List_Cw_Vnir');
    expect(prisma.parts['/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/SWIR_Cube'].why).toBe(
      "--dataset '/HDFEOS/SWATHS/PRS_L2D_HCO/Data Fields/SWIR_Cube' reads it",
    );
    const several = await contents('hdf5/several.h5', { dataset: 'a/cube' });
    expect(several.parts['/away']).toMatchObject({ type: 'link', why: 'in another file' });
  });

  it('types that are no numbers', async () => {
    const { parts } = await contents('hdf5/types.h5', { dataset: 'u2' });
    const types = ['half', 'flags', 'complex', 'image', 'f8'].map(name => parts[`/${name}`].type);
    expect(types).toEqual(['floats', 'enumeration', 'compound', 'i64', 'f64']);
  });
});
