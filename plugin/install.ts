import type OpenSeadragon from 'openseadragon';
import { createSegmentationOverlay } from './overlay.js';
import type { SegmentationOverlay, SegmentationOverlayOptions } from './types.js';

declare module 'openseadragon' {
  interface Viewer {
    /** A new overlay of label maps; there once `installSegmentation` has run. */
    segmentation(options?: SegmentationOverlayOptions): SegmentationOverlay;
  }
}

/** Adds `viewer.segmentation(options)` to every viewer of this copy of OpenSeadragon, for pages that use it as a global. */
export function installSegmentation(osd: typeof OpenSeadragon): void {
  osd.Viewer.prototype.segmentation = function (this: OpenSeadragon.Viewer, options) {
    return createSegmentationOverlay(this, options);
  };
}
