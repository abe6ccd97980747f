import type { SweepEntry } from '../cluster/index.js';
import { basenameOf } from '../cube/name.js';
import { clusterDescription } from '../describe/describe.js';
import { canonicalIds, idsByOverlap, toLabelMap } from '../labels/ids.js';
import { unclassifiedId } from '../labels/unclassified.js';
import type { Segmentation, SweepResult } from '../segmentation.js';
import { confidenceOf } from './confidence.js';
import { encoderAxis } from './encoder-axis.js';
import type { Parts } from './parts.js';
import { idsWith, radiusOf, unclassifiedOf } from './unclassified.js';

/** Ids of every K's clusters: the chosen K by size, the others as they overlap with it, so that colours stay when another K is opened. */
function sweepIds(sweep: readonly SweepEntry[], chosen: SweepEntry): Uint16Array[] {
  const ids = canonicalIds(chosen.kmeans.counts, chosen.kmeans.centres);
  const reference = { labels: chosen.kmeans.labels, ids };
  return sweep.map(entry => (entry === chosen ? ids : idsByOverlap(entry.kmeans.labels, entry.k, reference)));
}

/** Puts the result together: label maps with stable ids for every K, descriptions in id order, confidence of the chosen K. */
export async function assemble(parts: Parts): Promise<Segmentation> {
  const { cube, encoder, encoded, clustered, description, origin } = parts;
  const { sweep, labelled } = clustered;
  const { chosen, chosenBy, why, runnerUp, structure } = clustered.decision;
  const { latent } = encoder.card;
  const { width, height } = cube.shape;
  const ids = clustered.ids ? [clustered.ids] : sweepIds(sweep, chosen);
  const reserved = unclassifiedId(ids.flatMap(list => [...list]));
  const results: SweepResult[] = [];
  for (const [which, { kmeans, silhouette, ...scores }] of sweep.entries()) {
    const { k } = scores;
    const labels = toLabelMap(
      width,
      height,
      encoded.valid,
      labelled[which].labels,
      idsWith(ids[which], labelled[which], reserved),
    );
    const decoded = await parts.decoder.run(Float32Array.from(kmeans.centres), k);
    const depth = decoded.length / k;
    const clusters = Array.from({ length: k }, (_, label) =>
      clusterDescription(ids[which][label], description.clusters[which][label], labels, cube, {
        valid: encoded.n,
        centre: kmeans.centres.slice(label * latent, (label + 1) * latent),
        radius: radiusOf(encoded.latents, labelled[which].labels, label, kmeans.centres, latent),
        decodedMean: Float64Array.from(decoded.subarray(label * depth, (label + 1) * depth)),
        silhouette: silhouette.perCluster[label],
        reconstruction: description.reconstruction,
      }),
    );
    results.push({
      ...scores,
      labels,
      clusters: clusters.sort((a, b) => a.id - b.id),
      exact: silhouette.exact,
      inertia: kmeans.inertia,
      iterations: kmeans.iterations,
    });
  }
  const latents = new Float32Array(width * height * latent).fill(Number.NaN);
  for (let pixel = 0, i = 0; pixel < width * height; pixel++) {
    if (encoded.valid[pixel]) latents.set(encoded.latents.subarray(i * latent, ++i * latent), pixel * latent);
  }
  return {
    cube: {
      name: basenameOf(cube.name),
      format: cube.format,
      shape: cube.shape,
      unit: cube.unit,
      ...(cube.narrowing && { narrowing: cube.narrowing }),
      dtype: cube.dtype,
      excludedBands: cube.excludedBands,
      missingBands: cube.missingBands,
    },
    axis: cube.spectralAxis,
    encoderAxis: encoderAxis(encoder.card, parts.velocity),
    frame: cube.frame,
    card: encoder.card,
    encoderOrigin: origin,
    measured: parts.measured,
    ...(origin === 'fitted' && { encoder }),
    engine: parts.engine,
    seed: parts.seed,
    k: chosen.k,
    ...{ chosenBy, why, runnerUp: runnerUp?.k, structure },
    labels: results[sweep.indexOf(chosen)].labels,
    unclassified: await unclassifiedOf(parts, reserved, results[sweep.indexOf(chosen)].labels),
    sweep: results,
    latents,
    latent,
    confidence: { ...confidenceOf(cube.shape, encoded, chosen, clustered.kept), reconstruction: description.reconstruction },
    brightness: description.brightness,
    integrated: description.integrated,
    valid: encoded.n,
    warnings: parts.warnings,
  };
}
