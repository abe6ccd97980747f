import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importModel } from '../../../cli/models/import.js';
import { loadEncoder } from '../../../cli/shipped.js';
import { onnxPath, torchModels } from '../../core/encoder/onnx/models.js';
import { cloisonne, complaints, filesIn, workplace } from '../../helpers/cli.js';
import { writeTiff } from '../../helpers/tiff-writer.js';

const dir = workplace();
const [bands, latent] = [12, 3];
const axis = { kind: 'energy', unit: 'keV', start: 1, step: 0.5 };

/** A card with the rows that PyTorch encoded as its golden vectors. */
function card(name: string, change: Record<string, unknown> = {}): string {
  const { inputs, latents } = torchModels[name];
  const golden = Array.from({ length: inputs.length / bands }, (_, i) => ({
    spectrum: inputs.slice(i * bands, (i + 1) * bands),
    latent: latents.slice(i * latent, (i + 1) * latent),
  }));
  const path = join(dir, 'card.json');
  writeFileSync(path, JSON.stringify({ name, input: { axis, bands, unit: 'counts' }, golden, ...change }));
  return path;
}
const imported = (name: string, change: Record<string, unknown> = {}, ...more: string[]) =>
  cloisonne([
    'models',
    'import',
    onnxPath(name),
    '--card',
    card(name, change),
    '--out',
    join(dir, 'enc'),
    '--overwrite',
    ...more,
  ]);

test('an imported encoder is one of ours: read back, checked against torch and ONNX Runtime, it segments', {
  timeout: 180_000,
}, async () => {
  const run = await imported(
    'two_heads',
    { steps: [], training: { data: 'a wall', spectra: 9, software: 'PyTorch 1.13' } },
    '--json',
  );
  expect(run).toMatchObject({ code: 0 });
  const { deviations, ...facts } = JSON.parse(run.stdout);
  expect(facts).toMatchObject({
    name: 'two_heads',
    bands,
    latent,
    layers: { encoder: ['9 selu', '6 tanh', '3 linear'], decoder: [] },
  });
  for (const value of Object.values(deviations)) expect(value).toBeLessThan(1e-4);
  const encoder = await loadEncoder(join(dir, 'enc'));
  expect(encoder.decode).toBeUndefined();
  expect(encoder.card).toMatchObject({
    input: { bands, unit: 'counts' },
    training: { data: 'a wall', recipe: { importedFrom: 'two_heads.onnx' } },
  });
  expect(encoder.card.golden.flatMap(vector => vector.latent).map(z => z.toFixed(4))).toEqual(
    torchModels.two_heads.latents.map(z => z.toFixed(4)),
  );

  // Three kinds of spectra in stripes: rows of the golden ones.
  const [width, height] = [6, 9];
  const cube = join(dir, 'cube.tif');
  const { inputs } = torchModels.two_heads;
  const sample = (band: number, pixel: number) => inputs[Math.floor(pixel / width / 3) * bands + band] + 0.01 * ((pixel * 7) % 5);
  const data = Float32Array.from({ length: bands * width * height }, (_, i) =>
    sample(Math.floor(i / (width * height)), i % (width * height)),
  );
  writeFileSync(cube, writeTiff({ width, height, bands, data }, { planar: 'pages' }));
  const axisFile = join(dir, 'axis.json');
  writeFileSync(axisFile, JSON.stringify(axis));
  const out = join(dir, 'out');
  const segment = await cloisonne([
    'segment',
    cube,
    '--axis',
    axisFile,
    '--encoder',
    join(dir, 'enc'),
    '--k',
    '3',
    '--out',
    out,
    '--json',
  ]);
  expect({ ...segment, complaints: complaints(segment) }).toMatchObject({ code: 0, complaints: [] });
  const document = JSON.parse(readFileSync(join(out, 'segmentation.json'), 'utf8'));
  expect(document.clusters.map((c: { count: number }) => c.count)).toEqual([18, 18, 18]);
  expect(document.clusters[0].reconstructionError).toBeNull();
  expect(filesIn(out).get('report.html')?.toString()).not.toMatch(/Reconstruction error\.|NaN/);
  const limited = ['--unclassified', 'reconstruction=0.1', '--overwrite'];
  const refused = await cloisonne(['segment', cube, '--axis', axisFile, '--encoder', join(dir, 'enc'), '--out', out, ...limited]);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/this encoder has no decoder\. Import its decoder too/),
  });
});

test('with its decoder it is a whole autoencoder', async () => {
  expect(await imported('mlp', {}, '--decoder', onnxPath('decoder'), '-q')).toMatchObject({ code: 0, stderr: '' });
  const { decode, card: read } = await loadEncoder(join(dir, 'enc'));
  expect(read.layers).toEqual({ encoder: ['8 relu', '6 sigmoid', '3 linear'], decoder: ['8 selu', '12 linear'] });
  expect(decode?.inputSize).toBe(latent);
});

test('what does not fit is refused, with the field that is wrong', async () => {
  const wrong = torchModels.mlp.inputs.slice(0, bands);
  for (const [change, more, tag, message] of [
    [{ input: {} }, {}, 'InputError', /"input\.axis" is missing.*It is JSON like/],
    [{ input: { axis } }, {}, 'InputError', /"input\.bands" does not say/],
    [{ steps: 'polish' }, {}, 'InputError', /"steps": .*polish/],
    [{ golden: [{ spectrum: [1, 2] }] }, {}, 'InputError', /"golden" is not a list of \{"spectrum": 12 numbers/],
    [{ golden: [{ spectrum: wrong, latent: [9, 9, 9] }] }, {}, 'EncoderMismatchError', /the card states other latents: largest/],
    [{ steps: 'rebin:bands=6' }, {}, 'EncoderMismatchError', /it takes 12 bands, the axis and steps of the card give 6/],
    [{}, { decoder: onnxPath('two_heads') }, 'EncoderMismatchError', /it goes from 12 to 3, not from 3 to 12/],
    [{}, { decoder: 'none.onnx' }, 'InputError', /cannot read the file \[none\.onnx\]: no such file/],
  ] as const) {
    const argv = { name: onnxPath('mlp'), card: card('mlp', change), out: join(dir, 'never'), ...more };
    await expect(importModel(argv)).rejects.toMatchObject({ tag, message: expect.stringMatching(message) });
  }
  expect(existsSync(join(dir, 'never'))).toBe(false);
  expect(await cloisonne(['models', 'import', 'x.onnx'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/needs --card/),
  });
});
