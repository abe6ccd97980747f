import { InputError } from '../../core/cube/errors.js';
import { skyOf } from '../../core/cube/wcs/sky-scale.js';
import { readCards } from '../document.js';
import type { ShownSegmentation } from '../show.js';
import type { SegmentationOverlay } from '../types.js';
import { captioned, entriesOf } from './caption.js';
import { barOf } from './scale.js';
import { drawSight } from './sight.js';

/**
 * A PNG of what the viewer shows now, in the pixels of the screen: image, masks, scale bar, and under it the legend of the clusters that are seen. `second`
 * is the overlay of a comparison. Throws UsageError for the html drawer, InputError where the server of the image forbids reading it.
 */
export async function viewPicture(shown: ShownSegmentation, second?: SegmentationOverlay): Promise<Blob> {
  const { overlay, layer, segmentation } = shown;
  const same = second?.viewer === overlay.viewer ? [second] : [];
  const sight = drawSight([overlay, ...same]);
  const cards = readCards(segmentation.document.frame);
  const sky = cards && skyOf({ kind: 'celestial', cards });
  const bar = barOf(overlay, layer, sky);
  const canvas = captioned(
    sight,
    { title: `${segmentation.name}, ${layer.name}`, entries: entriesOf(layer), bar },
    devicePixelRatio,
  );
  try {
    return await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png'),
    );
  } catch (cause) {
    if ((cause as Error).name !== 'SecurityError') throw cause;
    throw new InputError('the view cannot be saved as a picture', {
      why: 'the server of the image does not allow this page to read it (CORS)',
      remedy: "Open the viewer with crossOriginPolicy: 'Anonymous' where that server allows it, or take a screenshot.",
      cause,
    });
  }
}
