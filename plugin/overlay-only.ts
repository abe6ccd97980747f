/**
 * @module cloisonne/overlay
 * The overlay with its legend, without the panels: the smallest part of `cloisonne/plugin` that shows a result. It imports neither the plotting
 * library nor tfjs nor a reader of cubes; what reads confidence and latents is loaded when it is called.
 *
 * @example
 * import OpenSeadragon from 'openseadragon';
 * import { showSegmentation } from 'cloisonne/overlay';
 * const viewer = OpenSeadragon({ id: 'viewer', tileSources: 'painting.dzi' });
 * await showSegmentation(viewer, 'out/segmentation.json', { legend: document.querySelector('#legend') });
 */
export { NAMED_PALETTES, type NamedPalette, palette } from '../core/labels/palette.js';
export { loadConfidence } from './confidence.js';
export { loadCut } from './cut.js';
export { installSegmentation } from './install.js';
export type { Legend, LegendOptions, Notices } from './legend/index.js';
export { createLegend, createNotices } from './legend/index.js';
export type { LoadedSegmentation, LoadOptions } from './load.js';
export { loadSegmentation } from './load.js';
export { createSegmentationOverlay } from './overlay.js';
export type { ShownSegmentation, ShowOptions } from './show.js';
export { showSegmentation } from './show.js';
export type { LabelTileSource, LabelTileSourceInit } from './tile-source.js';
export { createLabelTileSource } from './tile-source.js';
export type {
  BaseImage,
  Blend,
  ClusterSuggestion,
  CutLabels,
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
