import type OpenSeadragon from 'openseadragon';
import { installSegmentation } from './install.js';
import type { SegmentationPanel, SegmentationPanelOptions } from './segmentation/index.js';

export {
  createCompareControls,
  createComparison,
  createLabelTileSource,
  createLegend,
  createNotices,
  createPageSegmenter,
  createSegmentationOverlay,
  createShare,
  createSpectrumPanel,
  createTools,
  installSegmentation,
  loadConfidence,
  loadCut,
  loadSegmentation,
  NAMED_PALETTES,
  openRegistration,
  openSplit,
  palette,
  showSegmentation,
  synchronize,
} from './index.js';

const script = (globalThis.document?.currentScript as HTMLScriptElement | null)?.src;

/** As `openSegmentation` of the ES module osd/cloisonne-segment.js, which is loaded from beside this script, or from `moduleUrl`. */
export async function openSegmentation(
  viewer: OpenSeadragon.Viewer,
  mount: HTMLElement,
  { moduleUrl = 'osd/cloisonne-segment.js', ...options }: SegmentationPanelOptions & { readonly moduleUrl?: string } = {},
): Promise<SegmentationPanel> {
  const module: typeof import('./segmentation/index.js') = await import(
    /* @vite-ignore */ new URL(moduleUrl, script ?? document.baseURI).href
  );
  return module.openSegmentation(viewer, mount, options);
}

// The script tag's build, and only it, does something when it is loaded.
const { OpenSeadragon: osd } = globalThis as { OpenSeadragon?: typeof OpenSeadragon };
if (osd?.Viewer) installSegmentation(osd);
