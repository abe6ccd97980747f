import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { axisFromCentres } from '../../../core/cube/axis.js';
import { createCube } from '../../../core/cube/cube.js';
import { axisAtRest } from '../../../core/cube/rest.js';
import { checkAxis } from '../../../core/encoder/index.js';
import type { Encoder } from '../../../core/encoder/types.js';
import { evaluate } from '../../../core/evaluate/index.js';
import { compileSteps } from '../../../core/preprocess/index.js';
import type { Segmentation } from '../../../core/segmentation.js';
import { synthNebular } from '../../../core/synth/index.js';
import { shippedEncoder } from '../../acceptance/segmenting.js';
import { root } from '../../helpers/unpack.js';
import { segmentation } from './scene.js';

const { sourceOf } = await import(join(root, 'samples/paper/source.mjs'));
const { atRest } = await import(join(root, 'samples/paper/generate.mjs'));

const [side, bands] = [32, 1024];
/** A field of nebulae from a seed that no encoder was trained on. */
const field = (velocity: number) => synthNebular({ width: side, height: side, seed: 9301, bands, velocity });

let encoder: Encoder;
const run = (seen: number, velocity?: number): Promise<Segmentation> =>
  segmentation(sourceOf(field(seen), `${seen} km/s`), { encoder, velocity, kMin: 3, kMax: 5, engine: 'wasm' });
const same = (a: Segmentation, b: Segmentation): number => evaluate(a.labels.data, b.labels.data).ari;

beforeAll(async () => {
  encoder = await shippedEncoder('muse-nebular-1024');
});

describe('an encoder trained at rest, and a galaxy that moves at 900 km/s', () => {
  test('brought to rest it has the K and nearly the labels of the galaxy at rest; left as it is, it has not', async () => {
    const [rest, brought, left] = [await run(0), await run(900, 900), await run(900)];
    expect(rest.k).toBe(4);
    expect(brought.k).toBe(4);
    expect(same(brought, rest)).toBeGreaterThan(0.8);
    expect(same(left, rest)).toBeLessThan(same(brought, rest) - 0.1);
    expect(brought.encoderAxis.velocity).toBe(900);
    expect(rest.encoderAxis).not.toHaveProperty('velocity');
    expect(brought.axis).toEqual(rest.axis);
    expect(brought.warnings.join()).toMatch(/at rest the cube runs from 4735\.16 to 9322\.64 Å: .* \(6 of 1024 bands\)/);
  }, 120_000);

  test('samples are moved whole, as the study of the paper moves them', async () => {
    const cube = field(900);
    const axis = axisAtRest(cube.spectralAxis, 900);
    const [rebin] = checkAxis(encoder.card, axis, { rest: true });
    const { reducer } = compileSteps([rebin], axis);
    const { data } = await createCube(sourceOf(cube, 'moving')).block(7, 1, { reducer });
    const expected = new Float32Array(side * bands);
    atRest(cube, 900).row(7, expected);
    // The study's last bands repeat the last sample as well.
    expect(data).toEqual(expected);
  });

  test('a shipped encoder is picked for the axis at rest, and one fitted here is fitted at rest', async () => {
    const source = sourceOf(field(900), 'moving');
    const picked = await segmentation(source, { shipped: [encoder], velocity: 900, kMin: 4, kMax: 4, engine: 'wasm' });
    expect([picked.encoderOrigin, picked.card.name]).toEqual(['shipped', encoder.card.name]);
    const fitted = await segmentation(source, { velocity: 900, kMin: 2, kMax: 2, engine: 'wasm' });
    const { edges } = fitted.card.input.axis;
    expect(edges[0]).toBeCloseTo(fitted.axis.edges[0] / (1 + 900 / 299792.458), 3);
  }, 60_000);

  test('a velocity on an axis without one is refused', async () => {
    const cube = { ...field(0), spectralAxis: axisFromCentres('raman-shift', 'cm-1', field(0).spectralAxis.values) };
    await expect(segmentation(sourceOf(cube, 'raman'), { velocity: 900, kMax: 2, engine: 'wasm' })).rejects.toThrow(
      /no rest frame/,
    );
  });
});
