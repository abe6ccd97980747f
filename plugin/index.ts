export { installSegmentation } from './install.js';
export { createSegmentationOverlay } from './overlay.js';
export type {
  BaseImage,
  Blend,
  ExportOptions,
  Hit,
  Layer,
  LayerInit,
  LayerStyle,
  OverlayEvents,
  PointerReport,
  SegmentationOverlay,
  SegmentationOverlayOptions,
} from './types.js';
