import { roundLength, type Sky, scaleBar } from '../../core/cube/wcs/sky-scale.js';
import { apply } from '../../core/labels/index.js';
import { placement } from '../placement.js';
import type { Layer, SegmentationOverlay } from '../types.js';
import { screenToBase } from '../view.js';

/** A bar of this many CSS pixels, and what it measures. */
export interface Bar {
  readonly length: number;
  readonly text: string;
}

/**
 * A scale bar for the middle of the view, at most a quarter of its width: in arcseconds where `sky` knows the scale of the scan, else in pixels of the
 * scan, for nothing says how large these are. Undefined where the masks are not in the view.
 */
export function barOf(overlay: SegmentationOverlay, layer: Layer, sky: Sky | undefined): Bar | undefined {
  const { viewport } = overlay.viewer;
  const base = overlay.baseImage(layer);
  if (!base) return undefined;
  const { x: width, y: height } = viewport.getContainerSize();
  const toBase = screenToBase(viewport, base);
  const { locate } = placement(layer.registration, layer.labels);
  const ends = [-1, 1].map(side => locate(...apply(toBase, width / 2 + side, height / 2)));
  if (!ends[0] || !ends[1]) return undefined;
  const perPixel = Math.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]) / 2;
  if (!(perPixel > 0)) return undefined;
  if (sky) {
    const { pixels, text } = scaleBar(sky, width * perPixel);
    return { length: pixels / perPixel, text };
  }
  const pixels = roundLength((width * perPixel) / 4);
  if (pixels < 1) return { length: 1 / perPixel, text: '1 pixel of the scan' };
  return { length: pixels / perPixel, text: `${pixels} pixel${pixels === 1 ? '' : 's'} of the scan` };
}
