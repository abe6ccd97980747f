import { UsageError } from '../../core/cube/errors.js';
import type { SegmentationOverlay } from '../types.js';

/**
 * What a viewer shows now, in the pixels of the screen: its image and over it the masks of these overlays, in order, as far as a curtain leaves them.
 * Controls and markers are not in it. Throws UsageError where the viewer has no canvas (OpenSeadragon's html drawer).
 */
export function drawSight(overlays: readonly SegmentationOverlay[]): HTMLCanvasElement {
  const { viewer } = overlays[0];
  const drawn: unknown = viewer.drawer.canvas;
  if (!(drawn instanceof HTMLCanvasElement)) {
    throw new UsageError('the view cannot be saved as a picture', {
      why: 'the html drawer of OpenSeadragon leaves nothing to read',
      remedy: "Open the viewer with drawer: 'canvas' or 'webgl'.",
    });
  }
  const { x: width, y: height } = viewer.viewport.getContainerSize();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: Math.round(width * devicePixelRatio), height: Math.round(height * devicePixelRatio) });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.fillStyle = groundOf(viewer.canvas);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  for (const overlay of overlays) {
    const { visibility, clipPath } = getComputedStyle(overlay.canvas);
    if (visibility === 'hidden') continue;
    context.save();
    clipAs(context, clipPath);
    overlay.renderTo(canvas);
    context.restore();
  }
  return canvas;
}

/** The colour behind an element: its own, or that of what it lies in. */
function groundOf(element: Element | null): string {
  for (let one = element; one; one = one.parentElement) {
    const { backgroundColor } = getComputedStyle(one);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(backgroundColor)) return backgroundColor;
  }
  return '#fff';
}

/** The part of a canvas that `inset(top right bottom left)` leaves, in percent or 0; all of it for other values. */
function clipAs(context: CanvasRenderingContext2D, clipPath: string): void {
  const inset = /^inset\((.*)\)$/.exec(clipPath)?.[1].split(' ').map(Number.parseFloat);
  if (!inset) return;
  const [top, right = top, bottom = top, left = right] = inset.map(percent => percent / 100);
  const { width, height } = context.canvas;
  context.beginPath();
  context.rect(left * width, top * height, (1 - left - right) * width, (1 - top - bottom) * height);
  context.clip();
}
