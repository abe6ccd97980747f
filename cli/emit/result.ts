import { join } from 'node:path';
import { platform } from '#platform';
import { UsageError } from '../../core/cube/errors.js';
import type { SpatialFrame, SpectralAxis } from '../../core/cube/types.js';
import { type CelestialWcs, celestialWcs } from '../../core/cube/wcs/celestial.js';
import { type ClusterStyle, countIds, type LabelMap, replayEdits, unclassifiedStyle } from '../../core/labels/index.js';
import { openSampleSource } from '../../formats/index.js';
import { axisOf } from '../edit/apply.js';
import { type EditableResult, type Json, pathOf, readResult } from '../edit/result.js';

/** What products for other programs are made from: a folder that `segment` left. */
export interface EmittedResult {
  readonly result: EditableResult;
  readonly dir: string;
  /** Of the cube: file name with the HDU. */
  readonly name: string;
  /** Unit of a sample of the cube. */
  readonly unit: string;
  readonly labels: LabelMap;
  /** The clusters, then the unclassified where the map has some, with their spaxels. */
  readonly styles: readonly (ClusterStyle & { readonly count: number })[];
  readonly axis: SpectralAxis;
  readonly frame: SpatialFrame;
  /** Undefined where the map is not on the sky, or in a projection that is not computed. */
  readonly wcs?: CelestialWcs;
  /** One line each, for HISTORY and descriptions. */
  readonly history: readonly string[];
}

async function frameOf({ dir, document }: EditableResult): Promise<SpatialFrame> {
  const frame = document.frame as { kind: string; cards: string[] } | undefined;
  if (frame?.kind === 'celestial') return { kind: 'celestial', cards: frame.cards };
  const path = pathOf(dir, document, 'latents');
  if (!path.endsWith('.tif')) return { kind: 'none' };
  const source = await openSampleSource(await platform.openFile(path));
  await source.close();
  return source.frame;
}

function wcsOf(frame: SpatialFrame): CelestialWcs | undefined {
  if (frame.kind !== 'celestial') return undefined;
  try {
    return celestialWcs(frame.cards);
  } catch {
    return undefined;
  }
}

/**
 * Reads a result for products. Names and colours are those of its edit log. Throws InputError for what is no result, UsageError where edits
 * have changed which spaxels belong together: that has to be written first.
 */
export async function readEmitted(dir: string): Promise<EmittedResult> {
  const result = await readResult(dir);
  const { document, labels, edits } = result;
  if (edits.some(({ kind }) => !['rename', 'recolor', 'reorder'].includes(kind)))
    throw new UsageError('the result has edits that change its clusters', {
      where: join(dir, 'segmentation.json'),
      remedy: 'Write the edited result first: cloisonne edit DIR --replay --out EDITED.',
    });
  const counts = countIds(labels);
  const clusters = replayEdits(result.clusters, edits).map(({ id, name, color }) => ({
    id,
    name,
    color,
    count: counts[id] ?? 0,
  }));
  const reserved = document.unclassified as number | null;
  const rest = reserved !== null && counts[reserved] > 0 ? [{ ...unclassifiedStyle(reserved), count: counts[reserved] }] : [];
  const frame = await frameOf(result);
  const { name, unit } = document.cube as { name: string; unit: string };
  const { software, engine, seed, encoder } = document.provenance as Json & { encoder: Json };
  return {
    ...{ result, dir, name, unit, labels, frame, wcs: wcsOf(frame), axis: axisOf(result) },
    styles: [...clusters, ...rest],
    history: [
      `${software}: segmentation of ${name}`,
      `encoder ${encoder.name}, engine ${engine}, seed ${seed}, K = ${document.k}`,
      `encoder weights ${String(encoder.weightsSha256).slice(0, 16)} (SHA-256)`,
    ],
  };
}
