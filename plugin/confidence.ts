import type { Confidence } from '../core/segmentation.js';
import { loadPlanes, type ResultFiles } from './planes.js';

/**
 * How sure the labels of the chosen K are, from the file that segment wrote beside them; undefined where the result has none. It also brings the
 * readers of FITS and TIFF, which is why it is not loaded with the labels. Throws InputError for a file that is damaged or of another size.
 */
export async function loadConfidence(segmentation: ResultFiles, signal?: AbortSignal): Promise<Confidence | undefined> {
  const planes = await loadPlanes(segmentation, 'confidence', { fewest: 3, most: 3, signal });
  return planes && { silhouette: planes[0], margin: planes[1], reconstruction: planes[2] };
}
