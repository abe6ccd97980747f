import { EncoderMismatchError, InputError } from '../cube/errors.js';
import { isObject } from '../cube/json.js';
import type { EncoderCard } from '../encoder/types.js';
import { isClusterId } from '../labels/edits.js';
import { type ClusterStyle, clusterStyles, parseEdits, replayEdits } from '../labels/index.js';

/** Clusters of an earlier result, after its edits, to label other cubes with. */
export interface EarlierClusters {
  /** Name of the cube they were found in. */
  readonly name: string;
  /** SHA-256 of the weights of the encoder they live in. */
  readonly weightsSha256: string;
  /** Ids, names and colours. */
  readonly styles: readonly ClusterStyle[];
  /** Where they lie: a merged cluster has several centres. `radius` holds 0.999 of the spaxels of a centre, in results that know it. */
  readonly centres: readonly { readonly id: number; readonly centre: readonly number[]; readonly radius?: number }[];
}

/** A result, and the common clusters of a batch: the same fields as far as they go. */
const FORMATS = ['cloisonne-segmentation', 'cloisonne-clusters'];
const KINDS = ['rename', 'recolor', 'merge', 'reorder'];

/**
 * Reads the clusters of a parsed segmentation.json of version 1: renames, colours and merges of its edit log are applied, and edits that change
 * clusters in other ways are refused, because they have no centre. Throws InputError.
 */
export function readEarlierClusters(json: unknown, where = 'segmentation.json'): EarlierClusters {
  const refuse = (why: string, remedy = 'Give the segmentation.json that `cloisonne segment` wrote.'): never => {
    throw new InputError('no clusters to label with', { where, why, remedy });
  };
  if (!isObject(json) || !FORMATS.includes(String(json.format)) || !/^1\.\d+$/.test(String(json.version)))
    return refuse('it is not a segmentation.json of version 1');
  const { weightsSha256, latent } = isObject(json.provenance) && isObject(json.provenance.encoder) ? json.provenance.encoder : {};
  if (typeof weightsSha256 !== 'string' || !Array.isArray(json.clusters) || json.clusters.length === 0)
    return refuse('its encoder or its clusters are missing');
  const found = (json.clusters as unknown[]).map((entry, i) => {
    const { id, name, color, centre, radius } = isObject(entry) ? entry : {};
    const whole =
      isClusterId(id) && Array.isArray(centre) && centre.length === latent && centre.every(value => Number.isFinite(value));
    if (!whole) return refuse(`cluster ${i + 1} has no id or no centre of ${latent} numbers`);
    const [fallback] = clusterStyles([id as number]);
    const style: ClusterStyle = {
      id: id as number,
      name: typeof name === 'string' ? name : fallback.name,
      color: typeof color === 'string' ? color : fallback.color,
    };
    return { style, centre: centre as number[], radius: Number.isFinite(radius) ? (radius as number) : undefined };
  });
  const log = Array.isArray(json.edits) ? json.edits.filter(edit => !isObject(edit) || (edit.k ?? json.k) === json.k) : [];
  const strange = log.find(edit => !isObject(edit) || !KINDS.includes(String(edit.kind)));
  if (strange !== undefined)
    refuse(
      `an edit of kind '${isObject(strange) ? String(strange.kind) : 'none'}' cannot be carried over to another cube`,
      'Undo it, or label with the clusters as they were found.',
    );
  const edited = replayEdits(
    found.map(({ style }) => style),
    parseEdits(log, where),
  );
  return {
    name: isObject(json.cube) && typeof json.cube.name === 'string' ? json.cube.name : where,
    weightsSha256,
    styles: edited.map(({ members: _, ...style }) => style),
    centres: edited.flatMap(({ id, members }) =>
      members.flatMap(member =>
        found.filter(({ style }) => style.id === member).map(({ centre, radius }) => ({ id, centre, radius })),
      ),
    ),
  };
}

/** Throws EncoderMismatchError unless the clusters live in the latent space of this encoder. */
export function requireSameEncoder({ name, weightsSha256 }: EarlierClusters, card: EncoderCard): void {
  if (card.weights.sha256 === weightsSha256) return;
  throw new EncoderMismatchError('the earlier clusters were found with another encoder', {
    where: name,
    why: `its weights have the SHA-256 ${weightsSha256.slice(0, 12)}…, those of ${card.name} ${card.weights.sha256.slice(0, 12)}…`,
    remedy: 'Give the same encoder with --encoder.',
  });
}
