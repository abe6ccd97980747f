import { apply, createTransform, type Point } from '../../core/labels/index.js';
import { createAim } from '../registration-ui/aim.js';
import type { Layer, SegmentationOverlay } from '../types.js';
import { screenToBase } from '../view.js';
import { createOutline } from './outline.js';

/** A polygon that a person draws on the map, corner by corner. */
export interface RegionDrawing {
  readonly drawing: boolean;
  /** Cube pixels, to a hundredth. */
  readonly corners: readonly Point[];
  start(): void;
  /** Takes no more corners; those that are there stay. */
  stop(): void;
  takeMiddle(): void;
  drop(): void;
  clear(): void;
  destroy(): void;
}

const hundredth = (value: number) => Math.round(100 * value) / 100;

/** Corners are taken by click, or by Enter in the viewer for its middle; Escape stops. `changed` is called after each change. */
export function createRegionDrawing(overlay: SegmentationOverlay, layerOf: () => Layer, changed: () => void): RegionDrawing {
  const { viewer } = overlay;
  let corners: readonly Point[] = [];
  const baseOf = () => overlay.baseImage(layerOf());
  const outline = createOutline(viewer, baseOf);
  const become = (next: readonly Point[]) => {
    corners = next;
    const { forward } = createTransform(layerOf().registration);
    outline.show(corners.map(corner => forward(...corner)).filter(point => point !== undefined));
    changed();
  };
  const take = (at: Point) => {
    const base = baseOf();
    const cube = base && createTransform(layerOf().registration).inverse(...apply(screenToBase(viewer.viewport, base), ...at));
    if (cube) become([...corners, [hundredth(cube[0]), hundredth(cube[1])]]);
  };
  const stop = () => {
    aim.stop();
    changed();
  };
  const aim = createAim(overlay, take, stop);
  return {
    get drawing() {
      return aim.on;
    },
    get corners() {
      return corners;
    },
    start() {
      aim.start();
      changed();
      viewer.canvas.focus();
    },
    stop,
    takeMiddle: aim.takeMiddle,
    drop: () => become(corners.slice(0, -1)),
    clear: () => become([]),
    destroy() {
      aim.stop();
      outline.destroy();
    },
  };
}
