import type OpenSeadragon from 'openseadragon';
import { apply, invert, type Point } from '../../core/labels/index.js';
import { element } from '../legend/dom.js';
import { screenToBase } from '../view.js';

/** A line through places of the base image that follows the view. */
export interface Outline {
  /** Corners in base-image pixels, in order; the line is closed from three on. */
  show(corners: readonly Point[]): void;
  destroy(): void;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Nothing is drawn yet. The line lets the pointer through; screen readers hear of corners in the panel. */
export function createOutline(viewer: OpenSeadragon.Viewer, baseOf: () => OpenSeadragon.TiledImage | undefined): Outline {
  const svg = document.createElementNS(SVG, 'svg');
  const [under, over] = [0, 1].map(() => document.createElementNS(SVG, 'polygon'));
  svg.append(under, over);
  const root = element('div', { class: 'cloisonne-region', 'aria-hidden': 'true' });
  root.append(svg);
  let corners: readonly Point[] = [];
  const place = () => {
    const base = baseOf();
    root.hidden = !base || corners.length === 0;
    if (!base) return;
    const toScreen = invert(screenToBase(viewer.viewport, base));
    const points = corners.map(corner => apply(toScreen, ...corner).map(value => value.toFixed(1)));
    for (const line of [under, over]) line.setAttribute('points', points.map(point => point.join()).join(' '));
    const dots = points.map(([cx, cy]) => {
      const dot = document.createElementNS(SVG, 'circle');
      for (const [name, value] of Object.entries({ cx, cy, r: '4' })) dot.setAttribute(name, value);
      return dot;
    });
    svg.replaceChildren(under, over, ...dots);
  };
  viewer.addHandler('update-viewport', place);
  viewer.canvas.append(root);
  return {
    show(wanted) {
      corners = wanted;
      place();
    },
    destroy() {
      viewer.removeHandler('update-viewport', place);
      root.remove();
    },
  };
}
