import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { type RunRecord, runJson, writeProducts } from '../../../cli/products/index.js';
import type { Segmentation } from '../../../core/segmentation.js';
import { memorySource } from '../../../formats/bytes/index.js';
import { openFits, readFitsImage } from '../../../formats/fits/index.js';
import { readLabelPng } from '../../../formats/png/index.js';
import { parseCsv } from '../../../formats/table/index.js';
import { openTiff } from '../../../formats/tiff/index.js';
import { celestial, fakeRun, fakeSegmentation } from './fake.js';
import { problems } from './schema.js';

async function written(segmentation: Segmentation, run = fakeRun) {
  const files = new Map<string, Uint8Array>();
  const assets = await writeProducts(segmentation, run, {
    write: async (path, contents) =>
      void files.set(path, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents),
  });
  const text = (path: string) => new TextDecoder().decode(files.get(path));
  return { files, assets, text, json: JSON.parse(text('segmentation.json')) };
}

const schema = JSON.parse(readFileSync('core/segmentation.schema.json', 'utf8'));
const record: RunRecord = {
  started: '2026-01-01T00:00:00.000Z',
  finished: '2026-01-01T00:01:00.000Z',
  seconds: { total: 60, phases: { encode: 30 } },
  machine: { cpu: 'abacus' },
  peakMemoryBytes: 1,
  resumed: false,
  options: { threads: 2 },
  inputs: [
    { role: 'cube', path: '/somewhere/fake.fits', bytes: 5, sha256: 'cd'.repeat(32), datasum: { 'HDU 0 (PRIMARY)': '7' } },
  ],
};

describe('the files', () => {
  test('are those of DESIGN, in the format of the input', async () => {
    const names = (await written(fakeSegmentation())).assets.map(asset => asset.path);
    const common = [
      'labels.png',
      'preview.png',
      'masks/cluster-1.png',
      'masks/cluster-2.png',
      'labels-k/2.png',
      'labels-k/2.json',
    ];
    const rest = ['labels-k/3.png', 'labels-k/3.json', 'spectra.csv', 'spectra-encoder.csv', 'report.html', 'segmentation.json'];
    expect([...names].sort()).toEqual([...common, ...rest, 'labels.fits', 'latents.fits', 'confidence.fits'].sort());
    expect(names.at(-1)).toBe('segmentation.json');
    const tiff = (await written(fakeSegmentation({ format: 'TIFF' }))).assets.map(asset => asset.path);
    expect(tiff).toEqual(names.map(name => name.replace('.fits', '.tif')));
  });

  test('are the same bytes twice, and say nothing of the folder the cube was in', async () => {
    const [a, b] = [await written(fakeSegmentation({ frame: celestial })), await written(fakeSegmentation({ frame: celestial }))];
    for (const [path, bytes] of a.files) expect(Buffer.compare(bytes, b.files.get(path)!), path).toBe(0);
    for (const path of a.files.keys()) expect(a.text(path), path).not.toContain('/somewhere');
  });

  test('have the lengths and SHA-256 that segmentation.json says', async () => {
    const { files, json } = await written(fakeSegmentation());
    expect(json.assets.map((asset: { path: string }) => asset.path).sort()).toEqual(
      [...files.keys()].filter(p => p !== 'segmentation.json').sort(),
    );
    for (const { path, bytes, sha256 } of json.assets) {
      expect(files.get(path)?.length).toBe(bytes);
      expect(createHash('sha256').update(files.get(path)!).digest('hex')).toBe(sha256);
    }
  });
});

describe('the pictures', () => {
  test('labels.png and those of every K are the labels', async () => {
    const segmentation = fakeSegmentation();
    const { files } = await written(segmentation);
    expect(readLabelPng(files.get('labels.png')!)).toEqual(segmentation.labels);
    for (const { k, labels } of segmentation.sweep) expect(readLabelPng(files.get(`labels-k/${k}.png`)!)).toEqual(labels);
  });

  test('preview.png has the colour of each label, nothing where there is no data', async () => {
    const { labels, ...segmentation } = fakeSegmentation();
    const { files, json } = await written({ ...segmentation, labels });
    const { data, width, height } = decode(files.get('preview.png')!);
    expect([width, height]).toEqual([labels.width, labels.height]);
    for (const [i, id] of labels.data.entries()) {
      const hex = `#${[...data.subarray(4 * i, 4 * i + 3)].map(byte => byte.toString(16).padStart(2, '0')).join('')}`;
      expect(data[4 * i + 3]).toBe(id === 0 ? 0 : 255);
      if (id > 0) expect(hex).toBe(json.clusters[id - 1].color);
    }
  });

  test('a mask is white on its cluster only', async () => {
    const segmentation = fakeSegmentation();
    const { files } = await written(segmentation);
    const { data, depth, width, height } = decode(files.get('masks/cluster-2.png')!);
    expect(depth).toBe(1);
    const stride = Math.ceil(width / 8);
    for (let i = 0; i < width * height; i++) {
      const bit = (data[Math.floor(i / width) * stride + ((i % width) >> 3)] >> (7 - ((i % width) & 7))) & 1;
      expect(bit).toBe(segmentation.labels.data[i] === 2 ? 1 : 0);
    }
  });
});

describe('the maps', () => {
  test('FITS: labels, latents and confidence read back, with the celestial cards', async () => {
    const segmentation = fakeSegmentation({ frame: celestial });
    const { files } = await written(segmentation);
    const labels = await readFitsImage(memorySource(files.get('labels.fits')!, 'labels.fits'));
    expect([...labels.data].map(value => (Number.isNaN(value) ? 0 : value))).toEqual([...segmentation.labels.data]);
    const carried = labels.frame.kind === 'celestial' ? labels.frame.cards.join('\n') : '';
    expect(carried).toContain('CD1_1   =   -4.12858236376E-05');
    const confidence = await openFits(memorySource(files.get('confidence.fits')!, 'confidence.fits'));
    expect(await confidence.plane(0)).toEqual(segmentation.confidence.silhouette);
    const latents = await openFits(memorySource(files.get('latents.fits')!, 'latents.fits'));
    expect(await latents.spectrum(5, 4)).toEqual(segmentation.latents.slice((4 * 14 + 5) * 3, (4 * 14 + 6) * 3));
  });

  test('TIFF: labels, latents and confidence read back', async () => {
    const segmentation = fakeSegmentation({ format: 'TIFF' });
    const { files } = await written(segmentation);
    const labels = await openTiff(memorySource(files.get('labels.tif')!, 'labels.tif'));
    expect([...(await labels.plane(0))].map(value => (Number.isNaN(value) ? 0 : value))).toEqual([...segmentation.labels.data]);
    const confidence = await openTiff(memorySource(files.get('confidence.tif')!, 'confidence.tif'));
    expect(confidence.spectralAxis.names).toEqual(['silhouette', 'margin', 'reconstruction error']);
    expect(await confidence.plane(1)).toEqual(segmentation.confidence.margin);
    const latents = await openTiff(memorySource(files.get('latents.tif')!, 'latents.tif'));
    expect(await latents.spectrum(5, 4)).toEqual(segmentation.latents.slice((4 * 14 + 5) * 3, (4 * 14 + 6) * 3));
  });
});

describe('the tables', () => {
  test('spectra.csv: the axis with its unit, per cluster n, mean and std; empty where a band was never good', async () => {
    const segmentation = fakeSegmentation();
    const [head, ...rows] = parseCsv((await written(segmentation)).text('spectra.csv'));
    expect(head).toEqual([
      'wavelength-air (Angstrom)',
      'n_1',
      'mean_1 (counts)',
      'std_1 (counts)',
      'n_2',
      'mean_2 (counts)',
      'std_2 (counts)',
      'used',
    ]);
    expect(rows.length).toBe(segmentation.axis.values.length);
    const [{ clusters }] = segmentation.sweep;
    for (const [band, row] of rows.entries()) {
      expect(Number(row[0])).toBe(segmentation.axis.values[band]);
      expect(Number(row[4])).toBe(clusters[1].samples[band]);
      expect(row[7]).toBe(band === 3 ? '0' : '1');
      if (band === 3) expect(row[5]).toBe('');
      else expect(Math.fround(Number(row[5]))).toBe(Math.fround(clusters[1].mean[band]));
    }
  });

  test("spectra-encoder.csv: the paper's three averages", async () => {
    const segmentation = fakeSegmentation();
    const [head, ...rows] = parseCsv((await written(segmentation)).text('spectra-encoder.csv'));
    expect(head).toEqual(['Wavelength (Angstrom)', 'input_1', 'decoded_1', 'centre_1', 'input_2', 'decoded_2', 'centre_2']);
    const [{ clusters }] = segmentation.sweep;
    expect(Math.fround(Number(rows[5][6]))).toBe(Math.fround(clusters[1].decodedMean[5]));
  });
});

describe('segmentation.json', () => {
  test('is valid under the committed schema', async () => {
    for (const options of [{}, { format: 'TIFF', exact: false } as const, { frame: celestial }]) {
      const { json } = await written(fakeSegmentation(options));
      expect(problems(json, schema)).toEqual([]);
      expect(json.registration).toEqual({ kind: 'affine', matrix: [1, 0, 0, 1, 0, 0] });
      expect(json.cube.excludedBands).toEqual([[3, 3]]);
    }
    const { input, ...facts } = fakeRun;
    const url = await written(fakeSegmentation(), { ...facts, input: { name: input.name } } as typeof fakeRun);
    expect(problems(url.json, schema)).toEqual([]);
  });

  test('says which velocity was taken out before the encoder, and the report as well', async () => {
    const segmentation = fakeSegmentation();
    const { json, text } = await written({ ...segmentation, encoderAxis: { ...segmentation.encoderAxis, velocity: 900 } });
    expect(json.encoderAxis.velocity).toBe(900);
    expect(problems(json, schema)).toEqual([]);
    expect(text('report.html')).toContain('900 km s⁻¹ taken out');
    expect((await written(segmentation)).json.encoderAxis).not.toHaveProperty('velocity');
  });

  test('the schema refuses what is wrong', async () => {
    const { json } = await written(fakeSegmentation());
    const broken = (change: (copy: typeof json) => void) => {
      const copy = structuredClone(json);
      change(copy);
      return problems(copy, schema);
    };
    expect(broken(copy => (copy.version = '2.0'))).toEqual(['$.version: 2.0 does not match ^1\\.[0-9]+$']);
    expect(broken(copy => (copy.assets[0].path = '../../etc/passwd'))[0]).toMatch(/^\$\.assets\[0\]\.path/);
    expect(broken(copy => (copy.clusters[0].id = 0))).toEqual(['$.clusters[0].id: 0 < 1']);
    expect(broken(copy => copy.registration.matrix.pop())).toEqual(['$.registration.matrix: 5 items']);
    expect(broken(copy => delete copy.cube.shape.width)).toEqual(['$.cube.shape: width is missing']);
    expect(broken(copy => (copy.later = 'a field of a later minor'))).toEqual([]);
  });

  test('names the files of every K, which describe it whole', async () => {
    const segmentation = fakeSegmentation();
    const { json, text } = await written(segmentation);
    for (const [i, { labels, clusters, k }] of json.sweep.entries()) {
      expect(labels).toBe(`labels-k/${k}.png`);
      const described = JSON.parse(text(clusters));
      expect(described.clusters.length).toBe(k);
      expect(described.clusters[1].spectra.mean[0]).toBeCloseTo(segmentation.sweep[i].clusters[1].mean[0], 7);
      expect(described.clusters[1].spectra.mean[3]).toBeNull();
    }
  });
});

describe('unclassified spaxels', () => {
  test('have the reserved id, a mask, a grey of their own and a place apart in segmentation.json and report', async () => {
    const segmentation = fakeSegmentation({ unclassified: true });
    const { files, json, text } = await written(segmentation);
    expect(problems(json, schema)).toEqual([]);
    expect(json.unclassified).toBe(255);
    expect(json.unclassifiedSpaxels).toMatchObject({
      count: 9,
      limits: { reconstruction: 0.5 },
      described: { name: 'Unclassified' },
    });
    expect(json.clusters.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    expect(readLabelPng(files.get('labels.png')!)).toEqual(segmentation.labels);
    expect(files.has('masks/unclassified.png')).toBe(true);
    const { data } = decode(files.get('preview.png')!);
    for (const [i, id] of segmentation.labels.data.entries())
      if (id === 255) expect([...data.subarray(4 * i, 4 * i + 4)]).toEqual([128, 128, 128, 255]);
    expect(text('report.html')).toContain(
      'Grey spaxels are unclassified and belong to no cluster: 9 that the encoder does not bring back',
    );
    expect(text('report.html')).toMatch(/chip-255">–<\/span> Unclassified/);
    expect(text('labels.fits')).toMatch(/LABEL255= 'Unclassified'/);
  });
});

test('run.json holds times, machine, both kinds of options and the SHA-256 of every file', async () => {
  const segmentation = fakeSegmentation({ warnings: ['a card was odd'] });
  const { assets } = await written(segmentation);
  const run = JSON.parse(runJson(segmentation, fakeRun, record, assets));
  expect(run.options).toEqual({ k: '2..3', region: null, threads: 2 });
  expect(run.seconds.phases.encode).toBe(30);
  expect(run.input.sha256).toBe(fakeRun.input.sha256);
  expect(run.warnings).toEqual(['a card was odd']);
  expect(run.sweep.map((entry: { k: number }) => entry.k)).toEqual([2, 3]);
  expect(run.files.map((file: { path: string }) => file.path)).toEqual(assets.map(asset => asset.path));
});

test('run.json has a PROV-JSON document whose every relation leads to something, with plain values only', async () => {
  const segmentation = fakeSegmentation();
  const { assets } = await written(segmentation);
  const { prov } = JSON.parse(runJson(segmentation, fakeRun, record, assets));
  expect(Object.keys(prov)).toEqual(['prefix', 'entity', 'activity', 'agent', 'used', 'wasGeneratedBy', 'wasAssociatedWith']);
  const { prefix, entity, activity, agent, ...relations } = prov;
  const known = { ...entity, ...activity, ...agent };
  for (const relation of Object.values(relations)) {
    for (const [id, attributes] of Object.entries(relation as Record<string, Record<string, string>>)) {
      expect(id).toMatch(/^_:/);
      for (const [name, value] of Object.entries(attributes))
        if (name !== 'prov:role') expect(Object.keys(known)).toContain(value);
    }
  }
  const made = Object.values(relations.wasGeneratedBy as Record<string, Record<string, string>>).map(
    g => entity[g['prov:entity']],
  );
  expect(made.map(product => product['prov:location'])).toEqual(assets.map(({ path }) => path));
  expect(made.map(product => product['cloisonne:sha256'])).toEqual(assets.map(({ sha256 }) => sha256));
  expect(entity['run:input/cube']['cloisonne:datasum']).toEqual(['HDU 0 (PRIMARY) 7']);
  expect(activity['run:segment']).toMatchObject({ 'prov:startTime': record.started, 'cloisonne:option-k': '2..3' });
  const plain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  for (const [id, attributes] of Object.entries(known as Record<string, Record<string, unknown>>)) {
    expect(Object.keys(prefix)).toContain(id.split(':')[0]);
    for (const [name, value] of Object.entries(attributes)) {
      expect([...Object.keys(prefix), 'prov']).toContain(name.split(':')[0]);
      const typed = typeof value === 'object' && value !== null && '$' in value && 'type' in value;
      expect(plain(value) || typed || (Array.isArray(value) && value.every(plain)), `${id} ${name}`).toBe(true);
    }
  }
});
