import { describe, expect, it } from 'vitest';
import type { OpenOptions } from '../../../formats/index.js';
import { counted, open as openFile, readAll, SIZE } from '../helpers.js';

const open = (name: string, options?: OpenOptions) => openFile(`tiff/more/${name}`, options);
const { width, height, bands } = SIZE;

/** The samples without those of pixels 1 and 2 of the first row. */
function cut(rule?: (n: number) => number): Float32Array {
  const out = counted(rule);
  for (let band = 0; band < bands; band++) out.fill(Number.NaN, band * width * height + 1, band * width * height + 3);
  return out;
}

const NUMBERED = 'the file has no spectral axis: bands are numbered; --axis FILE or --axis WAVE,nm,400,10 says what they are';

describe('where there are no data', () => {
  it.each(['alpha_chunky', 'alpha_planar', 'alpha_second', 'alpha_second_planar'])(
    '%s: alpha is no band, 0 is missing',
    async name => {
      const cube = await open(`${name}.tif`);
      expect(cube.shape).toEqual(SIZE);
      expect(cube.notes).toEqual([
        `there are no data where band ${name.includes('second') ? 2 : 7}, which is alpha and no band of the cube, is 0`,
        NUMBERED,
      ]);
      expect(await readAll(cube)).toEqual(cut());
      await cube.close();
    },
  );

  it('a value for missing samples that is that of opaque pixels', async () => {
    const cube = await open('alpha_nodata.tif');
    expect(await readAll(cube)).toEqual(cut(n => (n === 100 ? Number.NaN : n)));
    await cube.close();
  });

  it('extra samples that are not alpha are bands', async () => {
    const cube = await open('no_alpha.tif');
    expect(cube.shape.bands).toBe(7);
    expect((await cube.spectrum(1, 0))[0]).toBe(6);
    await cube.close();
  });

  it.each(['mask_pixel', 'mask_band'])("%s: GDAL's internal mask", async name => {
    const cube = await open(`${name}.tif`);
    expect(cube.notes).toEqual(['there are no data where the internal mask is 0', NUMBERED]);
    expect(await readAll(cube)).toEqual(cut());
    await cube.close();
  });

  it('a mask of another size is left out, which is said', async () => {
    const cube = await open('mask_small.tif');
    expect(cube.warnings).toEqual([expect.stringMatching(/a mask of 2 x 2 does not fit the image/)]);
    await cube.close();
  });
});

describe("tifffile's arrays", () => {
  it.each([
    ['shaped', {}, 0],
    ['shaped_pages', {}, 0],
    ['shaped_axes', { plane: [0] }, 0],
    ['shaped_axes', { plane: [1] }, 1000],
    ['shaped_nameless', { spectralAxis: '1', plane: [1] }, 1000],
    ['shaped_nameless', { bands: 6, plane: [0] }, 0],
  ] as const)('%s %j', async (name, options, add) => {
    const cube = await open(`${name}.tif`, options);
    expect(cube.shape).toEqual(SIZE);
    expect(await readAll(cube)).toEqual(counted(n => n + add));
    await cube.close();
  });

  it.each([
    ['shaped_axes', {}, /axis 1 \(C, 6 long\) is taken as spectral.*axis 0 \(T, 2 long\).*--plane 0/],
    ['shaped_nameless', { plane: [0] }, /more than one axis could be spectral.*--spectral-axis 0 or --spectral-axis 1/],
  ])('%s %j is refused', (name, options, says) => expect(open(`${name}.tif`, options)).rejects.toThrow(says));
});

describe('wavelengths', () => {
  it.each(['labels_little', 'labels_big'])("%s: in ImageJ's labels of the slices", async name => {
    const cube = await open(`${name}.tif`);
    expect(cube.spectralAxis).toMatchObject({ kind: 'wavelength', unit: 'nm' });
    expect([...cube.spectralAxis.values]).toEqual([400, 410.5, 421, 431.5, 442, 452.5]);
    expect(cube.notes).toEqual(['the spectral axis is read from the names of the bands']);
    await cube.close();
  });

  it.each(['ENMAP01-____L2A-DT0001-SPECTRAL_IMAGE.TIF', 'DESIS-HSI-L2A-DT0001-SPECTRAL_IMAGE.tif'])(
    '%s: in the metadata beside it, two detectors that overlap',
    async name => {
      const cube = await open(name);
      expect([...cube.spectralAxis.values]).toEqual([418.4, 424, 427.5, 429.3, 432, 440.5]);
      expect([...(await cube.spectrum(0, 0))]).toEqual([0, 1, 3, 2, 4, 5]);
      expect(cube.warnings.join()).toMatch(/spectral axis turns back/);
      await cube.close();
    },
  );
});
