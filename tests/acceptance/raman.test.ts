import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanCube } from '../../core/cube/scan.js';
import type { SampleSource } from '../../core/cube/types.js';
import { withAxis } from '../../core/cube/with-axis.js';
import type { Encoder } from '../../core/encoder/types.js';
import { evaluate } from '../../core/evaluate/index.js';
import { platform } from '../../core/platform/node.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { trainEncoder } from '../../core/train/index.js';
import { openSampleSource, readAxisSidecar } from '../../formats/index.js';
import { path, resultOf } from './segmenting.js';

const BEST = 'baseline:order=5:iterations=50,area';
/** What the paper's own preprocessing amounts to, and the other usual ones. */
const OTHERS = ['log1p,max', 'area', 'sqrt,area', 'snv', 'none'];
const SEEDS = [0, 1, 2, 3, 4];

let truth: Float32Array;
const table: { preprocessing: string; encoder: string; ARI: string }[] = [];

async function open(): Promise<SampleSource> {
  const source = await openSampleSource(await platform.openFile(path('samples/data/raman.tif')));
  const axis = readAxisSidecar(await readFile(path('samples/data/raman.json')), 'raman.json', source.shape.bands);
  return withAxis(source, axis);
}

/** ARI at K = 3 against the published labels: an encoder given, or a PCA to three dimensions with the steps. */
async function ari(how: { encoder: Encoder } | { steps: string }): Promise<number> {
  const options = 'steps' in how ? { steps: parseSteps(how.steps), latent: 3 } : how;
  const { labels, k } = await resultOf(await open(), { ...options, kMin: 3, kMax: 3, seed: 0, engine: 'wasm' });
  expect(k).toBe(3);
  return evaluate(labels.data, truth).ari;
}

beforeAll(async () => {
  const labels = await openSampleSource(await platform.openFile(path('samples/data/raman_labels.tif')));
  truth = await labels.plane(0);
  await labels.close();
});

afterAll(() => console.table(table));

describe('Raman map of cartilage, K = 3, against the published labels', () => {
  it('the labels are 875 spaxels in three classes', () => {
    expect(truth.length).toBe(875);
    expect([...new Set(truth)].filter(v => v > 0).sort()).toEqual([1, 2, 3]);
  });

  it('PCA after a polynomial baseline and area: ARI >= 0.45', async () => {
    const got = await ari({ steps: BEST });
    table.push({ preprocessing: BEST, encoder: 'PCA(3)', ARI: got.toFixed(3) });
    expect(got).toBeGreaterThanOrEqual(0.45);
  });

  it.each(OTHERS)('PCA after %s is no better', async steps => {
    const got = await ari({ steps });
    table.push({ preprocessing: steps, encoder: 'PCA(3)', ARI: got.toFixed(3) });
    expect(got).toBeLessThan(0.45);
    if (steps === 'log1p,max') expect(got).toBeLessThanOrEqual(0.1);
  });

  it('an autoencoder, five seeds', async () => {
    const source = await open();
    const { sample } = await scanCube(source);
    await source.close();
    const scores: number[] = [];
    for (const seed of SEEDS) {
      // A small network and few epochs keep the test short; tests/bench/raman.mjs trains in full.
      const training = trainEncoder({
        ...{ spectra: sample.data, n: sample.n, axis: source.spectralAxis, unit: source.unit, steps: parseSteps(BEST) },
        recipe: { latent: 3, hidden: [32], epochs: 30, batch: 64, seed },
        ...{ name: `raman-${seed}`, data: 'samples/data/raman.tif', backend: 'wasm' },
      });
      let next = await training.next();
      while (!next.done) next = await training.next();
      scores.push(await ari({ encoder: next.value }));
    }
    const mean = scores.reduce((a, b) => a + b) / scores.length;
    const spread = Math.sqrt(scores.reduce((sum, s) => sum + (s - mean) ** 2, 0) / (scores.length - 1));
    table.push({
      preprocessing: BEST,
      encoder: `autoencoder, ${SEEDS.length} seeds`,
      ARI: `${mean.toFixed(3)} +- ${spread.toFixed(3)} (${scores.map(s => s.toFixed(2)).join(' ')})`,
    });
    // Far above what the same K-Means finds without the baseline step.
    expect(mean).toBeGreaterThan(0.3);
  });
});
