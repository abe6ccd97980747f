import type { CommandEntry, ListedCommand } from '../command.js';
import type { ProgramUsage } from '../usage/tree.js';
import { packageVersion } from '../version.js';

/** Every command, in the order of `cloisonne --help`; what a command needs is loaded when it is run. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'info [cube]',
    describe: 'What a cube holds, or which compute engines this machine has',
    load: async () => (await import('./info.js')).infoCommand,
  },
  {
    usage: 'dataset <input..>',
    describe: 'Draw spectra from many cubes into files for training, validation and test, whole cubes each',
    load: async () => (await import('./dataset.js')).datasetCommand,
  },
  {
    usage: 'train <input..>',
    describe: 'Train an encoder on cubes of one axis, or on sets of spectra of any size (see dataset)',
    load: async () => (await import('./train.js')).trainCommand,
  },
  {
    usage: 'models [action] [name]',
    describe:
      'List the encoders that come with the program, show one (models show NAME), or import one (models import FILE.onnx)',
    load: async () => (await import('./models.js')).modelsCommand,
  },
  {
    usage: 'sample <encoder>',
    describe: 'Draw new spectra from the latent space of an encoder',
    load: async () => (await import('./sample.js')).sampleCommand,
  },
  {
    usage: 'segment <cube>',
    describe: 'Segment a cube: label maps, masks, cluster spectra and a report',
    load: async () => (await import('./segment.js')).segmentCommand,
  },
  {
    usage: 'batch [cubes..]',
    describe: 'Segment many cubes with one recipe; the same command again does what is missing, changed or failed',
    load: async () => (await import('./batch.js')).batchCommand,
  },
  {
    usage: 'shard <phase> <cube>',
    describe: 'A part of segment on one of many machines: encode and label by shards, cluster and merge once',
    load: async () => (await import('./shard.js')).shardCommand,
  },
  {
    usage: 'submit <scheduler> <cubes..>',
    describe: 'Write and submit job arrays: one cube by shards, or a batch of cubes; the same command again does what is missing',
    load: async () => (await import('./submit.js')).submitCommand,
  },
  {
    usage: 'edit <dir>',
    describe: 'Rename, merge, split or re-cluster what segment found; --replay writes the edited result',
    load: async () => (await import('./edit.js')).editCommand,
  },
  {
    usage: 'emit <dir>',
    describe: 'Write products for other programs from a result: GeoTIFF, GeoJSON, OME-NGFF, MOC ...',
    load: async () => (await import('./emit.js')).emitCommand,
  },
  {
    usage: 'evaluate <labels>',
    describe: 'Compare a label map with the true one: ARI, NMI, accuracy, F1, confusion; and baselines on the same cube',
    load: async () => (await import('./evaluate.js')).evaluateCommand,
  },
  {
    usage: 'match <a> <b>',
    describe: 'Match the clusters of two results by their mean spectra',
    load: async () => (await import('./match.js')).matchCommand,
  },
  {
    usage: 'synth <kind>',
    describe: 'Make a cube with known truth: xrf (a painting under X-rays) or nebular (a field of nebulae seen by MUSE)',
    load: async () => (await import('./synth.js')).synthCommand,
  },
  {
    usage: 'tiles <image>',
    describe: 'Cut a picture or a label map into tiles for deep zoom (DZI, IIIF level 0)',
    load: async () => (await import('./tiles.js')).tilesCommand,
  },
  {
    usage: 'verify <run>',
    describe: 'Do a run again and compare its products byte by byte (exit 9 where one differs)',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    usage: 'view <dir>',
    describe: 'Show a result in the browser, over a base image; served to this machine only',
    load: async () => (await import('./view.js')).viewCommand,
  },
  {
    usage: 'completion <shell>',
    describe: 'Print what bash, zsh or fish loads to complete command lines',
    load: async () => (await import('./completion.js')).completionCommand(usage),
  },
  {
    usage: 'man',
    describe: 'Print the manual page',
    load: async () => (await import('./man.js')).manCommand(usage),
  },
];

/** Every command with its options and examples, for what describes the whole program. */
export const loadCommands = (): Promise<readonly ListedCommand[]> =>
  Promise.all(COMMANDS.map(async ({ usage, describe, load }) => ({ usage, describe, ...(await load()) })));

/** The whole program, as `--json-usage` prints it. */
export async function usage(): Promise<ProgramUsage> {
  const { programUsage } = await import('../usage/tree.js');
  return programUsage(await loadCommands(), packageVersion());
}
