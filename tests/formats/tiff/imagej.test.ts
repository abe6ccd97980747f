import { describe, expect, it } from 'vitest';
import type { OpenOptions } from '../../../formats/index.js';
import { readImageJ } from '../../../formats/tiff/stacks/imagej.js';
import { open as openFile } from '../helpers.js';
import { readCube } from './helpers.js';

const open = (name: string, options?: OpenOptions) => openFile(`imagej/${name}.tif`, options);

/** Planes of the fixtures by number: 20 p + 0..19. */
const planes = (...numbers: readonly number[]): Float32Array =>
  Float32Array.from(numbers.flatMap(p => Array.from({ length: 20 }, (_, i) => 20 * p + i)));

describe("ImageJ's hyperstacks", () => {
  it.each([
    ['cyx', {}, [0, 1, 2]],
    ['zyx', {}, [0, 1, 2, 3]],
    ['zcyx', { plane: [0] }, [0, 1, 2]],
    ['zcyx', { plane: [1] }, [3, 4, 5]],
    ['tcyx', { plane: [1] }, [3, 4, 5]],
    ['tzcyx', { plane: [1, 0] }, [3, 4, 5]],
    ['tzcyx', { plane: [0, 1] }, [6, 7, 8]],
    ['zcyx', { plane: [2], spectralAxis: 'Z' }, [2, 5]],
    ['zcyx', { plane: [2], spectralAxis: 'slices' }, [2, 5]],
    ['zcyx', { plane: [2], spectralAxis: '0' }, [2, 5]],
    ['tzyx', { plane: [1], spectralAxis: 'Z' }, [3, 4, 5]],
    ['tzyx', { plane: [1], spectralAxis: 'T' }, [1, 4]],
    ['tzyx', { plane: [0], bands: 3 }, [0, 1, 2]],
    ['one_directory', { plane: [0] }, [0, 1, 2]],
    ['one_directory', { plane: [1] }, [3, 4, 5]],
  ] as const)('%s %j', async (name, options, numbers) => {
    const cube = await open(name, options);
    expect(cube.shape).toEqual({ width: 5, height: 4, bands: numbers.length });
    expect(await readCube(cube, 4)).toEqual(planes(...numbers));
    await cube.close();
  });

  it.each([
    ['zcyx', {}, /more than three axes.*axis 1 \(C, 3 long\) is taken as spectral.*axis 0 \(Z, 2 long\).*--plane 0\./],
    ['tzcyx', {}, /it has axis 1 \(Z, 2 long\), axis 0 \(T, 2 long\).*--plane 0,0\./],
    ['zcyx', { plane: [2] }, /there is no plane 2/],
    [
      'zcyx',
      { plane: [0], spectralAxis: 'Q' },
      /there is no axis Q \[.*\]: the array has axis 0 \(Z, 2 long\), axis 1 \(C, 3 long\)/,
    ],
    ['cyx', { plane: [0] }, /there is no plane to choose/],
    ['tzyx', { plane: [0] }, /more than one axis could be spectral.*--spectral-axis 0 or --spectral-axis 1/],
    ['one_directory', {}, /--plane 0\./],
  ])('%s %j is refused', (name, options, says) => expect(open(name, options)).rejects.toThrow(says));

  it('a description that does not fit', () => {
    expect(() => readImageJ('ImageJ=1.53\nimages=7\nchannels=3\nslices=2\n', 'a.tif', {})).toThrow(
      /3 channels x 2 slices x 1 frames, but images=7/,
    );
    expect(readImageJ('ImageJ=1.53\nimages=1\n', 'a.tif', {})).toBeUndefined();
    expect(readImageJ('ImageMagick', 'a.tif', {})).toBeUndefined();
  });
});

it('a plain TIFF has no axis to choose', () =>
  expect(openFile('tiff/pages.tif', { spectralAxis: '0' })).rejects.toThrow(/there is no axis to choose/));
