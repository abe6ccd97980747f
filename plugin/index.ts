export { installSegmentation } from './install.js';
export { createSegmentationOverlay } from './overlay.js';
export type { Hit, Layer, LayerInit, SegmentationOverlay, SegmentationOverlayOptions } from './types.js';
