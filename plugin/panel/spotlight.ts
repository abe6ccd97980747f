import { createSegmentationOverlay } from '../overlay.js';
import type { Layer, SegmentationOverlay } from '../types.js';

/** A shade over all spaxels but some. */
export interface Spotlight {
  /** Leaves the spaxels with 1 in the mask [height * width] as they are and dims those with 2. */
  show(mask: Uint8Array): void;
  clear(): void;
}

/** A spotlight on the map of a layer. It is an overlay of its own: it hides nothing from hit tests and has no row in the legend. */
export function createSpotlight(overlay: SegmentationOverlay, target: () => Layer): Spotlight {
  let own: { overlay: SegmentationOverlay; layer: Layer; over: Layer } | undefined;
  const clear = () => {
    own?.overlay.destroy();
    own = undefined;
  };
  return {
    clear,
    show(data) {
      const over = target();
      const { width, height } = over.labels;
      if (own && own.over !== over) clear();
      if (own) return own.layer.setLabels({ width, height, data });
      const base = overlay.baseImage(over);
      if (!base) return;
      const made = createSegmentationOverlay(overlay.viewer, { navigator: false });
      const layer = made.addLayer({
        id: 'spotlight',
        labels: { width, height, data },
        registration: over.registration,
        base,
        clusters: [
          { id: 1, name: 'Alike', color: '#ffffff', opacity: 0 },
          { id: 2, name: 'Others', color: '#07080b', opacity: 0.72 },
        ],
      });
      own = { overlay: made, layer, over };
    },
  };
}
