import { describe, expect, it } from 'vitest';
import { referenceSteps, spectralBaseline } from '../../../core/baselines.js';
import { createRandom, silhouettes } from '../../../core/cluster/index.js';
import { createCube } from '../../../core/cube/cube.js';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { nearestNeighbours } from '../../../core/evaluate/baselines/neighbours.js';
import { memberships } from '../../../core/evaluate/baselines/umap.js';
import {
  evaluate,
  falseColorImage,
  gatherSpectra,
  methodScores,
  onMap,
  pcaEmbedding,
  rawEmbedding,
  referenceKmeans,
  rgbEmbedding,
  runBaseline,
  umapEmbedding,
} from '../../../core/evaluate/index.js';
import { compileSteps } from '../../../core/preprocess/index.js';
import fixture from '../../fixtures/evaluate/baselines.json' with { type: 'json' };
import { memoryCube } from '../cube/memory-source.js';
import { threeKinds } from '../pipeline/scene.js';

const spectra = { data: Float32Array.from(fixture.spectra), n: fixture.truth.length, bands: fixture.bands };
const options = { kMin: 2, kMax: 4, seed: 0, threads: 1 };
const tagOf = async (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    err => isCloisonneError(err) && err.tag,
  );

describe('baselines', () => {
  it.each(['raw', 'pca'] as const)('%s agrees with scikit-learn, K by K', async name => {
    const found = await runBaseline(spectralBaseline(name), spectra, options);
    expect(found.chosen).toBe(3);
    fixture.sweeps[name].forEach(({ k, labels, silhouette }, i) => {
      expect(found.sweep[i].k).toBe(k);
      expect(found.sweep[i].silhouettePointwise).toBeCloseTo(silhouette, 6);
      expect(
        evaluate(
          found.sweep[i].labels,
          labels.map(label => label + 1),
        ).ari,
      ).toBe(1);
    });
  });

  it('UMAP parts three blobs as umap-learn does, those it placed afterwards too', async () => {
    const embed = umapEmbedding({ fitLimit: 180 });
    const points = await embed(spectra, { seed: 0 });
    expect(points.dim).toBe(3);
    const fitted = new Set(createRandom(0, 22).sample(spectra.n, 180));
    const silhouette = async (rows: number[]) => {
      const data = Float64Array.from(rows.flatMap(row => [...points.data.subarray(3 * row, 3 * row + 3)]));
      const labels = Uint16Array.from(rows, row => fixture.truth[row] - 1);
      return (await silhouettes({ data, n: rows.length, dim: 3 }, [{ k: 3, labels }], { threads: 1 }))[0].pointwise;
    };
    const all = Array.from({ length: spectra.n }, (_, i) => i);
    // umap-learn: 0.943 and 0.922.
    expect(await silhouette(all.filter(row => fitted.has(row)))).toBeGreaterThan(fixture.umap.silhouette.fitted - 0.05);
    expect(await silhouette(all.filter(row => !fitted.has(row)))).toBeGreaterThan(fixture.umap.silhouette.transformed - 0.05);
    const found = await runBaseline({ name: 'umap', embed, clustering: 'kmeans' }, spectra, options);
    expect(found.chosen).toBe(3);
    expect(evaluate(found.sweep[1].labels, fixture.truth).ari).toBe(fixture.umap.ari);
  });

  it('UMAP gives the same bytes for a seed, others for another, and needs more spectra than neighbours', async () => {
    const few = { data: spectra.data.subarray(0, 20 * spectra.bands), n: 20, bands: spectra.bands };
    const run = async (seed: number) => [...(await umapEmbedding()(few, { seed })).data];
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    const none = { data: few.data.subarray(0, 15 * few.bands), n: 15, bands: few.bands };
    expect(await tagOf(Promise.resolve(umapEmbedding()(none, { seed: 0 })))).toBe('EmptyError');
  });

  it('weighs neighbours so that the weights sum to log2 of their number, nearer ones more', () => {
    const weights = memberships([0.5, 0.6, 1, 1.5, 2, 2.5, 3, 9]);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(3, 9);
    expect([...weights].sort((a, b) => b - a)).toEqual(weights);
    expect(memberships([0, 0, 0])).toEqual([1, 1, 1]);
  });

  it('finds the nearest neighbours that sorting all distances finds', () => {
    const random = createRandom(3);
    const cloud = (n: number) => ({ data: Float64Array.from({ length: 4 * n }, () => random.normal()), n, dim: 4 });
    const [points, queries] = [cloud(50), cloud(9)];
    const { indices, distances } = nearestNeighbours(points, queries, 6);
    for (let q = 0; q < 9; q++) {
      const sorted = Array.from({ length: 50 }, (_, p) => {
        const row = queries.data.subarray(4 * q, 4 * q + 4);
        return { p, d: Math.hypot(...row.map((v, d) => v - points.data[4 * p + d])) };
      }).sort((a, b) => a.d - b.d);
      expect(indices[q]).toEqual(sorted.slice(0, 6).map(({ p }) => p));
      distances[q].forEach((d, i) => {
        expect(d).toBeCloseTo(sorted[i].d, 12);
      });
    }
  });
});

describe("the paper's code", () => {
  it.each(fixture.reference)('clusters from the first rows (K = $k, first row twice: $doubled)', ({ k, doubled, labels }) => {
    const rows = doubled ? [0, ...Array(spectra.n).keys()] : [...Array(spectra.n).keys()];
    const data = Float64Array.from(rows.flatMap(row => [0, 1, 2].map(d => fixture.spectra[row * spectra.bands + d])));
    const found = referenceKmeans({ data, n: rows.length, dim: 3 }, k);
    expect(found && [...found.labels]).toEqual(labels ?? undefined);
  });

  it('says so when it finds no clusters at all', async () => {
    const constant = { data: new Float32Array(40).fill(1), n: 20, bands: 2 };
    const baseline = { name: 'same', embed: rawEmbedding, clustering: 'reference' } as const;
    await expect(runBaseline(baseline, constant, options)).rejects.toThrow(/'same' finds no clusters.*K from 2 to 4/);
  });

  it('parts what lies far apart when its encoder is trained on the spectra', async () => {
    const { cube, truth } = threeKinds(14, 8, 40, 0.02);
    const source = createCube(memoryCube(cube));
    const steps = compileSteps(referenceSteps(40), source.spectralAxis);
    const gathered = await gatherSpectra(source, steps, { maxMemory: 4e9 });
    const found = await runBaseline(spectralBaseline('ae'), gathered, { ...options, kMax: 3 });
    const best = found.sweep.map(({ labels }) => evaluate(onMap(labels, gathered.pixels, truth.length), truth).ari);
    expect(Math.max(...best)).toBeGreaterThan(0.4);
  }, 60_000);
});

describe('spectra and colours of a cube', () => {
  const { cube, truth } = threeKinds(12, 10, 24);
  const source = createCube(memoryCube(cube));
  const steps = compileSteps(referenceSteps(24), source.spectralAxis);

  it('gathers every valid spaxel through the steps, wherever it lies', async () => {
    const { data, n, bands, pixels } = await gatherSpectra(source, steps, { maxMemory: 4e9 });
    expect([...pixels]).toEqual([...truth.keys()].filter(p => truth[p] > 0));
    expect([n, bands]).toEqual([pixels.length, 24]);
    const raw = Array.from({ length: 24 }, (_, b) => Math.log1p(cube.data[b * 120 + pixels[5]]));
    const top = Math.max(...raw);
    raw.forEach((value, b) => {
      expect(data[5 * 24 + b]).toBeCloseTo(value / top, 6);
    });
    expect([...onMap(Uint8Array.of(7, 9), pixels.subarray(0, 2), 5)]).toEqual([7, 9, 0, 0, 0]);
  });

  it('says how much memory it needs', async () => {
    expect(await tagOf(gatherSpectra(source, steps, { maxMemory: 1e6 }))).toBe('MemoryCapError');
  });

  it('clusters colours: the means of three windows', async () => {
    const { pixels, ...gathered } = await gatherSpectra(source, steps, { maxMemory: 4e9 });
    const image = await falseColorImage(source, 4e9);
    const points = await rgbEmbedding(image, pixels)(gathered, { seed: 0 });
    expect([points.n, points.dim]).toEqual([gathered.n, 3]);
    expect(points.data[3]).toBeCloseTo(image[3 * pixels[1]] / 255, 6);
    const found = await runBaseline({ name: 'rgb', embed: rgbEmbedding(image, pixels), clustering: 'kmeans' }, gathered, options);
    const map = found.sweep.map(entry => ({ ...entry, labels: onMap(entry.labels, pixels, truth.length) }));
    const rows = methodScores({ ...found, sweep: map, chosen: 2 }, truth);
    expect(rows.map(({ k, kBy }) => [k, kBy])).toEqual([
      [2, 'chosen'],
      [3, 'given'],
    ]);
    expect(rows[1].ari).toBeGreaterThan(0.95);
    expect(methodScores({ ...found, sweep: map, chosen: 3 }, truth).map(({ kBy }) => kBy)).toEqual(['both']);
    expect(() => methodScores({ ...found, sweep: map, chosen: 9 }, truth)).toThrow(/no K = 9/);
  });

  it('has no other baselines', () => {
    expect(() => spectralBaseline('tsne')).toThrow(/no baseline 'tsne'/);
    expect(pcaEmbedding(2)(spectra, { seed: 0 })).toMatchObject({ dim: 2, n: 240 });
  });
});
