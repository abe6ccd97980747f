import type OpenSeadragon from 'openseadragon';
import { installSegmentation } from './install.js';

export {
  createLabelTileSource,
  createLegend,
  createNotices,
  createSegmentationOverlay,
  installSegmentation,
  loadSegmentation,
  showSegmentation,
} from './index.js';

// The script tag's build, and only it, does something when it is loaded.
const { OpenSeadragon: osd } = globalThis as { OpenSeadragon?: typeof OpenSeadragon };
if (osd?.Viewer) installSegmentation(osd);
