import type OpenSeadragon from 'openseadragon';
import { clusterStyles, type LabelMap } from '../../core/labels/index.js';
import { createSegmentationOverlay } from '../overlay.js';
import type { LayerInit } from '../types.js';
import { PREVIEW_CLUSTERS } from './protocol.js';

/** Labels that grow over a viewer. */
export interface LivePreview {
  /** Labels of the spaxels from a flat index on. */
  add(from: number, labels: Uint8Array): void;
  destroy(): void;
}

/** Milliseconds between pictures: each uploads the whole map. */
const PERIOD = 120;

/** An overlay of its own with a map that is empty yet. `look`: registration and style. */
export function createLivePreview(
  viewer: OpenSeadragon.Viewer,
  { width, height }: { readonly width: number; readonly height: number },
  look: Partial<LayerInit>,
): LivePreview {
  const map: LabelMap = { width, height, data: new Uint8Array(width * height) };
  const overlay = createSegmentationOverlay(viewer, { navigator: false });
  const styles = clusterStyles(Array.from({ length: PREVIEW_CLUSTERS }, (_, i) => i + 1));
  const layer = overlay.addLayer({ ...look, id: 'preview', labels: map, clusters: styles });
  let timer = 0;
  return {
    add(from, labels) {
      map.data.set(labels, from);
      timer ||= window.setTimeout(() => {
        timer = 0;
        layer.setLabels(map);
      }, PERIOD);
    },
    destroy() {
      clearTimeout(timer);
      overlay.destroy();
    },
  };
}
