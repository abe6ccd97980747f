import type OpenSeadragon from 'openseadragon';
import { apply, invert } from '../core/labels/index.js';
import type { Affine } from '../core/labels/types.js';

/** OpenSeadragon's html drawer turns and mirrors neither the view nor an image, and does not clip. */
const isPlain = (viewport: OpenSeadragon.Viewport): boolean =>
  (viewport as { viewer?: OpenSeadragon.Viewer }).viewer?.drawer?.getType?.() === 'html';

/** Viewer-element CSS pixel, as the user sees it, to pixel of the image before its own flip, from three points mapped by OpenSeadragon itself. */
function screenToImage(viewport: OpenSeadragon.Viewport, base: OpenSeadragon.TiledImage): Affine {
  const { x: width, y: height } = viewport.getContainerSize();
  const plain = isPlain(viewport);
  // A Point of the viewer's own copy of OpenSeadragon: one of another copy would be taken for a number.
  const point = viewport.getCenter(true);
  const at = (x: number, y: number) => {
    point.x = viewport.getFlip() && !plain ? width - x : x;
    point.y = y;
    const inViewport = viewport.pointFromPixel(point, true);
    if (!plain) return base.viewportToImageCoordinates(inViewport.x, inViewport.y, true);
    const bounds = base.getBoundsNoRotate(true);
    const scale = base.getContentSize().x / bounds.width;
    return { x: (inViewport.x - bounds.x) * scale, y: (inViewport.y - bounds.y) * scale };
  };
  const [origin, right, bottom] = [at(0, 0), at(width, 0), at(0, height)];
  return [
    (right.x - origin.x) / width,
    (right.y - origin.y) / width,
    (bottom.x - origin.x) / height,
    (bottom.y - origin.y) / height,
    origin.x,
    origin.y,
  ];
}

/**
 * Where the viewer shows the base image now: viewer-element CSS pixel (as the user sees it) to base-image pixel. OpenSeadragon ignores the
 * viewport's flip and the image's flip in its coordinates, so both are undone here.
 */
export function screenToBase(viewport: OpenSeadragon.Viewport, base: OpenSeadragon.TiledImage): Affine {
  const [a, b, c, d, e, f] = screenToImage(viewport, base);
  return base.getFlip() ? [-a, b, -c, d, base.getContentSize().x - e, f] : [a, b, c, d, e, f];
}

/** Corners in CSS pixels of the viewer. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** What is seen of an image that is clipped: the part that lies in each of these, and in a ring of each. */
export type Clip = readonly (readonly Ring[])[];

/** The clip and the cropping polygons of an image, as the viewer draws them; undefined where it has none. */
export function clipOf(viewport: OpenSeadragon.Viewport, base: OpenSeadragon.TiledImage): Clip | undefined {
  const rect = base.getClip() as OpenSeadragon.Rect | null;
  const { _croppingPolygons: polygons } = base as { _croppingPolygons?: readonly (readonly { x: number; y: number }[])[] | null };
  if ((!rect && !polygons) || isPlain(viewport)) return undefined;
  const toScreen = invert(screenToImage(viewport, base));
  const corners =
    rect && [0, 1, 2, 3].map(n => ({ x: rect.x + (n === 1 || n === 2 ? rect.width : 0), y: rect.y + (n > 1 ? rect.height : 0) }));
  return [corners && [corners], polygons].flatMap(rings =>
    rings ? [rings.map(ring => ring.map(({ x, y }) => apply(toScreen, x, y)))] : [],
  );
}

/** Leaves the clip as the region of a 2-D canvas that is drawn on; `scale`: pixels of the canvas for a CSS pixel. */
export function clipCanvas(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  clip: Clip,
  scale: readonly [x: number, y: number],
): void {
  for (const rings of clip) {
    context.beginPath();
    for (const ring of rings) {
      for (const [i, [x, y]] of ring.entries()) context[i === 0 ? 'moveTo' : 'lineTo'](x * scale[0], y * scale[1]);
      context.closePath();
    }
    context.clip();
  }
}

/** Whether a point is seen: in every part of the clip its ring winds around it. */
export function isInClip(clip: Clip, x: number, y: number): boolean {
  const turns = (ring: Ring): number =>
    ring.reduce((sum, [x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length];
      if (y1 <= y === y2 <= y) return sum;
      const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
      return y1 <= y ? sum + (side > 0 ? 1 : 0) : sum - (side < 0 ? 1 : 0);
    }, 0);
  return clip.every(rings => rings.reduce((sum, ring) => sum + turns(ring), 0) !== 0);
}
