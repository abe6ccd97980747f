// Ours and the peers on one cube of the quality bench. A row is { method, given, chosen, seconds, note }, where `given` (as many clusters as
// there are classes) and `chosen` are { k, ari, nmi, acc, silhouette } or missing; the silhouette is the mean over points, in the method's own space.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findEncoder, loadShipped } from '../../dist/cli/shipped.js';
import {
  compileSteps,
  createCube,
  evaluate,
  gatherSpectra,
  isCloisonneError,
  methodScores,
  onMap,
  referenceSteps,
  runBaseline,
  segment,
  spectralBaseline,
} from '../../dist/core/index.js';
import { classesOf } from './quality-cubes.mjs';

const [K_MIN, K_MAX] = [2, 8];
const seconds = start => Math.round((performance.now() - start) / 100) / 10;

/**
 * What `cloisonne segment CUBE` does with nothing but the axis and the largest K said (so K = 1 is a possible answer), or with an encoder in a folder.
 */
export async function ours({ source, truth }, { seed = 0, encoder } = {}) {
  const start = performance.now();
  const which = encoder ? { encoder: await findEncoder(encoder) } : { shipped: await loadShipped() };
  let result;
  for await (const event of segment(source, { ...which, kMax: K_MAX, seed })) {
    if (event.type === 'result') result = event.segmentation;
  }
  const unclassified = result.unclassified ? [result.unclassified.id] : [];
  const scores = (k, labels) => {
    const { ari, nmi, acc } = evaluate(labels.data, truth, { unclassified });
    return { k, ari, nmi, acc, silhouette: result.sweep.find(entry => entry.k === k)?.silhouettePointwise };
  };
  const entry = result.sweep.find(({ k }) => k === classesOf(truth));
  return {
    method: 'ours',
    given: entry && scores(entry.k, entry.labels),
    chosen: scores(result.k, result.labels),
    seconds: seconds(start),
    note: `${result.encoderOrigin} ${result.card.name}, K by ${result.chosenBy}`,
  };
}

/** Runs one method of a peer's script on files; with a `note` instead of scores where it failed. */
export async function peer(script, { cube, truth }, method, { classes, seed = 0 }) {
  const start = performance.now();
  const wrapper = fileURLToPath(new URL('./quality_peer.py', import.meta.url));
  const args = [wrapper, script, cube, '--truth', truth, '--method', method, '--k', K_MIN, K_MAX, '--seed', seed].map(String);
  const child = spawn(process.env.PYTHON ?? '/usr/bin/python3', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', text => (complaint += text));
  const found = {};
  const ended = new Promise(resolve => child.on('close', resolve).on('error', err => (complaint += err.message)));
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{"')) Object.assign(found, JSON.parse(line));
  await ended;
  const { k, silhouettes, at_best_k, at_true_k } = found;
  if (!at_best_k) return { method, seconds: seconds(start), note: complaint.trim().split('\n').at(-1) || 'every K failed' };
  return {
    method,
    given: at_true_k && { ...at_true_k, silhouette: silhouettes[classes] },
    chosen: { k, ...at_best_k, silhouette: silhouettes[k] },
    seconds: seconds(start),
    note: at_true_k ? '' : `no clusters at K = ${classes}`,
  };
}

/** Our own implementation of a peer's method, for where its script cannot run. */
export async function baseline({ source, truth }, method) {
  const start = performance.now();
  const cube = createCube(source);
  const { width, height, bands } = cube.shape;
  const steps = compileSteps(referenceSteps(bands), cube.spectralAxis);
  const spectra = await gatherSpectra(cube, steps, { maxMemory: 4 * 2 ** 30 });
  const note = 'in-repo';
  try {
    const { sweep, chosen, name } = await runBaseline(spectralBaseline(method), spectra, { kMin: K_MIN, kMax: K_MAX, seed: 0 });
    const onCube = sweep.map(entry => ({ ...entry, labels: onMap(entry.labels, spectra.pixels, width * height) }));
    const [best, given = best] = methodScores({ name, chosen, sweep: onCube }, truth);
    return { method, given: given.k === classesOf(truth) ? given : undefined, chosen: best, seconds: seconds(start), note };
  } catch (err) {
    if (!isCloisonneError(err, 'EmptyError')) throw err;
    return { method, seconds: seconds(start), note: `${note}: ${err.message}` };
  }
}
