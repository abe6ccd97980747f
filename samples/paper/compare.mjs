/** The differentiable silhouette against none: several seeds each, looked at as training goes on, compared at the same reconstruction loss. */

import { axisOfCard, encodeSpectra } from '../../dist/core/encoder/index.js';
import { evaluate, kmeans, openEngine, silhouettes } from '../../dist/core/index.js';
import { compileSteps } from '../../dist/core/preprocess/index.js';
import { protocol } from './generate.mjs';
import { allRecipes, learn, recipeOf } from './learn.mjs';
import { openSet } from './sets.mjs';

const { comparison: setting } = protocol;
const { base, gammas, stages, k } = allRecipes.comparison;

/** What the latents of labelled spectra are worth: silhouettes of K-Means with the true K, and its agreement with the truth. */
async function worth(encoder, set, n) {
  const { bands } = set;
  const spectra = new Float32Array(n * bands);
  const open = openSet(set);
  await open.read(0, n, spectra);
  open.close();
  const engine = await openEngine('auto');
  const compiled = await engine.compile(encoder.encode);
  const steps = compileSteps(encoder.card.steps, axisOfCard(encoder.card.input.axis));
  const points = { data: await encodeSpectra(compiled, steps, spectra, n), n, dim: encoder.card.latent };
  compiled.dispose();
  await engine.dispose();
  const found = kmeans(points, { k, seed: 0 });
  const [{ macro, pointwise }] = await silhouettes(points, [found], { threads: 1 });
  const truth = set.classes().subarray(0, n);
  const { ari, acc } = evaluate(
    found.labels.map(label => label + 1),
    truth,
  );
  return { silhouetteMacro: macro, silhouettePointwise: pointwise, ari, acc };
}

/** One training, stopped at each stage: reconstruction loss on validation spectra and what the latents are worth there. */
export async function run(sets, size, gamma, seed, onEvent) {
  const { study } = setting;
  const { train, validation } = setting[size];
  const { steps, recipe } = recipeOf(study, base, size);
  const patience = stages[size].at(-1) + 1;
  const points = [];
  let checkpoint;
  for (const epochs of stages[size]) {
    const encoder = await learn({
      ...{ study, name: `gamma ${gamma}, seed ${seed}`, sets, limits: [train, validation], steps, onEvent },
      // A stage is a training cut off: nothing may depend on how many epochs are still to come.
      recipe: { ...recipe, gamma: String(gamma), seed, epochs, patience, rate: 'plateau', bestAfter: 0 },
      state: { load: () => checkpoint, save: bytes => (checkpoint = bytes) },
    });
    const { bestEpoch } = encoder.card.training.result;
    if (points.some(point => point.epoch === bestEpoch)) continue;
    const { reconstruction } = encoder.history.epochs.find(({ epoch }) => epoch === bestEpoch).valTerms;
    points.push({ epoch: bestEpoch, reconstruction, ...(await worth(encoder, sets[1], validation)) });
  }
  return points;
}

/** The value of `of` where a run's curve crosses a reconstruction loss, linear between its points in the loss's logarithm. */
export function atLoss(points, loss, of) {
  const sorted = [...points].sort((a, b) => a.reconstruction - b.reconstruction);
  const upper = sorted.findIndex(point => point.reconstruction >= loss);
  if (upper < 0) return undefined;
  if (upper === 0) return sorted[0].reconstruction === loss ? sorted[0][of] : undefined;
  const [a, b] = [sorted[upper - 1], sorted[upper]];
  const share = Math.log(loss / a.reconstruction) / Math.log(b.reconstruction / a.reconstruction);
  return a[of] + share * (b[of] - a[of]);
}

const mean = list => list.reduce((sum, v) => sum + v, 0) / list.length;
const deviation = list => Math.sqrt(list.reduce((sum, v) => sum + (v - mean(list)) ** 2, 0) / Math.max(1, list.length - 1));

/** Losses that every run went through: the smallest that all reached, and two above it, evenly in the logarithm. */
export function commonLosses(runs) {
  const low = Math.max(...runs.map(({ points }) => Math.min(...points.map(p => p.reconstruction))));
  const high = Math.min(...runs.map(({ points }) => Math.max(...points.map(p => p.reconstruction))));
  if (!(high > low)) return [low];
  return [0, 1 / 3, 2 / 3].map(share => low * (high / low) ** share);
}

/**
 * The comparison as a table: for each gamma and loss, mean and spread over the seeds of silhouette and ARI; and for each gamma the same at the last
 * point of its runs, with the losses that these reached.
 */
export function comparisonTable(runs) {
  const gammas = [...new Set(runs.map(({ gamma }) => gamma))];
  const rows = (at, more) =>
    gammas.map(gamma => {
      const mine = runs.filter(run => run.gamma === gamma);
      const over = of => {
        const values = mine.map(({ points }) => at(points, of)).filter(v => v !== undefined);
        return { n: values.length, mean: mean(values), deviation: deviation(values) };
      };
      const scores = { silhouette: over('silhouetteMacro'), pointwise: over('silhouettePointwise'), ari: over('ari') };
      return { gamma, ...more(over), ...scores };
    });
  const same = commonLosses(runs).flatMap(loss =>
    rows(
      (points, of) => atLoss(points, loss, of),
      () => ({ loss }),
    ),
  );
  const last = rows(
    (points, of) => points.at(-1)[of],
    over => ({ end: over('reconstruction') }),
  );
  return [...same, ...last];
}

/** All trainings of the comparison, kept one by one. */
export async function compare(store, sets, size, onEvent) {
  const runs = [];
  for (const gamma of gammas[size])
    for (const seed of setting.seeds) {
      const inputs = [
        setting,
        allRecipes.comparison,
        recipeOf(setting.study, base, size),
        protocol[setting.study],
        size,
        gamma,
        seed,
      ];
      const points = await store.once(`gamma-${gamma}-seed-${seed}`, inputs, () => run(sets, size, gamma, seed, onEvent));
      runs.push({ gamma, seed, points });
    }
  return runs;
}
