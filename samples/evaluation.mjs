/** How a shipped encoder does on cubes that it was not trained on, with the true map in hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCube } from '../dist/cli/dataset/open.js';
import { cubesOf, parseDatasetRecipe } from '../dist/cli/dataset/recipe.js';
import { openInput } from '../dist/cli/inputs.js';
import { readLabels } from '../dist/cli/labels.js';
import { cardSha256 } from '../dist/cli/report/card.js';
import { packageVersion } from '../dist/cli/version.js';
import { evaluate, segment } from '../dist/core/index.js';
import { sourceOf } from './paper/source.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENGINE = 'wasm';
const [kMin, kMax] = [1, 10];

/** The recipe of a shipped encoder by name. */
export const recipeOf = name => JSON.parse(readFileSync(join(root, `samples/recipes/${name}.json`), 'utf8'));

/** Cubes of a recipe's `evaluation`, one entry each: files as they stand there, synthetic ones as `cloisonne dataset` would make them. */
export function cubesToJudge({ evaluation }, name) {
  return evaluation.flatMap(entry =>
    entry.kind === 'file' ? [entry] : cubesOf(parseDatasetRecipe({ cubes: [entry] }, `${name}, evaluation`)),
  );
}

async function opened(entry) {
  if (entry.kind === 'file') {
    const [cube, truth, axis] = [entry.cube, entry.truth, entry.axis].map(path => path && join(root, path));
    return { source: await openInput(cube, { axis }), truth: (await readLabels(truth)).data };
  }
  const cube = await openCube(entry, { minGood: 1 });
  return { source: sourceOf(cube, cube.name), truth: cube.labels.data };
}

const rounded = scores => Object.fromEntries(Object.entries(scores).map(([key, v]) => [key, Number(v.toFixed(4))]));

/** Scores of one K of a sweep against the truth; F1 is weighted by the spaxels of the classes. */
function scoresOf({ k, labels, silhouetteMacro }, truth, unclassified) {
  const { ari, nmi, acc, weighted, unclassified: left } = evaluate(labels.data, truth, { unclassified });
  return { k, ...rounded({ silhouette: silhouetteMacro, ari, nmi, acc, f1: weighted.f1, unclassified: left }) };
}

/** Segments a cube with an encoder, and scores the K it chooses and the true one; `ks` limits what is tried, for a test. */
export async function judge(encoder, entry, ks = { kMin, kMax }) {
  const { source, truth } = await opened(entry);
  try {
    const classes = new Set(truth.filter(id => id > 0)).size;
    for await (const event of segment(source, { encoder, ...ks, seed: 0, engine: ENGINE })) {
      if (event.type !== 'result') continue;
      const { k, chosenBy, sweep, unclassified } = event.segmentation;
      const at = wanted => {
        const found = sweep.find(result => result.k === wanted);
        return found ? scoresOf(found, truth, unclassified ? [unclassified.id] : []) : null;
      };
      return {
        cube: entry,
        classes,
        spaxels: truth.filter(id => id > 0).length,
        chosenBy,
        chosen: at(k),
        given: at(classes),
      };
    }
  } finally {
    await source.close();
  }
}

/** The content of evaluation.json: which encoder by its hashes, and its scores on every cube of the recipe. */
export async function evaluation(encoder, name) {
  const { card } = encoder;
  const cubes = [];
  for (const entry of cubesToJudge(recipeOf(name), name)) cubes.push(await judge(encoder, entry));
  return {
    format: 'cloisonne-evaluation',
    version: '1.0',
    encoder: { name: card.name, cardSha256: cardSha256(card), weightsSha256: card.weights.sha256 },
    software: `cloisonne ${packageVersion()}`,
    engine: ENGINE,
    cubes,
  };
}
