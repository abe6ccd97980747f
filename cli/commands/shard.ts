import { UsageError } from '../../core/cube/errors.js';
import type { CheckpointStore } from '../../core/pipeline/options.js';
import { entryNames, type Shard } from '../../core/pipeline/shards/index.js';
import type { Segmentation, SegmentEvent } from '../../core/segmentation.js';
import { clusterShards, encodeShard, labelShard, mergeShards } from '../../core/shards.js';
import type { Command } from '../command.js';
import { eventsFrom } from '../events.js';
import { requireUnchanged } from '../inputs.js';
import { interruptible } from '../interrupt.js';
import { replacing } from '../options.js';
import { openOutput } from '../output/index.js';
import { print } from '../print.js';
import { Progress } from '../progress.js';
import { openRequest, type SegmentRequest } from '../request.js';
import { RunClock } from '../results.js';
import { isFinished, openShardFolder, type ShardFolder } from '../shard/folder.js';
import { countFrom, shardFrom, shardOptions } from '../shard/number.js';
import { show } from '../show.js';
import { printResult } from '../summary.js';
import { segmentCommand, writeFound } from './segment.js';

const PHASES = ['encode', 'cluster', 'label', 'merge'] as const;
type Phase = (typeof PHASES)[number];

/** `cloisonne shard PHASE CUBE --out DIR`: a part of `segment`, for clusters of machines. */
export const shardCommand: Command = {
  positionals: {
    phase: { describe: PHASES.join(', '), type: 'string' },
    cube: { describe: 'as for segment; the same path for all shards', type: 'string' },
  },
  options: { ...segmentCommand.options, ...shardOptions },
  examples: [
    ['cloisonne shard encode cube.fits --out out/cube --shard 3/10', 'the third of ten: latents into out/cube.shards'],
    ['cloisonne shard cluster cube.fits --out out/cube', 'when all ten have encoded'],
    ['cloisonne shard label cube.fits --out out/cube --shards 10', 'which one says SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX'],
    ['cloisonne shard merge cube.fits --out out/cube', 'the result, the same bytes as of segment'],
  ],
  run: argv => interruptible(signal => run(argv, signal)),
};

async function run(argv: Record<string, unknown>, signal: AbortSignal): Promise<void> {
  const phase = PHASES.find(name => name === argv.phase);
  if (!phase) throw new UsageError(`no phase '${argv.phase}'`, { remedy: `The phases are ${PHASES.join(', ')}.` });
  const shard = shardOf(phase, argv);
  const clock = new RunClock();
  const progress = new Progress(process.stderr, argv.quiet === true || argv.events !== undefined);
  const events = eventsFrom(argv);
  const request = await openRequest(argv, signal);
  try {
    const say = (state: 'done' | 'already done'): void => {
      const which = shard ? ` ${shard.index + 1}/${shard.count}` : '';
      const fields = { phase, shard: shard && shard.index + 1, shards: shard?.count, state };
      if (events) events.write(state === 'done' ? 'done' : 'skipped', fields);
      else print(argv.json ? `${JSON.stringify(fields)}\n` : `${phase}${which}: ${state}\n`);
    };
    const out = String(argv.out);
    const { recipeHash, source } = request;
    if (argv.overwrite !== true && (await isFinished(out, recipeHash))) return say('already done');
    const folder = await openShardFolder(out, recipeHash, countFrom(argv) ?? shard?.count);
    if (phase !== 'merge' && (await folder.has(entryOf(phase, shard)))) return say('already done');
    let found: Segmentation | undefined;
    for await (const event of eventsOf(phase, request, folder, shard)) {
      clock.note(event);
      show(progress, event, source.shape);
      events?.tell(event);
      if (event.type === 'result') found = event.segmentation;
    }
    progress.clear();
    if (!found) return say('done');
    const output = await openOutput(out, { command: 'segment', ...replacing(argv), inputs: request.inputs, recipeHash });
    try {
      const result = await writeFound(request, found, output, clock, argv, {
        warn: message => progress.line(`warning: ${message}`),
        signal,
      });
      printResult(result, argv, events);
    } finally {
      await output.release();
    }
    await folder.remove();
  } finally {
    progress.clear();
    await request.source.close();
  }
}

/** Encode and label are done by shards, the others once. */
function shardOf(phase: Phase, argv: Record<string, unknown>): Shard | undefined {
  if (phase === 'cluster' || phase === 'merge') return undefined;
  const shard = shardFrom(argv, process.env);
  if (shard) return shard;
  throw new UsageError(`which shard to ${phase} is not said`, { remedy: 'Add --shard, e.g. --shard 3/10.' });
}

function entryOf(phase: Exclude<Phase, 'merge'>, shard: Shard | undefined): string {
  if (!shard) return entryNames.clusters;
  return phase === 'encode' ? entryNames.encoded(shard) : entryNames.labelled(shard);
}

function eventsOf(
  phase: Phase,
  { source, options, name, identity }: SegmentRequest,
  folder: ShardFolder,
  shard: Shard | undefined,
): AsyncIterable<SegmentEvent> {
  const store: CheckpointStore = {
    load: folder.load,
    save: async (entry, bytes) => {
      // What was read from a cube in change must not be taken for its latents.
      await requireUnchanged(name, identity, source.files);
      await folder.save(entry, bytes);
    },
  };
  if (shard) return (phase === 'encode' ? encodeShard : labelShard)(source, options, store, shard);
  return (phase === 'cluster' ? clusterShards : mergeShards)(source, options, store, folder.shards);
}
