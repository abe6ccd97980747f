import { UsageError } from '../cube/errors.js';
import { type Edit, faultOf } from './edits.js';
import type { ClusterStyle } from './types.js';

/**
 * A cluster after edits: `members` are the labels that it is made of, ascending: labels of the map, or of the parts that a split or a new
 * clustering cut out of it (see `replayLabels`).
 */
export interface EditedCluster extends ClusterStyle {
  readonly members: readonly number[];
}

/** Clusters as they came, what was done to them, and what was undone and can be done again (the last undone comes first). */
export interface EditLog {
  readonly original: readonly ClusterStyle[];
  readonly edits: readonly Edit[];
  readonly undone: readonly Edit[];
}

/** A log over these clusters. Throws UsageError when an edit does not fit them. */
export function createEditLog(original: readonly ClusterStyle[], edits: readonly Edit[] = []): EditLog {
  replayEdits(original, edits);
  return { original, edits, undone: [] };
}

/** The log with one more edit; what was undone before it is forgotten. Throws UsageError when the edit does not fit. */
export function pushEdit(log: EditLog, edit: Edit): EditLog {
  return createEditLog(log.original, [...log.edits, edit]);
}

/** The log without its last edit; the same log where there is none. */
export function undoEdit(log: EditLog): EditLog {
  const { original, edits, undone } = log;
  return edits.length === 0 ? log : { original, edits: edits.slice(0, -1), undone: [...edits.slice(-1), ...undone] };
}

/** The log with the edit that was undone last; the same log where there is none. */
export function redoEdit(log: EditLog): EditLog {
  const { original, edits, undone } = log;
  return undone.length === 0 ? log : { original, edits: [...edits, ...undone.slice(0, 1)], undone: undone.slice(1) };
}

/** The clusters after all edits, in their order. Throws UsageError for an edit that does not fit, naming it. */
export function replayEdits(original: readonly ClusterStyle[], edits: readonly Edit[]): EditedCluster[] {
  const used = new Set(original.map(({ id }) => id));
  let clusters: EditedCluster[] = original.map(style => ({ ...style, members: [style.id] }));
  edits.forEach((edit, i) => {
    const refuse = (why: string): never => {
      throw new UsageError(`cannot ${edit.kind}`, { where: `edit ${i + 1}`, why });
    };
    const fault = faultOf({ ...edit });
    if (fault) refuse(`'${fault}' is not valid`);
    const take = (id: number) => {
      if (used.has(id)) refuse(`id ${id} is taken`);
      used.add(id);
    };
    const find = (id: number) => clusters.find(cluster => cluster.id === id) ?? refuse(`there is no cluster ${id}`);
    const change = (id: number, style: Partial<ClusterStyle>) => {
      find(id);
      clusters = clusters.map(cluster => (cluster.id === id ? { ...cluster, ...style } : cluster));
    };
    if (edit.kind === 'rename') change(edit.cluster, { name: edit.name });
    if (edit.kind === 'recolor') change(edit.cluster, { color: edit.color });
    if (edit.kind === 'merge') {
      const parts = edit.clusters.map(find);
      if (new Set(edit.clusters).size < parts.length) refuse('a cluster is named twice');
      take(edit.into);
      const members = parts.flatMap(part => part.members).sort((p, q) => p - q);
      const merged = { id: edit.into, name: edit.name, color: edit.color, members };
      // The new cluster stands where the first of its parts stood.
      const first = clusters.findIndex(({ id }) => edit.clusters.includes(id));
      clusters = clusters.flatMap((cluster, at) => (at === first ? merged : edit.clusters.includes(cluster.id) ? [] : cluster));
    }
    if (edit.kind === 'split' || edit.kind === 'recluster') {
      const parts = edit.parts.map(({ id, name, color }) => ({ id, name, color, members: [id] }));
      if (edit.kind === 'split') find(edit.cluster);
      for (const { id } of parts) take(id);
      clusters =
        edit.kind === 'split'
          ? clusters.flatMap(cluster => (cluster.id === edit.cluster ? parts : [cluster]))
          : [...clusters, ...parts];
    }
    if (edit.kind === 'reorder') {
      const order = edit.order.map(find);
      if (new Set(edit.order).size < order.length) refuse('a cluster is named twice');
      clusters = [...order, ...clusters.filter(cluster => !order.includes(cluster))];
    }
  });
  return clusters;
}
