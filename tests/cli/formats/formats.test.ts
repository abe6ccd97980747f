import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InputOptions, openInput } from '../../../cli/inputs.js';
import { cloisonneHere, complaints, workplace } from '../../helpers/cli.js';
import { type StaticServer, serve } from '../../helpers/serve.js';
import { put, stripes, tiffCube } from '../cubes.js';

const dir = workplace();
const at = (name: string): string => join(dir, name);
const [WIDTH, HEIGHT, BANDS] = [12, 8, 24];
const sample = stripes(BANDS);
const samples = new Float32Array(WIDTH * HEIGHT * BANDS);
for (let b = 0, i = 0; b < BANDS; b++)
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) samples[i++] = sample(x, y, b);
const value = (x: number, y: number, b: number): number => samples[(b * HEIGHT + y) * WIDTH + x];

/** The samples spectrum by spectrum, or row by row with the bands inside. */
function ordered(order: 'bip' | 'bil'): Uint8Array {
  const out = new Float32Array(samples.length);
  for (let y = 0, i = 0; y < HEIGHT; y++) {
    const [outer, inner] = order === 'bip' ? [WIDTH, BANDS] : [BANDS, WIDTH];
    for (let a = 0; a < outer; a++) for (let c = 0; c < inner; c++) out[i++] = order === 'bip' ? value(a, y, c) : value(c, y, a);
  }
  return new Uint8Array(out.buffer);
}

async function hdf5(): Promise<Uint8Array> {
  const { File, ready } = await import('h5wasm');
  const { FS } = (await ready) as unknown as { FS: { readFile(path: string): Uint8Array } };
  const file = new File('made.h5', 'w');
  const data = new Float32Array(ordered('bip').buffer);
  file.create_dataset({
    name: 'img',
    data,
    shape: [HEIGHT, WIDTH, BANDS],
    chunks: [3, 5, 24],
    compression: 'gzip',
    compression_opts: 5,
  });
  file.close();
  return FS.readFile('made.h5');
}

let server: StaticServer;
beforeAll(async () => {
  mkdirSync(at('edf'));
  put(at('cube.tif'), tiffCube([WIDTH, HEIGHT, BANDS], value));
  put(at('cube.dat'), ordered('bil'));
  put(at('cube.hdr'), `ENVI\nsamples = ${WIDTH}\nlines = ${HEIGHT}\nbands = ${BANDS}\ndata type = 4\ninterleave = bil\n`);
  put(at('map.raw'), ordered('bip'));
  put(
    at('map.rpl'),
    `key\tvalue\nwidth\t${WIDTH}\nheight\t${HEIGHT}\ndepth\t${BANDS}\noffset\t0\ndata-length\t4\ndata-type\tfloat\nbyte-order\tlittle-endian\nrecord-by\tvector\n`,
  );
  put(at('cube.h5'), await hdf5());
  const row = WIDTH * BANDS * 4;
  for (let y = 0; y < HEIGHT; y++) {
    const header = `{\nByteOrder = LowByteFirst ;\nDataType = FloatValue ;\nDim_1 = ${BANDS} ;\nDim_2 = ${WIDTH} ;\nlive_time = 2 ;\n`;
    const file = Buffer.concat([Buffer.from(`${header.padEnd(510)}}\n`), ordered('bip').subarray(y * row, (y + 1) * row)]);
    writeFileSync(at(`edf/scan_${String(y + 98).padStart(3, '0')}.edf`), file);
  }
  server = await serve(dir);
});
afterAll(() => server.close());

const labels = (out: string): Buffer => readFileSync(at(`${out}/labels.png`));

describe('segment takes every format', { timeout: 120_000 }, () => {
  it('the same samples give the same labels', async () => {
    const inputs = ['cube.tif', 'cube.h5', 'edf/scan_098.edf'];
    const runs = await Promise.all(
      inputs.map((input, i) =>
        cloisonneHere(['segment', at(input), '--k', '3', '--out', at(`out${i}`), '--engine', 'cpu', '--json']),
      ),
    );
    for (const run of runs) expect([run.code, ...complaints(run)]).toEqual([0]);
    for (const i of inputs.keys()) expect(labels(`out${i}`).equals(labels('out0'))).toBe(true);
    const { input } = JSON.parse(readFileSync(at('out2/run.json'), 'utf8'));
    expect(input.notes).toEqual(['8 files, scan_098.edf to scan_105.edf']);
    expect(input.bytes).toBe(8 * (512 + WIDTH * BANDS * 4));
  });
});

const opened = async (name: string, options: InputOptions = {}) => {
  const source = await openInput(name, options);
  await source.close();
  return source;
};

describe('inputs and their options', { timeout: 60_000 }, () => {
  it('ENVI and Lispix over HTTP by header and by data, in ranges, with a query', async () => {
    for (const name of ['cube.hdr', 'cube.dat', 'map.rpl?token=1'])
      expect((await opened(`${server.url}${name}`)).shape).toEqual({ width: WIDTH, height: HEIGHT, bands: BANDS });
    expect(server.requests.filter(({ status }) => status === 200)).toEqual([]);
  });

  it('HDF5 over HTTP, as the program says it', async () => {
    const run = await cloisonneHere(['info', `${server.url}cube.h5`]);
    expect(run.stdout).toMatch(/format +HDF5, f32[\s\S]*12 x 8 spaxels x 24 bands[\s\S]*note +dataset \/img, 8 x 12 x 24/);
    expect(run.stderr).toBe('');
  });

  it('an energy calibration stands in the notes with its residuals', async () => {
    const { spectralAxis, notes } = await opened(at('map.rpl'), { energy: '0:1,10:2,20:3.06' });
    expect(spectralAxis).toMatchObject({ kind: 'energy', unit: 'keV' });
    expect(notes).toEqual([
      'energy: 0.103 keV a channel, 0.99 keV at channel 0, through 1 keV at channel 0 (10.0 eV), 2 keV at channel 10 (-20.0 eV), 3.06 keV at channel 20 (10.0 eV); residual 14.1 eV RMS',
    ]);
    const line = await opened(at('map.rpl'), { energy: 'gain=0.5,zero=-1' });
    expect([...line.spectralAxis.values.slice(0, 3)]).toEqual([-1, -0.5, 0]);
  });

  it.each([
    [{ energy: '12 what' }, /--energy is not understood: '12 what'\. Write gain=/],
    [{ energy: 'what' }, /no such X-ray line: 'what'/],
    [{ energy: 'gain=0.1,gain=0.2' }, /--energy is not understood/],
    [{ energy: '1:2' }, /needs two lines/],
    [{ energy: '1:2,2:3', axis: 'a.csv' }, /--axis and --energy both give the spectral axis/],
    [{ dataset: 'img' }, /RPL files have no datasets \[.*map\.rpl\]: \[img\]/],
    [{ plane: [1] }, /RPL files have no planes/],
    [{ liveTime: 'header' }, /the cube brings no live times along/],
  ])('%j is refused', (options, says) => expect(opened(at('map.rpl'), options)).rejects.toThrow(says));

  it('live times of the files themselves, and of an image', async () => {
    const own = await opened(at('edf/scan_098.edf'), { liveTime: 'header' });
    expect(own.notes?.[1]).toBe('live times of 2 to 2 s scaled to their mean, 2 s');
    put(
      at('seconds.tif'),
      tiffCube([WIDTH, HEIGHT, 1], x => 1 + x),
    );
    const scaled = await opened(at('cube.hdr'), { liveTime: at('seconds.tif') });
    expect(scaled.notes).toContain('live times of 1 to 12 s scaled to their mean, 6.5 s');
    put(
      at('other.tif'),
      tiffCube([WIDTH, 3, 1], () => 1),
    );
    await expect(opened(at('cube.hdr'), { liveTime: at('other.tif') })).rejects.toThrow(
      /other\.tif\]: 12 x 3, the cube is 12 x 8/,
    );
  });
});
