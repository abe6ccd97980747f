import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { axisFromCentres, channelAxis, linearAxis } from '../../../core/cube/axis.js';
import { axisAtRest } from '../../../core/cube/rest.js';
import {
  checkAxis,
  type EncoderFiles,
  encoderFiles,
  encodeSpectra,
  goldenVectors,
  parseEncoder,
} from '../../../core/encoder/index.js';
import { openEngine, verifyGolden } from '../../../core/engine/index.js';
import { compileSteps } from '../../../core/preprocess/index.js';
import { type TrainEncoderOptions, trainEncoder } from '../../../core/train/index.js';
import { cpuEngines } from '../engine/networks.js';
import { drain, movingLines } from './spectra.js';

const [n, bands] = [300, 40];
const axis = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, bands);
const steps = [
  { name: 'rebin', version: 1, bands: 20 },
  { name: 'asinh', version: 1 },
] as const;
const spectra = movingLines(n, bands);
spectra[7] = spectra[3 * bands] = Number.NaN;
const options: TrainEncoderOptions = { spectra, n, axis, unit: 'erg/s', steps, name: 'lines', data: 'seeded lines', recipe: {} };
const pca = () => drain(trainEncoder({ ...options, recipe: { method: 'pca', latent: 3 } }));
const network = () => drain(trainEncoder({ ...options, recipe: { hidden: [12], latent: 3, epochs: 2, seed: 3 } }));

describe.each([
  ['pca', pca],
  ['autoencoder', network],
] as const)('%s', (method, train) => {
  test('makes the same encoder twice, and its files read back to the same', async () => {
    const { result: encoder } = await train();
    expect((await train()).result).toEqual(encoder);
    expect(encoder.card).toMatchObject({ method, latent: 3, input: { bands: 40, unit: 'erg/s' }, training: { spectra: n } });
    const files = encoderFiles(encoder);
    expect(await parseEncoder(files, 'lines')).toEqual(encoder);
    expect(encoderFiles(await parseEncoder(files, 'lines'))).toEqual(files);
  });

  test('every engine here reproduces its golden vectors', async () => {
    const { result: encoder } = await train();
    expect(encoder.card.golden).toHaveLength(4);
    for (const name of cpuEngines) {
      const engine = await openEngine(name);
      const compiled = await engine.compile(encoder.encode);
      expect(await verifyGolden(compiled, goldenVectors(encoder))).toMatchObject({ ok: true });
      await engine.dispose();
    }
  });

  test('tf.loadLayersModel reads model.json and weights.bin, and gives what decode(encode(x)) gives', async () => {
    const { result: encoder } = await train();
    const files = encoderFiles(encoder);
    const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files['model.json']));
    const tfl = await import('@tensorflow/tfjs-layers');
    const engine = await openEngine('wasm');
    const { loadTf } = await import('../../../core/engine/tfjs.js');
    const tf = await loadTf();
    const weightSpecs = weightsManifest.flatMap(({ weights }: { weights: unknown[] }) => weights);
    const weightData = files['weights.bin'].slice().buffer;
    const model = await tfl.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const { inputs, n: rows } = goldenVectors(encoder);
    const z = await (await engine.compile(encoder.encode)).run(inputs, rows);
    const x = await (await engine.compile(encoder.decode!)).run(z, rows);
    const expected = tf.tidy(() => (model.predict(tf.tensor2d(inputs, [rows, 20])) as { dataSync(): Float32Array }).dataSync());
    x.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
    });
    model.dispose();
    await engine.dispose();
  });
});

test('latents do not depend on how spectra are gathered', async () => {
  const { result } = await network();
  const compiled = compileSteps(result.card.steps, axis);
  const engine = await openEngine('wasm');
  const encode = await engine.compile(result.encode);
  const whole = await encodeSpectra(encode, compiled, spectra, n);
  for (const size of [1, 64, 299]) {
    const last = await encodeSpectra(encode, compiled, spectra.subarray((n - size) * bands), size);
    expect(last).toEqual(whole.subarray((n - size) * 3));
  }
  await engine.dispose();
});

describe('damaged encoders', async () => {
  const { result } = await pca();
  const good = encoderFiles(result);
  const card = JSON.parse(new TextDecoder().decode(good['encoder.json']));
  const model = JSON.parse(new TextDecoder().decode(good['model.json']));
  const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  const weights = (edit: (values: Float32Array) => void) => {
    const copy = good['weights.bin'].slice();
    edit(new Float32Array(copy.buffer));
    return copy;
  };
  const withLayers = (edit: (layers: { class_name: string; config: Record<string, unknown> }[]) => void) => {
    const copy = structuredClone(model);
    edit(copy.modelTopology.model_config.config.layers);
    return { 'model.json': bytes(copy) };
  };
  const nan = weights(values => values.fill(Number.NaN, 5, 6));
  const { createHash } = await import('node:crypto');
  const sha256 = createHash('sha256').update(nan).digest('hex');
  const cases: [string, Partial<EncoderFiles>, RegExp][] = [
    ['no JSON', { 'encoder.json': bytes('{') }, /encoder\.json.*not JSON/],
    ['other file', { 'encoder.json': bytes({}) }, /not an encoder card/],
    ['next major version', { 'encoder.json': bytes({ ...card, version: '2.0' }) }, /version 2\.0 is not 1\.x/],
    ['no method', { 'encoder.json': bytes({ ...card, method: 'vae' }) }, /unknown method "vae"/],
    ['short axis', { 'encoder.json': bytes({ ...card, input: { ...card.input, bands: 41 } }) }, /edges is not 42 numbers/],
    [
      'folded axis',
      {
        'encoder.json': bytes({
          ...card,
          input: {
            ...card.input,
            axis: { ...card.input.axis, edges: card.input.axis.edges.map((e: number, i: number) => (i === 5 ? 0 : e)) },
          },
        }),
      },
      /does not rise or fall/,
    ],
    ['unknown step', { 'encoder.json': bytes({ ...card, steps: [{ name: 'sharpen', version: 1 }] }) }, /unknown step 'sharpen'/],
    ['other steps', { 'encoder.json': bytes({ ...card, steps: [] }) }, /20 inputs, but the steps give 40/],
    [
      'golden shape',
      { 'encoder.json': bytes({ ...card, golden: [{ spectrum: [1], latent: [1, 2, 3] }] }) },
      /golden vector is not 40 numbers/,
    ],
    ['no golden', { 'encoder.json': bytes({ ...card, golden: [] }) }, /no golden vectors/],
    [
      'other latent',
      {
        'encoder.json': bytes({
          ...card,
          latent: 2,
          limits: undefined,
          golden: card.golden.map((g: { spectrum: number[] }) => ({ ...g, latent: [1, 2] })),
        }),
      },
      /latent layer of 3, the card says 2/,
    ],
    ['flipped weight', { 'weights.bin': weights(values => values.fill(0, 3, 4)) }, /weights\.bin.*SHA-256/],
    ['truncated weights', { 'weights.bin': good['weights.bin'].subarray(0, 40) }, /SHA-256/],
    [
      'NaN weights',
      { 'weights.bin': nan, 'encoder.json': bytes({ ...card, weights: { ...card.weights, sha256 } }) },
      /not finite/,
    ],
    ['no model', { 'model.json': bytes({}) }, /no layers/],
    [
      'huge layer',
      withLayers(layers => void (layers[0].config.units = 2 ** 40)),
      /weights\.bin has \d+ bytes, the layers need more/,
    ],
    ['convolution', withLayers(layers => void (layers[0].class_name = 'Conv1D')), /not Dense/],
    ['missing layer', withLayers(layers => void layers.pop()), /the layers need \d+/],
    ['other activation', withLayers(layers => void (layers[0].config.activation = 'swish')), /unknown activation swish/],
    ['no latent', withLayers(layers => void (layers[0].config.name = 'x')), /no layer 'latent'/],
  ];
  test.each(cases)('%s', async (_, damage, message) => {
    const failure = await parseEncoder({ ...good, ...damage }, 'lines').catch(err => err);
    expect(failure).toMatchObject({ tag: 'EncoderMismatchError', message: expect.stringMatching(message) });
    expect(failure.message).not.toContain('\n');
  });
});

describe('axes', async () => {
  const { result } = await pca();
  const { card } = result;

  test('the same axis, in another unit too, takes the steps of the card', () => {
    expect(checkAxis(card, axis)).toEqual(card.steps);
    expect(checkAxis(card, linearAxis('wavelength', 'nm', 475, 0.125, bands))).toEqual(card.steps);
  });

  test('a finer cube that covers the range is rebinned when asked, and gives nearly the same latents', async () => {
    const fine = linearAxis('wavelength-air', 'nm', 474.9375 + 0.03125 - 1.25, 0.0625, 2 * bands + 40);
    expect(() => checkAxis(card, fine)).toThrow(/does not fit the cube \[lines\].*--rebin/);
    const rebinning = compileSteps(checkAxis(card, fine, { rebin: true }), fine);
    const doubled = Float32Array.from(
      { length: 2 * bands + 40 },
      (_, i) => spectra[5 * bands + Math.min(bands - 1, Math.max(0, Math.floor((i - 20) / 2)))],
    );
    const engine = await openEngine('cpu');
    const encode = await engine.compile(result.encode);
    const found = await encodeSpectra(encode, rebinning, doubled, 1);
    const expected = await encodeSpectra(encode, compileSteps(card.steps, axis), spectra.subarray(5 * bands, 6 * bands), 1);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 4);
    });
    await engine.dispose();
  });

  test('an axis at rest: bins of the same width are taken whole without --rebin, others with it', () => {
    const cube = linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, bands);
    const rest = axisAtRest(cube, 120);
    expect(() => checkAxis(card, rest)).toThrow(/band \d+ is .* bins off/);
    expect(checkAxis(card, rest, { rest: true })[0]).toMatchObject({ name: 'rebin-to', mode: 'nearest', beyond: 'repeat' });
    const fine = axisAtRest(linearAxis('wavelength-air', 'Angstrom', 4749.6875, 0.625, 2 * bands), 120);
    expect(() => checkAxis(card, fine, { rest: true })).toThrow(/at rest, the cube has.*--rebin/);
    expect(checkAxis(card, fine, { rest: true, rebin: true })[0]).toMatchObject({ mode: 'mean', beyond: 'repeat' });
  });

  test('an axis at rest that covers less than 0.8 of the range is refused, and the range is told', () => {
    const covering = (velocity: number) => axisAtRest(linearAxis('wavelength-air', 'Angstrom', 4750, 1.25, bands), velocity);
    const width = 1.25 * bands;
    const limit = (share: number) => (299792.458 * (1 - share) * width) / 4750;
    expect(checkAxis(card, covering(limit(0.85)), { rest: true })).toHaveLength(card.steps.length + 1);
    expect(() => checkAxis(card, covering(limit(0.7)), { rest: true })).toThrow(
      /at rest, .*the cube runs from .* to .* Å, the encoder from 4749\.\d+ to .*--velocity.*0\.8 of the encoder's range/,
    );
  });

  test('another kind or range is refused whatever is asked', () => {
    const random = createRandom(0);
    const others = [
      channelAxis(bands),
      linearAxis('energy', 'keV', 1, 0.01, bands),
      linearAxis('wavelength-air', 'Angstrom', 5000, 1.25, bands),
      axisFromCentres(
        'raman-shift',
        'cm-1',
        Float64Array.from({ length: bands }, (_, i) => 600 + 4 * i + random.uniform()),
      ),
    ];
    for (const other of others) {
      expect(() => checkAxis(card, other, { rebin: true })).toThrow(expect.objectContaining({ tag: 'EncoderMismatchError' }));
    }
  });
});

test('spectra outside the domain of the steps are left out, with a warning; none left is an EmptyError', async () => {
  const negative = movingLines(50, bands);
  negative.fill(-3, 0, bands);
  const log = {
    ...options,
    spectra: negative,
    n: 50,
    steps: [{ name: 'log1p', version: 1 as const }],
    recipe: { method: 'pca' as const },
  };
  const { events, result } = await drain(trainEncoder(log));
  expect(events).toContainEqual({ type: 'warning', message: expect.stringContaining('1 of 50 spectra') });
  expect(result.card.training.spectra).toBe(49);
  await expect(drain(trainEncoder({ ...log, spectra: negative.fill(-3) }))).rejects.toMatchObject({ tag: 'EmptyError' });
});
