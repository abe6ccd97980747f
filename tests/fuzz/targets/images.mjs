import { decodeJpeg } from '../../../dist/cli/tiles/jpeg.js';
import { labelPng, readLabelPng, readPhotoPng, rgbPng } from '../../../dist/formats/index.js';
import { mutateBytes } from '../mutate/bytes.mjs';
import { mutatePng } from '../mutate/png.mjs';
import { mutateOme } from '../mutate/xml.mjs';
import { runCube } from './cube.mjs';
import { files } from './files.mjs';

/** TIFF cubes of every layout and compression. */
export const tiff = {
  name: 'tiff',
  seeds: async () => files('tests/fixtures/tiff', /^(?!bad_).*\.tif$/, 16_384),
  mutate: mutateBytes,
  run: runCube,
};

/** OME-TIFF: what its XML says of axes and directories. */
export const ome = {
  name: 'ome',
  seeds: async () =>
    files('tests/fixtures/ome', /\.tif$/).map(file => ({
      ...file,
      options: /^(ctz|tzc)/.test(file.name) ? { plane: [1, 1] } : {},
    })),
  mutate: mutateOme,
  run: runCube,
};

/** Label maps and pictures. */
export const png = {
  name: 'png',
  async seeds() {
    const data = Uint8Array.from({ length: 60 }, (_, i) => i % 7);
    return [
      ...files('tests/fixtures/tiles', /\.png$/),
      { name: 'labels8.png', bytes: labelPng({ width: 10, height: 6, data }) },
      { name: 'labels16.png', bytes: labelPng({ width: 10, height: 6, data: Uint16Array.from(data, id => 300 * id) }) },
      { name: 'rgb.png', bytes: rgbPng(5, 4, data) },
    ];
  },
  mutate: mutatePng,
  async run(bytes, { name, random }) {
    const most = 2 ** 20;
    if (random.uniform() < 0.5) readPhotoPng(bytes, name, most);
    else readLabelPng(bytes, name, most);
  },
};

/** Pictures from cameras. */
export const jpeg = {
  name: 'jpeg',
  seeds: async () => files('tests/fixtures/tiles', /\.jpg$/, 16_384),
  mutate: mutateBytes,
  run: async (bytes, { name }) => void decodeJpeg(bytes, name),
};
