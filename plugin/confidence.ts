import { InputError } from '../core/cube/errors.js';
import type { Confidence } from '../core/segmentation.js';
import type { LoadedSegmentation } from './load.js';

/**
 * How sure the labels of the chosen K are, from the file that segment wrote beside them; undefined where the result has none. It also brings the
 * readers of FITS and TIFF, which is why it is not loaded with the labels. Throws InputError for a file that is damaged or of another size.
 */
export async function loadConfidence(segmentation: LoadedSegmentation, signal?: AbortSignal): Promise<Confidence | undefined> {
  const file = await segmentation.file('confidence', signal);
  if (!file) return undefined;
  const [{ memorySource }, { openSampleSource }] = await Promise.all([
    import('../formats/bytes/index.js'),
    import('../formats/detect.js'),
  ]);
  const source = await openSampleSource(memorySource(file.bytes, file.path), { signal });
  try {
    const { width, height, bands } = source.shape;
    const { width: w, height: h } = segmentation.size;
    if (width !== w || height !== h || bands < 3) {
      throw new InputError('the confidence is not that of the labels', {
        where: file.path,
        why: `${width} x ${height} pixels and ${bands} planes, not ${w} x ${h} and 3`,
      });
    }
    const [silhouette, margin, reconstruction] = [
      await source.plane(0, signal),
      await source.plane(1, signal),
      await source.plane(2, signal),
    ];
    return { silhouette, margin, reconstruction };
  } finally {
    await source.close();
  }
}
