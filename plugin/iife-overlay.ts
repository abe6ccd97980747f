import type OpenSeadragon from 'openseadragon';
import { installSegmentation } from './install.js';

// In one file there is nothing to load later: without the readers of confidence and latents, which are large.
export {
  createLabelTileSource,
  createLegend,
  createNotices,
  createSegmentationOverlay,
  installSegmentation,
  loadSegmentation,
  NAMED_PALETTES,
  palette,
  showSegmentation,
} from './overlay-only.js';

// The script tag's build, and only it, does something when it is loaded.
const { OpenSeadragon: osd } = globalThis as { OpenSeadragon?: typeof OpenSeadragon };
if (osd?.Viewer) installSegmentation(osd);
