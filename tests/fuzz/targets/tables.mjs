import { linearAxis } from '../../../dist/core/cube/axis.js';
import { compileSteps, parseSteps } from '../../../dist/core/preprocess/index.js';
import { parseCsv, parseCubeName, readAxisSidecar } from '../../../dist/formats/index.js';
import { mutateBytes } from '../mutate/bytes.mjs';
import { mutateJson } from '../mutate/json.mjs';
import { files } from './files.mjs';

const text = value => new TextEncoder().encode(value);
const isJson = bytes => bytes[0] === 0x7b;

/** Axis files, JSON and CSV. */
export const table = {
  name: 'table',
  seeds: async () => [
    ...files('samples/data/raman.json'),
    { name: 'axis.csv', bytes: text('band,wavelength (nm),name\n0,400.5,"blue, dark"\n1,500,green\n2,601.25,red\n') },
    { name: 'plain.csv', bytes: text('1.5\n2.5\n3.5\n') },
    { name: 'semicolon.csv', bytes: text('energy_keV;counts\r\n1,5;2\r\n2,5;3\r\n') },
    { name: 'axis.json', bytes: text('{"kind":"energy","unit":"keV","start":1,"step":0.5,"names":["a","b","c"]}') },
  ],
  mutate: (random, bytes, others) => (isJson(bytes) && random.uniform() < 0.8 ? mutateJson : mutateBytes)(random, bytes, others),
  async run(bytes, { name }) {
    parseCsv(new TextDecoder().decode(bytes));
    readAxisSidecar(bytes, name, name === 'raman.json' ? 300 : 3);
  },
};

/** What a person types: steps, and names of cubes. */
export const words = {
  name: 'words',
  seeds: async () =>
    [
      'baseline:order=5:iterations=50,area',
      'clip:min=0,max=9,log1p,rebin:bands=4',
      'savgol:window=5:order=2,crop:from=2:to=9',
      'asinh:scale=1e3,snv,smooth:sigma=2',
      '[{"name":"standardise","version":1}]',
      'cube.fits[DATA]',
      'a b[1].fits[SCI,2]',
      'cube.fits[1][1:200,1:200,*]',
      'https://host/x.fits?y=[z]',
    ].map((line, i) => ({ name: `line ${i}`, bytes: text(line) })),
  mutate: mutateBytes,
  async run(bytes, { random }) {
    const line = new TextDecoder().decode(bytes);
    if (random.uniform() < 0.3) parseCubeName(line);
    else compileSteps(parseSteps(line), linearAxis('wavelength', 'nm', 400, 1, 40));
  },
};
