import { kmeans } from '../cluster/kmeans.js';
import { isCloisonneError, UsageError } from '../cube/errors.js';
import { type EditedCluster, replayEdits } from './edit-log.js';
import type { Edit, ReclusterEdit, SplitEdit } from './edits.js';
import { canonicalIds } from './ids.js';
import { regionMask } from './region.js';
import { relabel } from './relabel.js';
import type { ClusterStyle, LabelMap } from './types.js';

/** Latents of every spaxel of a map: [height * width * size], NaN where there is no data. */
export interface LatentMap {
  readonly data: Float32Array;
  readonly size: number;
}

/** A map after edits, and the clusters it shows. */
export interface EditedLabels {
  readonly labels: LabelMap;
  /** In their order, without those of which no spaxel is left. */
  readonly clusters: readonly EditedCluster[];
}

const cuts = (edit: Edit): edit is SplitEdit | ReclusterEdit => edit.kind === 'split' || edit.kind === 'recluster';

/** Whether edits cut clusters into parts: their map can only be told from the latents, by `replayLabels`. */
export const needsLatents = (edits: readonly Edit[]): boolean => edits.some(cuts);

/**
 * The map after all edits: a copy, with two bytes a label where an id needs them; the same map, edits and latents give the same labels.
 * `latents` are those of the map; they may be absent where no edit cuts. Throws UsageError for an edit that does not fit, naming it.
 */
export function replayLabels(
  map: LabelMap,
  original: readonly ClusterStyle[],
  edits: readonly Edit[],
  latents?: LatentMap,
): EditedLabels {
  const all = replayEdits(original, edits);
  const labels = relabel(cutLabels({ ...map, data: map.data.slice() }, original, edits, latents), all);
  const left = new Set(labels.data);
  return { labels, clusters: all.filter(({ id }) => left.has(id)) };
}

/**
 * The map with the parts that edits cut out of it as labels of their own, which are the `members` of the edited clusters; merges are left to
 * `relabel`. The map itself where no edit cuts. Throws UsageError as `replayLabels`.
 */
export function cutLabels(
  map: LabelMap,
  original: readonly ClusterStyle[],
  edits: readonly Edit[],
  latents?: LatentMap,
): LabelMap {
  let leaves = map;
  for (const [i, edit] of edits.entries()) {
    if (!cuts(edit)) continue;
    const refuse = (why: string): never => {
      throw new UsageError(`cannot ${edit.kind}`, { where: `edit ${i + 1}`, why });
    };
    if (!latents) return refuse('there are no latents of this map to cluster');
    if (latents.data.length !== map.data.length * latents.size) refuse('the latents are of a map of another size');
    leaves = cut(leaves, replayEdits(original, edits.slice(0, i)), edit, latents, refuse);
  }
  return leaves;
}

/** The map with the parts of one edit as labels of their own. */
function cut(
  { width, height, data }: LabelMap,
  clusters: readonly EditedCluster[],
  edit: SplitEdit | ReclusterEdit,
  { data: latents, size }: LatentMap,
  refuse: (why: string) => never,
): LabelMap {
  const chosen = edit.kind === 'split' ? clusters.filter(({ id }) => id === edit.cluster) : clusters;
  const labels = new Set(chosen.flatMap(({ members }) => members));
  const mask = edit.kind === 'recluster' ? regionMask(edit.region, width, height) : undefined;
  const pixels = Uint32Array.from(data.keys()).filter(pixel => labels.has(data[pixel]) && (!mask || mask[pixel] === 1));
  const points = new Float32Array(pixels.length * size);
  pixels.forEach((pixel, i) => {
    points.set(latents.subarray(pixel * size, (pixel + 1) * size), i * size);
  });
  const k = edit.parts.length;
  const wide = data instanceof Uint16Array || edit.parts.some(({ id }) => id > 255);
  const out = wide ? Uint16Array.from(data) : Uint8Array.from(data);
  try {
    // As when edits were first kept: a split of an earlier result comes out again.
    const found = kmeans({ data: points, n: pixels.length, dim: size }, { k, seed: edit.seed, restarts: 10, localTrials: 1 });
    const order = canonicalIds(found.counts, found.centres);
    pixels.forEach((pixel, i) => {
      out[pixel] = edit.parts[order[found.labels[i]] - 1].id;
    });
  } catch (err) {
    if (isCloisonneError(err, 'EmptyError')) refuse(`its ${pixels.length} spaxels do not make ${k} different clusters`);
    if (isCloisonneError(err, 'UsageError')) refuse('some of its spaxels have no latents');
    throw err;
  }
  return { width, height, data: out };
}
