import type OpenSeadragon from 'openseadragon';
import type { Affine } from '../core/labels/types.js';

/**
 * Where the viewer shows the base image now: viewer-element CSS pixel (as the user sees it) to base-image pixel, from three points mapped
 * by OpenSeadragon itself. It ignores the viewport's flip and the image's flip in its coordinates, so both are undone here.
 */
export function screenToBase(viewport: OpenSeadragon.Viewport, base: OpenSeadragon.TiledImage): Affine {
  const { x: width, y: height } = viewport.getContainerSize();
  // A Point of the viewer's own copy of OpenSeadragon: one of another copy would be taken for a number.
  const point = viewport.getCenter(true);
  const at = (x: number, y: number) => {
    point.x = viewport.getFlip() ? width - x : x;
    point.y = y;
    const inViewport = viewport.pointFromPixel(point, true);
    const inImage = base.viewportToImageCoordinates(inViewport.x, inViewport.y, true);
    return { x: base.getFlip() ? base.getContentSize().x - inImage.x : inImage.x, y: inImage.y };
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
