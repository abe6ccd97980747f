import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSampleSource } from '../../../formats/index.js';
import { counted, fixture, inMemory, open, readAll, SIZE } from '../helpers.js';

const at = (name: string) => open(`hdf5/axes/${name}.h5`);

describe('samples in other files', () => {
  it.each(['virtual', 'link'])('%s: read, and both files are named', async name => {
    const cube = await at(name);
    expect(cube.shape).toEqual(SIZE);
    expect(cube.files?.map(file => file.replace(/.*\//, ''))).toEqual([`${name}.h5`, 'part.h5']);
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it('a link, by --dataset', async () => {
    const cube = await open('hdf5/axes/link.h5', { dataset: 'entry/data' });
    expect(await readAll(cube)).toEqual(counted());
    await cube.close();
  });

  it('two at once, whose parts have the same name', async () => {
    const bytes = (name: string) => new Uint8Array(readFileSync(fixture(`hdf5/axes/${name}.h5`)));
    const other = bytes('part');
    // The last sample of /cube, 119, becomes 120 in the second folder.
    const last = other.lastIndexOf(119);
    other[last] = 120;
    const cubes = await Promise.all(
      [bytes('part'), other].map(part => {
        const { source, beside } = inMemory({ 'virtual.h5': bytes('virtual'), 'part.h5': part });
        return openSampleSource(source('virtual.h5'), { beside });
      }),
    );
    const spectra = await Promise.all(cubes.map(cube => cube.spectrum(4, 3)));
    expect(spectra.map(spectrum => spectrum[5])).toEqual([119, 120]);
    await Promise.all(cubes.map(cube => cube.close()));
  });

  it.each([
    [
      'virtual_missing',
      /this virtual dataset are in another file \[.*virtual_missing\.h5, \/img\]: gone\.h5 is not beside it\. Put gone\.h5 into/,
    ],
    ['virtual_empty', /this virtual dataset are not all there.*part\.h5 has no dataset nothing/],
    ['virtual_away', /\.\.\/img\.h5 does not lie in the folder of the input/],
    ['virtual_absolute', /\/etc\/passwd does not lie in the folder of the input/],
    ['virtual_filtered', /part_lzf\.h5, d\]: filter 32000 'lzf'/],
    ['link_missing', /what this external link leads to is in another file \[.*\/entry\/data\]: gone\.h5 is not beside it/],
    ['link_away', /\.\.\/img\.h5 does not lie in the folder/],
  ])('%s is refused, never read as zeros', (name, says) => expect(at(name)).rejects.toThrow(says));
});

describe('the spectral axis', () => {
  it('bands without a wavelength (PRISMA writes 0) are missing', async () => {
    const cube = await open('hdf5/axes/prisma_zeros.he5');
    expect([...cube.spectralAxis.values]).toEqual([900, 800, 700, 600, 500, 400]);
    expect(cube.notes?.join()).toMatch(/2 bands without a wavelength are missing/);
    const expected = counted();
    expected.fill(Number.NaN, 4 * 20);
    expect(await readAll(cube)).toEqual(expected);
    await cube.close();
  });

  it("by PyMca's calibration beside the data", async () => {
    const cube = await at('calibration');
    expect(cube.spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
    expect(cube.spectralAxis.values[5]).toBeCloseTo(-0.91, 12);
    expect(cube.notes?.join()).toMatch(/calibration in \/entry\/measurement\/info: -0\.96 \+ 0\.01 n keV of channel n/);
    await cube.close();
  });

  it('of two detectors that overlap', async () => {
    const cube = await at('detectors_overlap');
    expect([...cube.spectralAxis.values]).toEqual([400, 500, 550, 600, 650, 750]);
    expect(cube.spectralAxis.unit).toBe('nm');
    expect(cube.warnings).toEqual([
      expect.stringMatching(/no unit: wavelengths from 400 to 750 are taken as nm/),
      expect.stringMatching(/turns back in the file/),
    ]);
    expect([...(await cube.spectrum(1, 0))]).toEqual([6, 7, 9, 8, 10, 11]);
    await cube.close();
  });
});
