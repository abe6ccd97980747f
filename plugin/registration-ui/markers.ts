import type OpenSeadragon from 'openseadragon';
import { apply, type ControlPoint, invert, type Point } from '../../core/labels/index.js';
import { element } from '../legend/dom.js';
import { pointIn } from '../pointer.js';
import { screenToBase } from '../view.js';

/** What markers show of a control point. */
export interface Marked {
  readonly point: ControlPoint;
  /** Where the fitted map takes its cube pixel, in base-image pixels; undefined without a map. */
  readonly fitted: Point | undefined;
}

/** Control points over the image. */
export interface Markers {
  show(marked: readonly Marked[]): void;
  destroy(): void;
}

const SVG = 'http://www.w3.org/2000/svg';
const arrows: Readonly<Record<string, Point>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * A numbered button at the image's side of each point, to be dragged or moved with the arrow keys (a screen pixel, ten with Shift), and a line
 * from it to where the map takes the cube's side: its residual. `move` gets the new base-image pixel once it stays there.
 */
export function createMarkers(
  viewer: OpenSeadragon.Viewer,
  baseOf: () => OpenSeadragon.TiledImage | undefined,
  move: (index: number, to: Point) => void,
): Markers {
  const lines = document.createElementNS(SVG, 'svg');
  const root = element('div', { class: 'cloisonne-points' });
  root.append(lines);
  let shown: readonly Marked[] = [];
  let dragged: { readonly index: number; readonly to: Point } | undefined;

  const place = () => {
    const base = baseOf();
    root.hidden = !base;
    if (!base) return;
    const toScreen = invert(screenToBase(viewer.viewport, base));
    const buttons = root.querySelectorAll('button');
    shown.forEach(({ point, fitted }, i) => {
      const image = dragged?.index === i ? dragged.to : point.image;
      const [x, y] = apply(toScreen, ...image);
      buttons[i].style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
      const [u, v] = fitted ? apply(toScreen, ...fitted) : [x, y];
      const line = lines.children[i];
      for (const [name, value] of Object.entries({ x1: x, y1: y, x2: u, y2: v })) line.setAttribute(name, value.toFixed(1));
    });
  };
  const baseAt = (x: number, y: number): Point | undefined => {
    const base = baseOf();
    return base && apply(screenToBase(viewer.viewport, base), x, y);
  };
  const marker = (index: number) => {
    const made = element('button', { type: 'button', 'aria-label': `Point ${index + 1} on the image` }, String(index + 1));
    const follow = (event: PointerEvent) => {
      const { x, y } = pointIn(viewer.canvas, event);
      const to = baseAt(x, y);
      if (to) dragged = { index, to };
      place();
    };
    made.addEventListener('pointerdown', event => {
      // The viewer would pan.
      event.stopPropagation();
      made.setPointerCapture(event.pointerId);
      made.addEventListener('pointermove', follow);
    });
    made.addEventListener('pointerup', event => {
      event.stopPropagation();
      made.removeEventListener('pointermove', follow);
      const end = dragged;
      dragged = undefined;
      if (end) move(index, end.to);
    });
    made.addEventListener('pointercancel', () => {
      made.removeEventListener('pointermove', follow);
      dragged = undefined;
      place();
    });
    made.addEventListener('keydown', event => {
      if (!Object.hasOwn(arrows, event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      const base = baseOf();
      if (!base) return;
      const [dx, dy] = arrows[event.key].map(step => step * (event.shiftKey ? 10 : 1));
      const [x, y] = apply(invert(screenToBase(viewer.viewport, base)), ...shown[index].point.image);
      const to = baseAt(x + dx, y + dy);
      if (to) move(index, to);
    });
    return made;
  };

  viewer.addHandler('update-viewport', place);
  viewer.canvas.append(root);
  return {
    show(marked) {
      shown = marked;
      const buttons = root.querySelectorAll('button');
      for (const extra of [...buttons].slice(marked.length)) extra.remove();
      for (let i = buttons.length; i < marked.length; i++) root.append(marker(i));
      lines.replaceChildren(...marked.map(() => document.createElementNS(SVG, 'line')));
      place();
    },
    destroy() {
      viewer.removeHandler('update-viewport', place);
      root.remove();
    },
  };
}
