import { clusterDescription } from '../describe/describe.js';
import type { LabelMap } from '../labels/types.js';
import type { Unclassified } from '../segmentation.js';
import type { Labelled } from './cluster.js';
import type { Parts } from './parts.js';
import { REASONS } from './rejection.js';

const WITHIN = 0.999;

/** The ids of a K with the reserved one last, where some spaxel has it. */
export const idsWith = (ids: Uint16Array, { reasons }: Labelled, reserved: number): Uint16Array =>
  reasons.some(reason => reason > 0) ? Uint16Array.of(...ids, reserved) : ids;

/** Distance from a cluster's centre within which 0.999 of its points lie, latents being [n * dim]; 0 for none. */
export function radiusOf(
  latents: Float32Array,
  labels: ArrayLike<number>,
  label: number,
  centres: Float64Array,
  dim: number,
): number {
  let count = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) count++;
  const distances = new Float64Array(count);
  for (let i = 0, next = 0; i < labels.length; i++) {
    if (labels[i] !== label) continue;
    let square = 0;
    for (let d = 0; d < dim; d++) square += (latents[i * dim + d] - centres[label * dim + d]) ** 2;
    distances[next++] = Math.sqrt(square);
  }
  return count > 0 ? distances.sort()[Math.ceil(WITHIN * (count - 1))] : 0;
}

/** The unclassified spaxels of the chosen K; undefined where no K has any. */
export async function unclassifiedOf(parts: Parts, id: number, labels: LabelMap): Promise<Unclassified | undefined> {
  const { clustered, encoded, encoder, description, cube, limits } = parts;
  const { sweep, labelled, decision } = clustered;
  if (!labelled.some(({ reasons }) => reasons.some(reason => reason > 0))) return undefined;
  const which = sweep.indexOf(decision.chosen);
  const { reasons } = labelled[which];
  const count = (bit: number) => reasons.reduce((sum, reason) => sum + (reason & bit ? 1 : 0), 0);
  const found: Unclassified = {
    ...{ id, limits },
    reasons: {
      reconstruction: count(REASONS.reconstruction),
      distance: count(REASONS.distance),
      margin: count(REASONS.margin),
      clusters: count(REASONS.clusters),
      odd: count(REASONS.odd),
    },
  };
  const members = reasons.reduce((sum, reason) => sum + (reason > 0 ? 1 : 0), 0);
  if (members === 0) return found;
  const { latent } = encoder.card;
  const centre = new Float64Array(latent);
  reasons.forEach((reason, i) => {
    if (reason > 0) for (let l = 0; l < latent; l++) centre[l] += encoded.latents[i * latent + l] / members;
  });
  const k = decision.chosen.k;
  return {
    ...found,
    description: clusterDescription(id, description.clusters[which][k], labels, cube, {
      valid: encoded.n,
      centre,
      radius: radiusOf(
        encoded.latents,
        reasons.map(reason => Number(reason === 0)),
        0,
        centre,
        latent,
      ),
      decodedMean: Float64Array.from(await parts.decoder.run(Float32Array.from(centre), 1)),
      silhouette: Number.NaN,
      reconstruction: description.reconstruction,
    }),
  };
}
