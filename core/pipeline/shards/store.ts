import type { SweepEntry } from '../../cluster/index.js';
import { EngineError, InputError } from '../../cube/errors.js';
import type { ExampleRow } from '../../describe/examples.js';
import type { ChunkSums } from '../../describe/moments.js';
import type { WalkImages } from '../../describe/walk.js';
import type { Clustered } from '../cluster.js';
import type { KDecision } from '../decide-k.js';
import type { Encoded } from '../encode.js';
import type { CheckpointStore } from '../options.js';
import { pack, unpack } from '../pack.js';

/** Which part of a run: `index` of 0..count-1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The latents of a shard's rows. */
export interface EncodedPart {
  readonly engine: string;
  readonly encoded: Encoded;
  /** What the reader added to its warnings while it read. */
  readonly late: readonly string[];
}

/** What the second read found in a shard's chunks; their sums lie beside it in `parts` entries. */
export interface LabelledPart {
  readonly engine: string;
  readonly images: WalkImages;
  readonly examples: readonly ExampleRow[];
  readonly parts: number;
  readonly late: readonly string[];
}

/** Names of the entries of a store. */
export const entryNames = {
  prepared: 'prepared',
  clusters: 'clusters',
  encoded: ({ index, count }: Shard) => `encoded-${index + 1}-of-${count}`,
  labelled: ({ index, count }: Shard) => `labelled-${index + 1}-of-${count}`,
  sums: (shard: Shard, part: number) => `sums-${shard.index + 1}-of-${shard.count}-${part + 1}`,
} as const;

/** All shards of a run. */
export const shardsOf = (count: number): Shard[] => Array.from({ length: count }, (_, index) => ({ index, count }));

/** [from, to) of 0..total-1 that falls to a shard: consecutive, as even as can be, empty where there are more shards than things. */
export const shareOf = ({ index, count }: Shard, total: number): { from: number; to: number } => ({
  from: Math.floor((index * total) / count),
  to: Math.floor(((index + 1) * total) / count),
});

/** An entry of the store, or undefined. */
export async function loadEntry<T>(store: CheckpointStore, name: string): Promise<T | undefined> {
  const bytes = await store.load(name);
  return bytes && unpack<T>(bytes);
}

/** Entries of all shards, in order. Throws InputError naming the shards that are missing. */
export async function loadAll<T extends { readonly engine: string }>(
  store: CheckpointStore,
  count: number,
  phase: 'encode' | 'label',
): Promise<T[]> {
  const name = phase === 'encode' ? entryNames.encoded : entryNames.labelled;
  const found: (T | undefined)[] = [];
  for (const shard of shardsOf(count)) found.push(await loadEntry<T>(store, name(shard)));
  const missing = found.flatMap((entry, index) => (entry ? [] : [`${index + 1}/${count}`]));
  if (missing.length > 0)
    throw new InputError(`shards of '${phase}' are missing`, {
      why: missing.join(', '),
      remedy: `Run them (shard ${phase} --shard ${missing[0]}), then this again.`,
    });
  return requireOneEngine(found as T[]);
}

/** What was clustered. Throws InputError when that has not been done. */
export async function loadClusters(store: CheckpointStore): Promise<Clustered> {
  const bytes = await store.load(entryNames.clusters);
  if (!bytes)
    throw new InputError('the clusters are missing', {
      why: "'cluster' has not ended",
      remedy: 'Run shard cluster, then this again.',
    });
  const { decision, ...rest } = unpack<Omit<Clustered, 'decision'> & { decision: StoredDecision }>(bytes);
  const { chosen, runnerUp, ...why } = decision;
  const entry = (index: number): SweepEntry => rest.sweep[index];
  return {
    ...rest,
    decision: { ...why, chosen: entry(chosen), ...(runnerUp !== undefined && { runnerUp: entry(runnerUp) }) },
  };
}

type StoredDecision = Omit<KDecision, 'chosen' | 'runnerUp'> & { readonly chosen: number; readonly runnerUp?: number };

/** Keeps what was clustered. */
export function saveClusters(store: CheckpointStore, { decision, ...rest }: Clustered): Promise<void> {
  const { chosen, runnerUp, ...why } = decision;
  const place = (entry: SweepEntry): number => rest.sweep.indexOf(entry);
  const stored: StoredDecision = { ...why, chosen: place(chosen), ...(runnerUp && { runnerUp: place(runnerUp) }) };
  return store.save(entryNames.clusters, pack({ ...rest, decision: stored }));
}

/** The sums of a part of a shard's chunks, chunk by chunk. */
export async function loadSums(store: CheckpointStore, shard: Shard, part: number): Promise<readonly (readonly ChunkSums[])[]> {
  const sums = await loadEntry<readonly (readonly ChunkSums[])[]>(store, entryNames.sums(shard, part));
  if (!sums)
    throw new InputError('sums of a shard are missing or damaged', {
      where: entryNames.sums(shard, part),
      remedy: `Delete ${entryNames.labelled(shard)} and run shard label --shard ${shard.index + 1}/${shard.count} again.`,
    });
  return sums;
}

function requireOneEngine<T extends { readonly engine: string }>(parts: T[]): T[] {
  const other = parts.findIndex(({ engine }) => engine !== parts[0].engine);
  if (other >= 0)
    throw new EngineError('the shards were computed by different engines', {
      why: `${parts[0].engine} in shard 1, ${parts[other].engine} in shard ${other + 1}`,
      remedy: 'Name one with --engine and start afresh.',
    });
  return parts;
}

/** The latents of the whole cube from those of its shards, in order. */
export function joined(parts: readonly Encoded[]): Encoded {
  const sum = (of: (part: Encoded) => number) => parts.reduce((total, part) => total + of(part), 0);
  const valid = new Uint8Array(sum(part => part.valid.length));
  const latents = new Float32Array(sum(part => part.latents.length));
  const n = sum(part => part.n);
  const errors = parts.every(part => part.errors) ? new Float32Array(n) : undefined;
  let [pixel, number, spaxel] = [0, 0, 0];
  for (const part of parts) {
    valid.set(part.valid, pixel);
    latents.set(part.latents, number);
    errors?.set(part.errors!, spaxel);
    pixel += part.valid.length;
    number += part.latents.length;
    spaxel += part.n;
  }
  return { valid, latents, n, outside: sum(part => part.outside), ...(errors && { errors }) };
}
