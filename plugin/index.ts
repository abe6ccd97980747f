/**
 * @module cloisonne/plugin
 * Cluster masks over an OpenSeadragon viewer: `showSegmentation` does all of it, the other functions its parts.
 *
 * @example
 * import OpenSeadragon from 'openseadragon';
 * import { showSegmentation } from 'cloisonne/plugin';
 * const viewer = OpenSeadragon({ id: 'viewer', tileSources: 'painting.dzi' });
 * await showSegmentation(viewer, 'out/segmentation.json', { legend: document.querySelector('#legend') });
 */
export { NAMED_PALETTES, type NamedPalette, palette } from '../core/labels/palette.js';
export type {
  Beside,
  Blink,
  CompareControls,
  CompareMode,
  CompareOptions,
  CompareWith,
  Comparison,
  Divider,
} from './compare/index.js';
export { createCompareControls, createComparison, synchronize } from './compare/index.js';
export { loadConfidence } from './confidence.js';
export { loadCut } from './cut.js';
export { installSegmentation } from './install.js';
export type { Legend, LegendOptions, Notices } from './legend/index.js';
export { createLegend, createNotices } from './legend/index.js';
export type { LoadedSegmentation, LoadOptions } from './load.js';
export { loadSegmentation } from './load.js';
export { createSegmentationOverlay } from './overlay.js';
export type { CubeReference, SpectrumPanel, SpectrumPanelOptions } from './panel/index.js';
export { createSpectrumPanel } from './panel/index.js';
export type { RegistrationPanel, RegistrationPanelOptions } from './registration-ui/index.js';
export { openRegistration } from './registration-ui/index.js';
export type {
  OfferedEncoder,
  OpenedEvent,
  PageEvent,
  PageRequest,
  PageResult,
  PageSegmenter,
  SegmentationPanel,
  SegmentationPanelOptions,
  SegmenterOptions,
  SkyReference,
} from './segmentation/index.js';
export { createPageSegmenter, openSegmentation } from './segmentation/index.js';
export type { Share, ShareOptions } from './share/index.js';
export { createShare } from './share/index.js';
export type { ShownSegmentation, ShowOptions } from './show.js';
export { showSegmentation } from './show.js';
export type { SplitPanel, SplitPanelOptions } from './split/index.js';
export { openSplit } from './split/index.js';
export type { LabelTileSource, LabelTileSourceInit } from './tile-source.js';
export { createLabelTileSource } from './tile-source.js';
export type { Tools, ToolsOptions } from './tools.js';
export { createTools } from './tools.js';
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
