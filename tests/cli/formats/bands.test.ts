import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../../cli/inputs.js';
import { createRandom } from '../../../core/cluster/random.js';
import type { Selection } from '../../../core/cube/select.js';
import type { SampleSource, SpectralAxis } from '../../../core/cube/types.js';
import { segment } from '../../../core/segment.js';
import type { Segmentation, SegmentEvent } from '../../../core/segmentation.js';
import { workplace } from '../../helpers/cli.js';
import { writeTiff } from '../../helpers/tiff-writer.js';
import { fitsCube, put } from '../cubes.js';

const dir = workplace();
const [WIDTH, HEIGHT, BANDS] = [14, 10, 70];
const PIXELS = WIDTH * HEIGHT;

/** [bands][height][width]: noise around zero, so that bands are merged, and a line in half of the spaxels. */
const scene = (() => {
  const random = createRandom(3);
  const out = new Float32Array(BANDS * PIXELS);
  for (let b = 0; b < BANDS; b++)
    for (let p = 0; p < PIXELS; p++) {
      const line = 6 * Math.exp(-(((b - 36) / 2) ** 2));
      out[b * PIXELS + p] = random.normal() + (p % WIDTH < 6 ? line : 0);
    }
  return out;
})();

/** Some bands of the scene: those of `changed` hold something else. */
type Plane = (pixel: number) => number;
type Changed = Readonly<Record<number, Plane>>;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

interface Made {
  readonly bands: readonly number[];
  readonly changed?: Changed;
}

const sampleOf = ({ bands, changed = {} }: Made) => {
  return (x: number, y: number, b: number): number => {
    const [band, pixel] = [bands[b], y * WIDTH + x];
    return changed[band]?.(pixel) ?? scene[band * PIXELS + pixel];
  };
};

/** The samples with the axes in this order, the last one fastest. */
function ordered(made: Made, order: 'bsq' | 'bil' | 'bip'): Buffer {
  const [sample, n] = [sampleOf(made), made.bands.length];
  const out = new Float32Array(n * PIXELS);
  let i = 0;
  if (order === 'bsq')
    for (const b of range(0, n)) for (const y of range(0, HEIGHT)) for (const x of range(0, WIDTH)) out[i++] = sample(x, y, b);
  if (order === 'bil')
    for (const y of range(0, HEIGHT)) for (const b of range(0, n)) for (const x of range(0, WIDTH)) out[i++] = sample(x, y, b);
  if (order === 'bip')
    for (const y of range(0, HEIGHT)) for (const x of range(0, WIDTH)) for (const b of range(0, n)) out[i++] = sample(x, y, b);
  return Buffer.from(out.buffer);
}

async function hdf5(made: Made): Promise<Buffer> {
  const { File, ready } = await import('h5wasm');
  const { FS } = (await ready) as unknown as { FS: { readFile(path: string): Uint8Array } };
  const file = new File('bands.h5', 'w');
  const data = new Float32Array(new Uint8Array(ordered(made, 'bip')).buffer);
  file.create_dataset({ name: 'img', data, shape: [HEIGHT, WIDTH, made.bands.length], chunks: [3, 5, 7] });
  file.close();
  return Buffer.from(FS.readFile('bands.h5'));
}

const envi = (interleave: 'bsq' | 'bil' | 'bip') => (at: (name: string) => string, made: Made) => {
  put(at('cube.dat'), ordered(made, interleave));
  const wavelengths = made.bands.map(band => 400 + 5 * band).join(', ');
  put(
    at('cube.hdr'),
    `ENVI\nsamples = ${WIDTH}\nlines = ${HEIGHT}\nbands = ${made.bands.length}\ndata type = 4\ninterleave = ${interleave}\nwavelength units = nm\nwavelength = { ${wavelengths} }\n`,
  );
  return 'cube.hdr';
};
const rpl = (by: 'image' | 'vector') => (at: (name: string) => string, made: Made) => {
  put(at('map.raw'), ordered(made, by === 'image' ? 'bsq' : 'bip'));
  put(
    at('map.rpl'),
    `key\tvalue\nwidth\t${WIDTH}\nheight\t${HEIGHT}\ndepth\t${made.bands.length}\noffset\t0\ndata-length\t4\ndata-type\tfloat\nbyte-order\tlittle-endian\nrecord-by\t${by}\n`,
  );
  return 'map.rpl';
};
const tiff = (layout: Parameters<typeof writeTiff>[1]) => (at: (name: string) => string, made: Made) => {
  const data = new Float32Array(new Uint8Array(ordered(made, 'bsq')).buffer);
  put(at('cube.tif'), Buffer.from(writeTiff({ width: WIDTH, height: HEIGHT, bands: made.bands.length, data }, layout)));
  return 'cube.tif';
};

/** Writes a cube of some bands in every format. */
const FORMATS: Readonly<Record<string, (at: (name: string) => string, made: Made) => string | Promise<string>>> = {
  FITS: (at, made) => {
    put(at('cube.fits'), fitsCube([WIDTH, HEIGHT, made.bands.length], sampleOf(made)));
    return 'cube.fits';
  },
  'TIFF, chunky': tiff({ planar: 1, rowsPerStrip: 3 }),
  'TIFF, planar in tiles': tiff({ planar: 2, tile: 16 }),
  'TIFF, a page a band': tiff({ planar: 'pages' }),
  'ENVI BSQ': envi('bsq'),
  'ENVI BIL': envi('bil'),
  'ENVI BIP': envi('bip'),
  'RPL by vector': rpl('vector'),
  'RPL by image': rpl('image'),
  HDF5: async (at, made) => {
    put(at('cube.h5'), await hdf5(made));
    return 'cube.h5';
  },
  EDF: (at, made) => {
    const row = WIDTH * made.bands.length * 4;
    const samples = ordered(made, 'bip');
    for (const y of range(0, HEIGHT)) {
      const header = `{\nByteOrder = LowByteFirst ;\nDataType = FloatValue ;\nDim_1 = ${made.bands.length} ;\nDim_2 = ${WIDTH} ;\n`;
      put(
        at(`scan_${String(y).padStart(4, '0')}.edf`),
        Buffer.concat([Buffer.from(`${header.padEnd(510)}}\n`), samples.subarray(y * row, (y + 1) * row)]),
      );
    }
    return 'scan_0000.edf';
  },
};

let count = 0;

async function run(write: (typeof FORMATS)[string], made: Made, select?: (axis: SpectralAxis) => Selection) {
  const folder = join(dir, String(count++));
  mkdirSync(folder, { recursive: true });
  const source: SampleSource = await openInput(join(folder, await write(name => join(folder, name), made)), {
    signal: new AbortController().signal,
  });
  const events: SegmentEvent[] = [];
  try {
    const selection = select?.(source.spectralAxis);
    for await (const event of segment(source, { kMin: 2, kMax: 2, engine: 'cpu', selection, minGood: 0.8 })) events.push(event);
  } finally {
    await source.close();
  }
  const plan = events.find(event => event.type === 'plan');
  return { plan: plan!, segmentation: events.flatMap(e => (e.type === 'result' ? [e.segmentation] : []))[0] };
}

/** What the bands that take no part may not change, as bytes. */
const resultOf = ({ labels, latents, card }: Segmentation) => ({
  labels: Buffer.from(labels.data.buffer).toString('hex'),
  latents: Buffer.from(latents.buffer).toString('hex'),
  steps: card.steps,
});

/** The selection of bands [from, to) by their places. */
const keep = (from: number, to: number) => (axis: SpectralAxis) => ({
  keep: [[axis.values[from], axis.values[to - 1]] as const],
});
const exclude =
  (...ranges: [number, number][]) =>
  (axis: SpectralAxis) => ({ exclude: ranges.map(([from, to]) => [axis.values[from], axis.values[to - 1]] as const) });
const missing = (bands: readonly number[]): Changed => Object.fromEntries(bands.map(band => [band, () => Number.NaN]));

describe.each(Object.entries(FORMATS))('%s: bands that take no part change nothing', { timeout: 60_000 }, (_, write) => {
  it('--bands and --exclude give what a file with only these bands gives, byte for byte', async () => {
    for (const [select, bands] of [
      [keep(12, 62), range(12, 62)],
      [keep(25, 50), range(25, 50)],
      [exclude([0, 15], [40, 44]), [...range(15, 40), ...range(44, BANDS)]],
    ] as const) {
      const { segmentation: cut } = await run(write, { bands });
      const { segmentation: chosen, plan } = await run(write, { bands: range(0, BANDS) }, select);
      expect(resultOf(chosen)).toEqual(resultOf(cut));
      expect(plan).toMatchObject({
        bands: BANDS,
        keptBands: bands.length,
        leftOut: { byOption: BANDS - bands.length, missing: 0 },
      });
      // The spectra have the full range.
      const [whole, part] = [chosen, cut].map(found => found.sweep[0].clusters[0].mean);
      expect(whole.every(Number.isFinite)).toBe(true);
      expect(Float32Array.from(bands, band => whole[band])).toEqual(Float32Array.from(part));
    }
  });

  it('one absurd band that is excluded is as if it were not there', async () => {
    const absurd: Changed = { 69: pixel => (pixel % 3 ? -1 : 1) * 1e30 };
    const { segmentation: cut } = await run(write, { bands: range(0, 69) });
    const { segmentation: chosen } = await run(write, { bands: range(0, BANDS), changed: absurd }, exclude([69, 70]));
    expect(resultOf(chosen)).toEqual(resultOf(cut));
    expect([...chosen.brightness]).toEqual([...cut.brightness]);
  });

  it('bands that are missing at the ends or in a notch are as if they were not there', async () => {
    for (const gone of [[...range(0, 9), ...range(64, 70)], range(20, 31)]) {
      const bands = range(0, BANDS).filter(band => !gone.includes(band));
      const { segmentation: cut } = await run(write, { bands });
      const { segmentation: found, plan } = await run(write, { bands: range(0, BANDS), changed: missing(gone) });
      expect(resultOf(found)).toEqual(resultOf(cut));
      expect(plan).toMatchObject({ keptBands: bands.length, leftOut: { byOption: 0, missing: gone.length } });
      expect([...found.cube.missingBands.keys()].filter(band => found.cube.missingBands[band])).toEqual(gone);
    }
  });
});

it('a spaxel of which many samples within the window are missing is not valid, however good the rest is', async () => {
  // Spaxel 0 lacks 30 of 70 bands, 3 of them in the window of 20; spaxel 1 lacks 5 bands, all in the window.
  const gone = [new Set([...range(0, 27), ...range(30, 33)]), new Set(range(35, 40))];
  const changed: Changed = Object.fromEntries(
    range(0, BANDS).map(band => [band, (pixel: number) => (gone[pixel]?.has(band) ? Number.NaN : scene[band * PIXELS + pixel])]),
  );
  const { segmentation } = await run(FORMATS.FITS, { bands: range(0, BANDS), changed }, keep(30, 50));
  expect([...segmentation.labels.data.subarray(0, 3)].map(label => label > 0)).toEqual([true, false, true]);
  const { segmentation: whole } = await run(FORMATS.FITS, { bands: range(0, BANDS), changed });
  expect([...whole.labels.data.subarray(0, 3)].map(label => label > 0)).toEqual([false, true, true]);
});
