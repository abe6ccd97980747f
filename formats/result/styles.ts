import { type ClusterStyle, clusterStyles, unclassifiedStyle } from '../../core/labels/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import type { RunFacts } from './run.js';

/** Every id that occurs in the sweep, in order. */
const idsOf = (segmentation: Segmentation): number[] =>
  [...new Set(segmentation.sweep.flatMap(entry => entry.clusters.map(c => c.id)))].sort((a, b) => a - b);

/** The style of every id of the sweep: the caller's, else the palette's; grey for unclassified spaxels. */
export function stylesOf(segmentation: Segmentation, run: Pick<RunFacts, 'styles'>): ReadonlyMap<number, ClusterStyle> {
  const given = new Map((run.styles ?? []).map(style => [style.id, style]));
  const known = clusterStyles(idsOf(segmentation)).map(style => given.get(style.id) ?? style);
  const { unclassified } = segmentation;
  return new Map([...known, ...(unclassified ? [unclassifiedStyle(unclassified.id)] : [])].map(style => [style.id, style]));
}
