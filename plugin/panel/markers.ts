import type OpenSeadragon from 'openseadragon';
import { apply, invert } from '../../core/labels/index.js';
import { element } from '../legend/dom.js';
import { screenToBase } from '../view.js';

/** A numbered place on the base image. */
export interface Marker {
  /** Base-image pixel. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
}

/** Small flags over the image that follow the view; they let the pointer through, and screen readers find the same in the panel. */
export function createMarkers(viewer: OpenSeadragon.Viewer, baseOf: () => OpenSeadragon.TiledImage | undefined) {
  const root = element('div', { class: 'cloisonne-markers', 'aria-hidden': 'true' });
  let placed: (readonly [Marker, HTMLElement])[] = [];
  const place = () => {
    const base = baseOf();
    root.hidden = !base;
    if (!base || placed.length === 0) return;
    const toScreen = invert(screenToBase(viewer.viewport, base));
    for (const [{ x, y }, flag] of placed) {
      const [left, top] = apply(toScreen, x, y);
      flag.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
    }
  };
  viewer.addHandler('update-viewport', place);
  viewer.canvas.append(root);
  return {
    show(markers: readonly Marker[]) {
      placed = markers.map(marker => {
        const flag = element('span', { class: 'cloisonne-marker' }, element('b', {}, marker.text));
        flag.style.setProperty('--swatch', marker.color);
        return [marker, flag] as const;
      });
      root.replaceChildren(...placed.map(([, flag]) => flag));
      place();
    },
    destroy() {
      viewer.removeHandler('update-viewport', place);
      root.remove();
    },
  };
}
