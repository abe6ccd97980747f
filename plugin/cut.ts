import type { Edit, LabelMap } from '../core/labels/index.js';
import { loadPlanes, type ResultFiles } from './planes.js';
import type { CutLabels } from './types.js';

/** Names and colours say nothing about where clusters are. */
const moving = ({ kind }: Edit) => kind === 'merge' || kind === 'split' || kind === 'recluster';

/**
 * Splits clusters and clusters regions again in the page, from the latents that segment wrote beside the labels: the same labels as
 * `cloisonne edit --replay` gives. Undefined where the result has no latents. Throws InputError for a file that is damaged or of another size.
 */
export async function loadCut(segmentation: ResultFiles, signal?: AbortSignal): Promise<CutLabels | undefined> {
  const [planes, { cutLabels }] = await Promise.all([
    loadPlanes(segmentation, 'latents', { signal }),
    import('../core/labels/edit-replay.js'),
  ]);
  if (!planes) return undefined;
  const size = planes.length;
  const data = new Float32Array(planes[0].length * size);
  planes.forEach((plane, band) => {
    for (let i = 0; i < plane.length; i++) data[i * size + band] = plane[i];
  });
  let last: { readonly map: LabelMap; readonly log: string; readonly cut: LabelMap } | undefined;
  return (map, original, edits) => {
    const log = JSON.stringify(edits.filter(moving));
    if (last?.map !== map || last.log !== log) last = { map, log, cut: cutLabels(map, original, edits, { data, size }) };
    return last.cut;
  };
}
