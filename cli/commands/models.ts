import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/cube/errors.js';
import { displayUnit } from '../../core/cube/units.js';
import { encoderFileNames } from '../../core/encoder/index.js';
import type { Encoder, EncoderCard } from '../../core/encoder/types.js';
import type { Command } from '../command.js';
import { interruptible } from '../interrupt.js';
import { reportOptions } from '../options.js';
import { print } from '../print.js';
import { axisTitle, short, size, stepsBriefly } from '../report/words.js';
import {
  type CubeEvaluation,
  type EvaluationScores,
  loadShipped,
  shippedEvaluation,
  shippedFolder,
  shippedNames,
} from '../shipped.js';

/** `cloisonne models`: the encoders that come with the package, and those that come from elsewhere. */
export const modelsCommand: Command = {
  positionals: {
    action: { describe: 'list (default), show or import', type: 'string', known: ['list', 'show', 'import'] },
    name: { describe: 'encoder to show, or .onnx file to import', type: 'string' },
  },
  options: {
    card: { type: 'string', describe: 'import: JSON file that says for which axis and steps the encoder was trained' },
    decoder: { type: 'string', describe: 'import: .onnx file of its decoder, for reconstructions' },
    out: { type: 'string', describe: 'import: folder for the encoder (default: its name)' },
    overwrite: { type: 'boolean', default: false, describe: 'import: replace an existing encoder' },
    ...reportOptions,
  },
  examples: [
    ['cloisonne models', 'what is there'],
    ['cloisonne models show muse-nebular-1024', 'its card in words'],
    ['cloisonne segment cube.fits --encoder muse-nebular-1024 --out result', 'used by name'],
    ['cloisonne models import encoder.onnx --card card.json --out enc/mine', 'an encoder exported from PyTorch'],
  ],
  run: argv => interruptible(() => run(argv)),
};

/** A shipped encoder under the name by which it is asked for. */
interface Shipped {
  readonly name: string;
  readonly encoder: Encoder;
}

async function run(argv: Record<string, unknown>): Promise<void> {
  const action = String(argv.action ?? 'list');
  if (action === 'import') return (await import('../models/import.js')).importModel(argv);
  if (action !== 'list' && action !== 'show')
    throw new UsageError(`models cannot ${action}`, {
      remedy: 'Write `cloisonne models`, `cloisonne models show NAME` or `cloisonne models import FILE.onnx`.',
    });
  const encoders = await loadShipped();
  const shipped = shippedNames().map((name, i): Shipped => ({ name, encoder: encoders[i] }));
  if (action === 'list') {
    print(`${argv.json ? JSON.stringify(shipped.map(facts)) : shipped.map(entry).join('\n\n')}\n`);
    return;
  }
  const found = shipped.find(({ name }) => name === argv.name);
  if (!found)
    throw new UsageError(argv.name === undefined ? 'models show needs a name' : `no encoder called '${argv.name}' is shipped`, {
      remedy: `Choose one of ${shippedNames().join(', ')}.`,
    });
  print(`${argv.json ? JSON.stringify({ ...facts(found), card: found.encoder.card }) : details(found)}\n`);
}

/** What `models --json` says of one. */
function facts({ name, encoder: { card } }: Shipped) {
  const { kind, unit, edges } = card.input.axis;
  return {
    name,
    description: card.description,
    method: card.method,
    axis: { kind, unit, from: edges[0], to: edges[edges.length - 1] },
    bands: card.input.bands,
    latent: card.latent,
    trainedOn: card.training.data,
    spectra: card.training.spectra,
    licence: card.licence,
    bytes: encoderFileNames.reduce((sum, file) => sum + statSync(join(shippedFolder(name), file)).size, 0),
    sha256: card.weights.sha256,
    folder: shippedFolder(name),
    evaluation: shippedEvaluation(name),
  };
}

function rangeText({ input: { axis, bands } }: EncoderCard): string {
  const { kind, unit, edges } = axis;
  const [from, to] = [edges[0], edges[edges.length - 1]].map(edge => short(edge, 6));
  return kind === 'channel'
    ? `${bands} bands`
    : `${axisTitle({ kind, unit: '' }).toLowerCase()}, ${from} to ${to} ${displayUnit(unit)}, ${bands} bands`;
}

const modelText = ({ method, latent }: EncoderCard): string =>
  `${method === 'pca' ? 'PCA' : 'autoencoder'} to ${latent} ${latent === 1 ? 'latent' : 'latents'}`;

/** One encoder in the list. */
function entry(shipped: Shipped): string {
  const { name, encoder } = shipped;
  const { card } = encoder;
  const { bytes, sha256 } = facts(shipped);
  return [
    name,
    `  ${card.description}`,
    `  ${rangeText(card)}; ${modelText(card)}`,
    `  trained on ${card.training.data}; licence ${card.licence || 'not stated'}; ${size(bytes)}, sha256 ${sha256.slice(0, 12)}`,
  ].join('\n');
}

/** A row about a cube with known truth: `nebular, seed 9701, 4 classes: K = 4 chosen, ARI 0.748 ...`. */
function evaluated({ cube, classes, chosen, given }: CubeEvaluation): readonly [string, string] {
  const scores = ({ k, ari, nmi, acc, f1 }: EvaluationScores, by: string) =>
    `K = ${k} ${by}: ARI ${[ari, nmi, acc, f1].map((v, i) => `${['', 'NMI ', 'ACC ', 'F1 '][i]}${v.toFixed(3)}`).join(', ')}`;
  const both = chosen && given?.k === chosen.k;
  const found = both
    ? [scores(chosen, 'chosen, as is true')]
    : [chosen && scores(chosen, 'chosen'), given && scores(given, 'given')].filter(text => text !== null);
  return ['Evaluated on', `${cube.cube ?? `${cube.kind}, seed ${cube.seed}`}, ${classes} classes; ${found.join('; ')}`];
}

/** One encoder at length. */
function details(shipped: Shipped): string {
  const { name, encoder } = shipped;
  const { card } = encoder;
  const { training, layers } = card;
  const { bytes, sha256, folder } = facts(shipped);
  const loss = training.result.validationLoss;
  const rows: readonly (readonly [string, string])[] = [
    ['What it is', card.description],
    ['For cubes of', rangeText(card)],
    ['Model', modelText(card)],
    ['Layers', `${card.input.bands} bands, ${[...layers.encoder, ...layers.decoder].join(', ')}`],
    ['Steps', stepsBriefly(card.steps)],
    ['Trained on', `${training.data} (${training.spectra} spectra), seed ${training.seed}, ${training.software}`],
    ...(typeof loss === 'number' ? [['Validation loss', `${short(loss)}, epoch ${training.result.bestEpoch}`] as const] : []),
    ...shippedEvaluation(name).map(evaluated),
    ['Golden vectors', String(card.golden.length)],
    ['Licence', card.licence || 'not stated'],
    ['Size', size(bytes)],
    ['SHA-256', sha256],
    ['Folder', folder],
  ];
  return [name, ...rows.map(([key, value]) => `  ${key.padEnd(16)} ${value}`)].join('\n');
}
