/** One study of the paper from its spectra to its numbers. Every step is kept, so that a run that was stopped goes on. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSteps } from '../../dist/core/index.js';
import { atLevel, atRest, ladderOf, picture, protocol, testCube } from './generate.mjs';
import { methodOf, others, segmented, tableRows, verdict } from './judge.mjs';
import { allRecipes, learn, openEncoder, recipeOf, saveEncoder } from './learn.mjs';
import { figuresOf } from './report/figures.mjs';
import { buildSet } from './sets.mjs';
import { keyOf, packed, save } from './store.mjs';

/** The two trainings of a study: what the paper's code does, and ours. */
export const methods = ['reference', 'ours'];

/** The sets of a study on disk: train, validation and test; the first two with the damage and at the velocity that a recipe asks for. */
export async function setsOf(store, study, size, progress, { damage, rest } = {}) {
  const sets = {};
  for (const part of ['train', 'validation', 'test']) {
    const onCube = (i, n) => progress(`${study}: ${part} spectra, cube ${i + 1} of ${n}`);
    sets[part] = await buildSet(store, study, part, size, part === 'test' ? {} : { damage, rest }, onCube);
  }
  return sets;
}

/**
 * The encoder that a recipe gives, trained unless it is there; a training that was stopped goes on at its last epoch. The shipped one where it names that; none where one is
 * fitted on a cube.
 */
export async function encoderOf(store, study, name, size, progress) {
  const { steps, recipe, damage, rest, fitted, shipped, spectra } = recipeOf(study, name, size);
  if (fitted) return undefined;
  if (shipped) return openEncoder(fileURLToPath(new URL(`../encoders/${shipped}`, import.meta.url)));
  const key = keyOf([
    protocol[study],
    size,
    steps,
    recipe,
    ...(damage ? [damage] : []),
    ...(rest ? ['rest'] : []),
    ...(spectra ?? []),
  ]);
  const sets = await setsOf(store, study, size, progress, { damage, rest });
  const dir = store.at(`${study}-${name}`);
  const checkpoint = store.at(`${study}-${name}-${key.slice(0, 12)}.checkpoint`);
  if (!existsSync(join(dir, 'encoder.json'))) store.remove(`${study}-${name}-training.json`);
  await store.once(`${study}-${name}-training`, key, async () => {
    const encoder = await learn({
      ...{ study, name: `${study}-${name}`, sets: [sets.train, sets.validation], limits: spectra, steps, recipe },
      state: {
        load: () => (existsSync(checkpoint) ? new Uint8Array(readFileSync(checkpoint)) : undefined),
        save: bytes => save(checkpoint, bytes),
      },
      onEvent({ type, epoch, done, total, message }) {
        if (type === 'progress') progress(`${study} ${name}: epoch ${epoch}, ${Math.round((100 * done) / total)} %`);
        if (type === 'warning') progress(`${study} ${name}: ${message}`);
      },
    });
    saveEncoder(dir, encoder);
    rmSync(checkpoint, { force: true });
    const { epochs, bestEpoch } = encoder.card.training.result;
    return { epochs, bestEpoch };
  });
  return openEncoder(dir);
}

/** A cube as our encoder wants it: at rest where its recipe says so. */
const forOurs = (study, cube) => (allRecipes[study].ours.rest ? atRest(cube, protocol[study].cube.velocity) : cube);

/** How `segment` is told to treat a cube: with the trained encoder, or with the steps of a PCA that is fitted on the cube. */
const optionsOf = (study, encoder) => {
  const { kBy, clustering, fitted } = allRecipes[study].ours;
  return { kBy, clustering, ...(fitted ? { steps: parseSteps(fitted.steps), latent: fitted.latent } : { encoder }) };
};

/** What the methods do, for the keys of what is made with them. */
const cardsOf = (study, encoders) => {
  const { kBy = '', clustering, fitted } = allRecipes[study].ours;
  const card = ({ card }) => [card.weights.sha256, card.steps];
  return [kBy, card(encoders.reference), fitted ?? card(encoders.ours), ...(clustering ? [clustering] : [])];
};

/** The picture that a study's test cube was painted from. */
const testPicture = (study, side) =>
  study === 'painting'
    ? picture(
        protocol.painting.images.find(({ id }) => id === protocol.painting.cube.image),
        side,
      )
    : undefined;

/** Scores of both methods on the test cube, with the maps that the report shows. */
export async function mainResult(store, study, size, encoders, progress) {
  const side = protocol[study].cube.side[size];
  const inputs = [protocol, size, ...cardsOf(study, encoders)];
  return store.once(`${study}-result`, inputs, async () => {
    progress(`${study}: test cube, ${side} x ${side}`);
    const cube = await testCube(study, side);
    const truth = cube.labels.data;
    const segmentation = await segmented(forOurs(study, cube), `${study} test cube`, optionsOf(study, encoders.ours));
    const [reference] = await others(cube, `${study} test cube`, encoders.reference, ['reference']);
    const ours = methodOf(segmentation);
    const map = method => {
      const labels = method.sweep?.find(({ k }) => k === method.chosen)?.labels;
      return labels && packed(Uint8Array.from(labels));
    };
    const judged = verdict(ours, truth);
    return {
      side,
      classes: cube.classes,
      figures: figuresOf(study, segmentation, judged.chosen, cube.classes, testPicture(study, side)),
      truth: packed(truth),
      maps: { reference: map(reference), ours: map(ours) },
      reference: verdict(reference, truth),
      ours: judged,
    };
  });
}

/** The ladder: every method at every level of degradation. Ours and the others are kept apart, so that a changed recipe costs only its own part. */
export async function ladder(store, study, size, encoders, progress) {
  const side = (protocol[study].ladderSide ?? protocol[study].cube.side)[size];
  const peers = allRecipes.peers[size];
  const [kBy, reference, ...own] = cardsOf(study, encoders);
  const rows = [];
  let levels;
  for (const [i, level] of protocol.ladder.entries()) {
    const part = (name, inputs, judge) =>
      store.once(`${study}-ladder-${level}-${name}`, [protocol, size, level, ...inputs], async () => {
        const cube = await testCube(study, side);
        levels ??= ladderOf(cube);
        progress(`${study}: level ${level} of the ladder, ${name}`);
        const results = await judge(atLevel(study, cube, levels[i]), `${study} at ${level}`);
        return tableRows(level, results, cube.labels.data).map(row => ({ ...row, psnr: levels[i].psnr }));
      });
    const ours = await part('ours', [kBy, ...own], async (worse, name) => [
      methodOf(await segmented(forOurs(study, worse), name, optionsOf(study, encoders.ours))),
    ]);
    const rest = await part('others', [peers, reference], (worse, name) => others(worse, name, encoders.reference, peers));
    rows.push(...ours, ...rest);
  }
  return rows;
}
