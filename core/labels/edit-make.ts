import { type EditLog, replayEdits } from './edit-log.js';
import type { ClusterPart, MergeEdit, ReclusterEdit, SplitEdit } from './edits.js';
import { palette } from './palette.js';
import type { Region } from './region.js';

const LONGEST_NAME = 200;

/** The smallest id above all that were ever used. */
function freeId({ original, edits }: EditLog): number {
  const made = edits.flatMap(edit => {
    if (edit.kind === 'merge') return [edit.into];
    return edit.kind === 'split' || edit.kind === 'recluster' ? edit.parts.map(({ id }) => id) : [];
  });
  return original.reduce((most, { id }) => Math.max(most, id), Math.max(0, ...made)) + 1;
}

/** The edit that merges these clusters of a log: the next free id, their names joined, the colour of the first. `pushEdit` checks it. */
export function mergeEdit(log: EditLog, clusters: readonly number[], style: { name?: string; color?: string } = {}): MergeEdit {
  const current = replayEdits(log.original, log.edits);
  const parts = clusters.flatMap(id => current.filter(cluster => cluster.id === id));
  return {
    kind: 'merge',
    clusters: [...clusters],
    into: freeId(log),
    name:
      style.name ??
      parts
        .map(({ name }) => name)
        .join(' + ')
        .slice(0, LONGEST_NAME),
    color: style.color ?? parts[0]?.color ?? '#808080',
  };
}

/** The edit that splits a cluster of a log into k: the next free ids, its name with a number, colours of the palette. `pushEdit` checks it. */
export function splitEdit(log: EditLog, cluster: number, k: number, seed = 0): SplitEdit {
  const name = replayEdits(log.original, log.edits).find(({ id }) => id === cluster)?.name ?? `Cluster ${cluster}`;
  return { kind: 'split', cluster, seed, parts: parts(log, k, (_, i) => `${name.slice(0, LONGEST_NAME - 6)} (${i + 1})`) };
}

/** The edit that clusters a region of a log's map again into k: the next free ids, names and colours as for new clusters. `pushEdit` checks it. */
export function reclusterEdit(log: EditLog, region: Region, k: number, seed = 0): ReclusterEdit {
  return { kind: 'recluster', region, seed, parts: parts(log, k, id => `Cluster ${id}`) };
}

function parts(log: EditLog, k: number, name: (id: number, i: number) => string): ClusterPart[] {
  const first = freeId(log);
  const colors = palette(first - 1 + k);
  return Array.from({ length: k }, (_, i) => ({ id: first + i, name: name(first + i, i), color: colors[first - 1 + i] }));
}
