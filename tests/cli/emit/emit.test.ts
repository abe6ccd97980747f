import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { unzlibSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSegmented } from '../../../cli/edit/cube.js';
import { readEmitted } from '../../../cli/emit/result.js';
import { loadEncoder } from '../../../cli/shipped.js';
import { findings } from '../../../cli/verify/findings.js';
import { readRunRecord } from '../../../cli/verify/record.js';
import type * as Redo from '../../../cli/verify/redo.js';
import { openCpu } from '../../../core/engine/cpu.js';
import { platform } from '../../../core/platform/node.js';
import { openSampleSource, readLabelPng, scanFits } from '../../../formats/index.js';
import { cloisonne, cloisonneHere, differences, filesIn, repo, workplace } from '../../helpers/cli.js';
import { fitsCube, put } from '../cubes.js';

const dir = workplace();
const at = (...names: string[]): string => join(dir, ...names);
const MUSE = repo('samples/data/muse.fits');
const ort = await import('onnxruntime-node').catch(() => undefined);

beforeAll(async () => {
  const run = await cloisonne(['segment', MUSE, '--k', '3', '--engine', 'wasm', '--emit', 'all', '--out', at('run'), '--quiet']);
  expect([run.code, run.stderr]).toEqual([0, '']);
}, 400_000);

describe('segment --emit all', () => {
  test('writes every product below emit/, and run.json has the SHA-256 of each', () => {
    const files = filesIn(at('run', 'emit'));
    const single = ['labels-mask.fits', 'labels-cog.tif', 'labels-indexed.png', 'spectra.csv', 'spectra.ecsv', 'regions.csv'];
    const more = [
      'regions.geojson',
      'regions.reg',
      'encoder/encoder.onnx',
      'encoder/encoder.json',
      'dzi/labels.dzi',
      'iiif/info.json',
    ];
    const each = [1, 2, 3].flatMap(id => [
      `masks/label-${id}.png`,
      `annotations/label-${id}.json`,
      `moc/label-${id}.fits`,
      `sums/label-${id}.fits`,
    ]);
    for (const path of [...single, ...more, ...each, 'labels.ome.zarr/labels/clusters/.zattrs'])
      expect([...files.keys()]).toContain(path);
    const recorded = JSON.parse(readFileSync(at('run', 'run.json'), 'utf8')).files.filter(({ path }: { path: string }) =>
      path.startsWith('emit/'),
    );
    expect(recorded.map(({ path }: { path: string }) => path).sort()).toEqual(
      [...files.keys()].map(path => `emit/${path}`).sort(),
    );
    for (const { path, sha256, bytes } of recorded) {
      const contents = files.get(path.slice('emit/'.length)) as Buffer;
      expect([bytes, sha256]).toEqual([contents.length, createHash('sha256').update(contents).digest('hex')]);
    }
  });

  test('verify makes them again and finds a flipped byte in one', async () => {
    const { redo }: typeof Redo = await import(repo('dist/cli/verify/redo.js'));
    const record = await readRunRecord(at('run'));
    const { signal } = new AbortController();
    mkdirSync(at('scratch'));
    const again = await redo(record, at('scratch'), { quiet: true, maxMemory: '1GB' }, signal);
    expect((await findings(record, again)).filter(({ state }) => state !== 'same')).toEqual([]);
    cpSync(at('run'), at('flipped'), { recursive: true });
    const bytes = readFileSync(at('flipped', 'emit', 'moc', 'label-2.fits'));
    bytes[3000] ^= 1;
    writeFileSync(at('flipped', 'emit', 'moc', 'label-2.fits'), bytes);
    const found = await findings(await readRunRecord(at('flipped')), again);
    expect(found.filter(({ state }) => state !== 'same')).toEqual([
      { path: 'emit/moc/label-2.fits', state: 'changed', firstByte: 3000 },
    ]);
  }, 400_000);

  test('cloisonne emit gives the same bytes later, and says what it wrote', async () => {
    const run = await cloisonneHere(['emit', at('run'), '--as', 'all', '--out', at('later'), '--json']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const record = JSON.parse(readFileSync(at('later', 'emit.json'), 'utf8'));
    expect(JSON.parse(run.stdout).files).toEqual(record.files.map(({ path }: { path: string }) => path));
    expect(record.segmentation).toBe(
      createHash('sha256')
        .update(readFileSync(at('run', 'segmentation.json')))
        .digest('hex'),
    );
    rmSync(at('later', 'emit.json'));
    expect(differences(at('run', 'emit'), at('later'))).toEqual([]);
    const again = await cloisonneHere(['emit', at('run'), '--as', 'csv', '--out', at('later')]);
    expect([again.code, again.stderr]).toEqual([8, expect.stringContaining('the output exists')]);
  }, 400_000);

  test('the PNG has the ids as places in a palette of the colours, 0 transparent', () => {
    const { data, palette, channels } = decode(readFileSync(at('run', 'emit', 'labels-indexed.png')));
    const labels = readLabelPng(new Uint8Array(readFileSync(at('run', 'labels.png'))));
    const { clusters } = JSON.parse(readFileSync(at('run', 'segmentation.json'), 'utf8'));
    expect([channels, Buffer.compare(Buffer.from(data as Uint8Array), Buffer.from(labels.data))]).toEqual([1, 0]);
    expect(palette?.[0]).toEqual([0, 0, 0, 0]);
    for (const { id, color } of clusters)
      expect(
        `#${palette?.[id]
          .slice(0, 3)
          .map(byte => byte.toString(16).padStart(2, '0'))
          .join('')}`,
      ).toBe(color);
  });

  test('spectra.csv is that of the result; sums are means times samples', async () => {
    expect(readFileSync(at('run', 'emit', 'spectra.csv'), 'utf8')).toBe(readFileSync(at('run', 'spectra.csv'), 'utf8'));
    const { clusters } = JSON.parse(readFileSync(at('run', 'segmentation.json'), 'utf8'));
    const bytes = readFileSync(at('run', 'emit', 'sums', 'label-2.fits'));
    const source = await platform.openFile(at('run', 'emit', 'sums', 'label-2.fits'));
    const { hdus } = await scanFits(source);
    await source.close();
    expect(hdus.map(({ name }) => name)).toEqual(['PRIMARY', 'DATA', 'STAT', 'NPIX', 'USED']);
    const [sum, , samples] = hdus
      .slice(1, 4)
      .map(hdu => Array.from({ length: hdu.shape[0] }, (_, b) => bytes.readDoubleBE(hdu.dataOffset + 8 * b)));
    const { mean } = clusters[1].spectra;
    sum.forEach((value, b) => {
      if (mean[b] === null) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(mean[b] * samples[b], 4);
    });
  });

  test('the latents in the Zarr image are those of latents.fits', async () => {
    const source = await openSampleSource(await platform.openFile(at('run', 'latents.fits')));
    for (let band = 0; band < source.shape.bands; band++) {
      const chunk = unzlibSync(readFileSync(at('run', 'emit', 'labels.ome.zarr', '0', `${band}`, '0', '0')));
      expect(new Float32Array(chunk.slice().buffer)).toEqual(await source.plane(band));
    }
    await source.close();
  });

  test.skipIf(!ort)('ONNX Runtime runs the encoder, as our own engine does (skipped: no onnxruntime-node)', async () => {
    const { encode } = await loadEncoder(repo('samples/encoders/muse-udf-500'));
    const session = await ort!.InferenceSession.create(at('run', 'emit', 'encoder', 'encoder.onnx'));
    const x = Float32Array.from({ length: 4 * encode.inputSize }, (_, i) => Math.sin(i));
    const { y } = await session.run({ x: new ort!.Tensor('float32', x, [4, encode.inputSize]) });
    const engine = await openCpu();
    const ours = await (await engine.compile(encode)).run(x, 4);
    await engine.dispose();
    expect(y.dims).toEqual([4, ours.length / 4]);
    for (const [i, value] of ours.entries()) expect((y.data as Float32Array)[i]).toBeCloseTo(value, 5);
    const card = JSON.parse(readFileSync(at('run', 'emit', 'encoder', 'encoder.json'), 'utf8'));
    expect(card).toEqual(JSON.parse(readFileSync(repo('samples/encoders/muse-udf-500/encoder.json'), 'utf8')));
  });
});

describe('emit refuses', () => {
  test('an unknown kind, before the work', async () => {
    const unknown = await cloisonneHere(['segment', MUSE, '--emit', 'cog,shp', '--out', at('never')]);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/^cloisonne: --emit does not know 'shp'. It takes all, or some of fits,cog/),
    ]);
  });

  test('edits that change clusters, but not names; a cube that is gone', async () => {
    cpSync(at('run'), at('edited'), { recursive: true });
    const path = at('edited', 'segmentation.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    const edit = (...edits: unknown[]) => writeFileSync(path, JSON.stringify({ ...document, edits }));
    const rename = { kind: 'rename', cluster: 1, name: 'sky' };
    edit(rename);
    expect((await readEmitted(at('edited'))).styles.map(({ name }) => name)).toEqual(['sky', 'Cluster 2', 'Cluster 3']);
    edit(rename, { kind: 'merge', clusters: [1, 2], into: 4, name: 'both', color: '#123456' });
    await expect(readEmitted(at('edited'))).rejects.toMatchObject({
      tag: 'UsageError',
      remedy: expect.stringContaining('--replay'),
    });
    edit();
    writeFileSync(at('edited', 'run.json'), '{}');
    const { result } = await readEmitted(at('edited'));
    const { signal } = new AbortController();
    await expect(openSegmented(result, undefined, signal)).rejects.toMatchObject({
      tag: 'UsageError',
      remedy: 'Say where it is with --cube.',
    });
    const other = put(
      at('other.fits'),
      fitsCube([30, 30, 4], () => 1),
    );
    await expect(openSegmented(result, other, signal)).rejects.toMatchObject({ tag: 'InputError' });
  });
});
