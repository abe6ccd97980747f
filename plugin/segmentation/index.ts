import type OpenSeadragon from 'openseadragon';
import type { SegmentationPanel, SegmentationPanelOptions } from './panel-types.js';

export { createPageSegmenter } from './client.js';
export type { OfferedEncoder, SegmentationPanel, SegmentationPanelOptions, SkyReference } from './panel-types.js';
export type { OpenedEvent, PageEvent, PageRequest, PageResult, PageSegmenter, SegmenterOptions } from './types.js';

/**
 * Controls to segment a cube in this page, at the end of `mount`: a file or an address, an encoder, and a button; labels grow over the viewer while it
 * works, and the result is shown there with its legend and spectra. Nothing leaves the machine. Its code is loaded by this call, the worker by the
 * first run.
 */
export async function openSegmentation(
  viewer: OpenSeadragon.Viewer,
  mount: HTMLElement,
  options?: SegmentationPanelOptions,
): Promise<SegmentationPanel> {
  const { createSegmentationPanel } = await import('./panel.js');
  return createSegmentationPanel(viewer, mount, options);
}
