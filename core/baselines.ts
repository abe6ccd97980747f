import { channelAxis } from './cube/axis.js';
import { throwIfAborted, UsageError } from './cube/errors.js';
import { goldenVectors } from './encoder/index.js';
import type { Encoder } from './encoder/types.js';
import { openEngine, verifyGolden } from './engine/index.js';
import { type Baseline, type Embedding, pcaEmbedding, rawEmbedding, umapEmbedding } from './evaluate/index.js';
import type { StepSpec } from './preprocess/types.js';
import { type Recipe, type TrainEvent, trainEncoder } from './train/index.js';

/** Baselines that need nothing but spectra, by name. */
export const spectralBaselines = ['ae', 'pca', 'umap', 'raw'] as const;

/** Most bands the paper's models take. */
const MOST_BANDS = 1024;
const BATCH = 4096;

/** The preprocessing of the paper: counts below zero are zero, log1p, each spectrum over its maximum; longer spectra are summed to 1024 bands. */
export function referenceSteps(bands: number): StepSpec[] {
  const rebin: StepSpec[] = bands > MOST_BANDS ? [{ name: 'rebin', version: 1, bands: MOST_BANDS, mode: 'sum' }] : [];
  return [{ name: 'clip', version: 1, min: 0 }, ...rebin, { name: 'log1p', version: 1 }, { name: 'max', version: 1 }];
}

/** The paper's published training as far as an encoder without variational heads has it: SELU layers D/2, D/4, D/8, 32, AlphaDropout 0.1. */
export function referenceRecipe(bands: number, seed: number): Partial<Recipe> {
  const halves = [2, 4, 8].map(divisor => Math.floor(bands / divisor)).filter(units => units > 32);
  return {
    ...{ method: 'autoencoder', latent: 3, hidden: [...halves, 32], activation: 'selu', dropout: 0.1, output: 'sigmoid' },
    ...{ epochs: 100, batch: 512, learningRate: 1e-3, patience: 25, validation: 0.1, seed },
  };
}

/** Latents of the reference recipe, trained on the spectra themselves; `onEvent` sees the training. */
export function referenceEmbedding(onEvent: (event: TrainEvent) => void = () => {}): Embedding {
  return async ({ data, n, bands }, { seed, signal }) => {
    const training = trainEncoder({
      ...{ spectra: data, n, axis: channelAxis(bands), unit: '', steps: [], signal },
      recipe: referenceRecipe(bands, seed),
      name: 'reference',
      data: 'the cube it is used on',
    });
    let encoder: Encoder | undefined;
    while (!encoder) {
      const next = await training.next();
      if (next.done) encoder = next.value;
      else onEvent(next.value);
    }
    const { encode, card } = encoder;
    const golden = goldenVectors(encoder);
    const engine = await openEngine('auto', {
      verify: async candidate => {
        const compiled = await candidate.compile(encode);
        return verifyGolden(compiled, golden).finally(() => compiled.dispose());
      },
    });
    try {
      const network = await engine.compile(encode);
      const dim = card.latent;
      const latents = new Float32Array(n * dim);
      for (let from = 0; from < n; from += BATCH) {
        throwIfAborted(signal);
        const rows = Math.min(BATCH, n - from);
        latents.set(await network.run(data.subarray(from * bands, (from + rows) * bands), rows), from * dim);
      }
      network.dispose();
      return { data: latents, n, dim };
    } finally {
      await engine.dispose();
    }
  };
}

/**
 * A baseline by name: `ae` the paper's code (its recipe, its K-Means), `pca` and `umap` to three dimensions, `raw` the spectra themselves; the last three
 * with k-means of ten starts. Throws UsageError for another name.
 */
export function spectralBaseline(name: string, onEvent?: (event: TrainEvent) => void): Baseline {
  switch (name) {
    case 'ae':
      return { name, embed: referenceEmbedding(onEvent), clustering: 'reference' };
    case 'pca':
      return { name, embed: pcaEmbedding(), clustering: 'kmeans' };
    case 'umap':
      return { name, embed: umapEmbedding(), clustering: 'kmeans' };
    case 'raw':
      return { name, embed: rawEmbedding, clustering: 'kmeans' };
    default:
      throw new UsageError(`there is no baseline '${name}'`, { remedy: `Choose from ${spectralBaselines.join(', ')}, or rgb.` });
  }
}
