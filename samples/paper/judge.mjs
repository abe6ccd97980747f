/** Methods on one cube against its truth: ours as `segment` does it, the reference's recipe, PCA and UMAP. */

import { spectralBaseline } from '../../dist/core/baselines.js';
import { gatherSpectra, methodScores, onMap, runBaseline } from '../../dist/core/evaluate/index.js';
import { createCube, evaluate, isCloisonneError, openEngine, segment } from '../../dist/core/index.js';
import { compileSteps } from '../../dist/core/preprocess/index.js';
import { protocol } from './generate.mjs';
import { sourceOf } from './source.mjs';

const [kMin, kMax] = protocol.k;
/** What a method may take: the baselines hold all spectra at once. */
const MEMORY = 8 * 2 ** 30;
const ROWS = 8192;

/** Latents as an embedding, for the methods whose spectra come prepared already. */
const encoderEmbedding = encoder => async spectra => {
  const engine = await openEngine('auto');
  const compiled = await engine.compile(encoder.encode);
  const dim = encoder.card.latent;
  const data = new Float32Array(spectra.n * dim);
  try {
    for (let from = 0; from < spectra.n; from += ROWS) {
      const n = Math.min(ROWS, spectra.n - from);
      data.set(await compiled.run(spectra.data.slice(from * spectra.bands, (from + n) * spectra.bands), n), from * dim);
    }
  } finally {
    compiled.dispose();
    await engine.dispose();
  }
  return { data, n: spectra.n, dim };
};

/** Segments a synthetic cube as `cloisonne segment` would with these options: an encoder, or the steps of one fitted here. */
export async function segmented(cube, name, options) {
  for await (const event of segment(sourceOf(cube, name), { kMin, kMax, seed: 0, maxMemory: MEMORY, ...options })) {
    if (event.type === 'result') return event.segmentation;
  }
}

/** A segmentation as one method among others. Its choice may be one cluster, which no sweep holds. */
export function methodOf({ sweep, k, labels }) {
  const entries = sweep.map(({ labels, ...entry }) => ({ ...entry, labels: labels.data }));
  const chosen = sweep.some(entry => entry.k === k)
    ? []
    : [{ k, labels: labels.data, silhouetteMacro: null, silhouettePointwise: null }];
  return { name: 'ours', chosen: k, sweep: [...chosen, ...entries] };
}

/**
 * The other methods on a cube by name: `reference` with its encoder from the training set, or baselines of core (`ae` is the reference's recipe trained
 * on the cube itself). Without a sweep where none of the K could be made.
 */
export async function others(cube, name, encoder, names) {
  const { width, height } = cube.shape;
  const opened = createCube(sourceOf(cube, name));
  const spectra = await gatherSpectra(opened, compileSteps(encoder.card.steps, opened.spectralAxis), { maxMemory: MEMORY });
  const results = [];
  for (const method of names) {
    try {
      const trained = { name: method, embed: encoderEmbedding(encoder), clustering: 'reference' };
      const baseline = method === 'reference' ? trained : spectralBaseline(method);
      const { sweep, chosen } = await runBaseline(baseline, spectra, { kMin, kMax, seed: 0 });
      const onCube = sweep.map(entry => ({ ...entry, labels: onMap(entry.labels, spectra.pixels, width * height) }));
      results.push({ name: method, chosen, sweep: onCube });
    } catch (err) {
      if (!isCloisonneError(err, 'EmptyError')) throw err;
      results.push({ name: method });
    }
  }
  return results;
}

/** How many classes a truth has. */
export const classesOf = truth => new Set(truth).size;

/** Rows of the ladder's table for one cube. */
export const tableRows = (level, results, truth) =>
  results.flatMap(result => {
    if (!result.sweep) return [{ level, method: result.name }];
    const [chosen, given = chosen] = methodScores(result, truth);
    return [{ level, method: result.name, chosen, given: given.k === classesOf(truth) ? given : undefined }];
  });

/** Everything that is said about one method on a study's test cube. */
export function verdict(result, truth) {
  if (!result.sweep) return undefined;
  const at = k => {
    const entry = result.sweep.find(found => found.k === k);
    if (!entry) return undefined;
    const { silhouetteMacro, silhouettePointwise } = entry;
    return { k, silhouetteMacro, silhouettePointwise, ...evaluate(entry.labels, truth) };
  };
  const sweep = result.sweep.map(({ labels: _, clusters: __, ...scores }) => scores);
  return { chosen: at(result.chosen), given: at(classesOf(truth)), sweep };
}
