import { expect, describe as group, it } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import { linearAxis } from '../../../core/cube/axis.js';
import { createCube } from '../../../core/cube/cube.js';
import { clusterDescription, type DescribeInput, type Description, describe } from '../../../core/describe/describe.js';
import type { CompiledNetwork } from '../../../core/engine/types.js';
import { compileSteps, parseSteps } from '../../../core/preprocess/index.js';
import { type MemoryCube, memoryCube, noiseCube } from '../cube/memory-source.js';

// More than two chunks of 4096 pixels, the chunks ending within rows.
const [WIDTH, HEIGHT, BANDS, LATENT] = [70, 131, 8, 2];
const PIXELS = WIDTH * HEIGHT;
const scene = noiseCube(WIDTH, HEIGHT, BANDS, 0.05, 9);

/** Any function of the latent will do for a decoder; this one is not linear. */
const decode = (z: Float32Array, at: number, band: number): number =>
  Math.fround(Math.sin(z[at] * (band + 1)) + z[at + 1] * z[at + 1]);

function inputOf(cube: MemoryCube): DescribeInput & { depth: number } {
  const source = createCube(memoryCube(cube));
  const steps = compileSteps(parseSteps('clip:min=-4,max=14,rebin:bands=4:mode=mean,asinh:scale=3'), source.spectralAxis);
  const random = createRandom(2);
  const valid = Uint8Array.from({ length: PIXELS }, () => (random.uniform() < 0.9 ? 1 : 0));
  const n = valid.reduce((a, b) => a + b);
  const latents = Float32Array.from({ length: n * LATENT }, () => random.normal());
  const labellings = [2, 3, 6].map(k => ({ k, labels: Uint8Array.from({ length: n }, () => random.integer(k)) }));
  const depth = steps.outputBands;
  const decoder: CompiledNetwork = {
    run: async (z, count) =>
      Float32Array.from({ length: count * depth }, (_, i) => decode(z, Math.floor(i / depth) * LATENT, i % depth)),
    dispose: () => {},
  };
  return {
    cube: source,
    steps,
    decoder,
    valid,
    latents,
    latent: LATENT,
    labellings,
    shift: new Float64Array(BANDS).fill(5),
    depth,
  };
}

/** A spectrum by band, its fill and clip, pairs of bands averaged, asinh(x / 3). */
function prepared(spectrum: number[]): number[] {
  const good = spectrum.flatMap((v, b) => (Number.isNaN(v) ? [] : [b]));
  const filled = spectrum.map((v, b) => {
    if (!Number.isNaN(v)) return v;
    const [a, c] = [good.filter(g => g < b).at(-1), good.find(g => g > b)];
    if (a === undefined) return spectrum[c as number];
    return c === undefined ? spectrum[a] : spectrum[a] + ((spectrum[c] - spectrum[a]) * (b - a)) / (c - a);
  });
  const clipped = filled.map(v => Math.min(14, Math.max(-4, v)));
  return [0, 1, 2, 3].map(j => Math.asinh((clipped[2 * j] + clipped[2 * j + 1]) / 2 / 3));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const close = (got: number, wanted: number, relative = 1e-10): void =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(relative * (Math.abs(wanted) + 1));

group('describe', () => {
  const input = inputOf(scene);
  const { valid, latents, labellings, depth } = input;
  const pixelOf = Array.from(valid.keys()).filter(p => valid[p]);
  const spectra = pixelOf.map(p => Array.from({ length: BANDS }, (_, b) => scene.data[b * PIXELS + p]));

  it('finds what direct sums in float64 find, for every cluster of every K', async () => {
    const { clusters } = await describe(input, { rows: 17 });
    const inputs = spectra.map(prepared);
    expect(clusters.map(list => list.length)).toEqual([2, 3, 6]);
    for (const [which, { k, labels }] of labellings.entries()) {
      for (let label = 0; label < k; label++) {
        const members = Array.from(labels.keys()).filter(i => labels[i] === label);
        const got = clusters[which][label];
        for (let b = 0; b < BANDS; b++) {
          const values = members.map(i => spectra[i][b]).filter(v => !Number.isNaN(v));
          expect(got.samples[b]).toBe(values.length);
          const m = mean(values);
          close(got.mean[b], m);
          close(got.std[b], Math.sqrt(mean(values.map(v => (v - m) ** 2))));
        }
        // The paper's eq. 8, in float32 for each spectrum; eq. 9.
        for (let j = 0; j < depth; j++) {
          close(got.meanInput[j], mean(members.map(i => inputs[i][j])), 1e-6);
          close(got.meanDecoded[j], mean(members.map(i => decode(latents, i * LATENT, j))));
        }
      }
    }
  });

  it('measures each spaxel: brightness and reconstruction error, NaN where there is no data', async () => {
    const { brightness, reconstruction } = await describe(input, { rows: 131 });
    for (let p = 0, i = 0; p < PIXELS; p++) {
      if (!valid[p]) {
        expect([brightness[p], reconstruction[p]]).toEqual([Number.NaN, Number.NaN]);
        continue;
      }
      close(brightness[p], mean(spectra[i].filter(v => !Number.isNaN(v))), 1e-6);
      const errors = prepared(spectra[i]).map((v, j) => (decode(latents, i * LATENT, j) - v) ** 2);
      close(reconstruction[p], Math.sqrt(mean(errors)), 1e-5);
      i++;
    }
  });

  it('sums each spaxel up along its bands: preprocessed, decoded, and three windows of the native ones', async () => {
    const { integrated } = await describe(input, { rows: 40 });
    for (let p = 0, i = 0; p < PIXELS; p++) {
      if (!valid[p]) {
        expect([integrated.input[p], integrated.decoded[p], integrated.colors[3 * p]]).toEqual(Array(3).fill(Number.NaN));
        continue;
      }
      close(integrated.input[p], mean(prepared(spectra[i])), 1e-6);
      close(integrated.decoded[p], mean([0, 1, 2, 3].map(j => decode(latents, i * LATENT, j))), 1e-6);
      // Eight channels in three windows: 0-2 blue, 3-4 green, 5-7 red.
      const green = spectra[i].slice(3, 5).filter(v => !Number.isNaN(v));
      if (green.length > 0) close(integrated.colors[3 * p + 1], mean(green), 1e-6);
      i++;
    }
  });

  it('keeps example spectra of one labelling, drawn by the seed, in pixel order', async () => {
    const { clusters } = await describe({ ...input, examplesOf: 1, seed: 4 }, { rows: 23 });
    expect(clusters.map(list => list.every(c => c.examples))).toEqual([false, true, false]);
    const { labels } = labellings[1];
    for (const [label, { examples }] of clusters[1].entries()) {
      const { pixels, input: before, decoded } = examples!;
      expect(pixels.length).toBe(160);
      for (let row = 0; row < 160; row++) {
        if (row > 0) expect(pixels[row]).toBeGreaterThan(pixels[row - 1]);
        const i = pixelOf.indexOf(pixels[row]);
        expect(labels[i]).toBe(label);
        prepared(spectra[i]).forEach((v, j) => {
          close(before[row * depth + j], v, 1e-6);
          close(decoded[row * depth + j], decode(latents, i * LATENT, j), 1e-6);
        });
      }
    }
    const again = (await describe({ ...input, examplesOf: 1, seed: 5 }, { rows: 23 })).clusters[1][0].examples;
    expect(again?.pixels).not.toEqual(clusters[1][0].examples?.pixels);
  });

  it('gives the same bytes whatever the blocks', async () => {
    const whole = await describe({ ...input, examplesOf: 2, seed: 1 }, { rows: HEIGHT });
    for (const rows of [1, 13, 58, 59, 200]) {
      const progress: number[] = [];
      const got: Description = await describe({ ...input, examplesOf: 2, seed: 1 }, { rows }, undefined, done =>
        progress.push(done),
      );
      expect(got).toEqual(whole);
      expect(progress.at(-1)).toBe(HEIGHT);
      expect(progress.length).toBe(Math.ceil(HEIGHT / rows));
    }
    expect(await describe({ ...input, examplesOf: 2, seed: 1 }, { rows: 10, readAhead: false })).toEqual(whole);
  });

  it('gives a K the same numbers on its own as among others, but for rounding', async () => {
    const all = await describe(input, { rows: 40 });
    for (const [which, labelling] of labellings.entries()) {
      const alone = await describe({ ...input, labellings: [labelling] }, { rows: 40 });
      for (const [label, cluster] of alone.clusters[0].entries()) {
        const { samples, examples: _, weighted: __, ...others } = all.clusters[which][label];
        expect(cluster.samples).toEqual(samples);
        for (const [key, values] of Object.entries(others)) {
          const wanted = cluster[key as keyof typeof others];
          for (let b = 0; b < values.length; b++) close(values[b], wanted[b], 1e-12);
        }
      }
      expect(alone.brightness).toEqual(all.brightness);
    }
  });

  it('stops when aborted', async () => {
    await expect(describe(input, { rows: 9 }, AbortSignal.abort())).rejects.toMatchObject({ tag: 'InterruptedError' });
  });
});

group('clusterDescription', () => {
  it('says where a cluster lies and how large it is', () => {
    const map = { width: 3, height: 2, data: Uint8Array.of(1, 2, 2, 0, 1, 2) };
    const spectrum = Float64Array.of(1, 1, 1, 9, 1, 1, 1);
    const moments = { samples: spectrum, mean: spectrum, std: spectrum, meanInput: spectrum, meanDecoded: spectrum };
    const reconstruction = Float32Array.of(1, 2, 3, Number.NaN, 3, 7);
    const facts = { valid: 5, centre: Float64Array.of(4), radius: 2, decodedMean: spectrum, silhouette: 0.5, reconstruction };
    const got = clusterDescription(
      2,
      moments,
      map,
      { spectralAxis: linearAxis('energy', 'keV', 10, 1, 7), excludedBands: new Uint8Array(7) },
      facts,
    );
    expect(got).toMatchObject({ id: 2, count: 3, fraction: 0.6, reconstructionError: 4, silhouette: 0.5, mean: spectrum });
    // Centres at 1.5, 2.5 and 2.5 across, 0.5, 0.5 and 1.5 down.
    expect(got.centroid).toEqual([6.5 / 3, 2.5 / 3]);
  });
});
