import type { Affine, Registration } from '../core/labels/index.js';
import { IDENTITY } from '../core/labels/index.js';
import type { Layer, SegmentationOverlay } from './types.js';

/** What a person reads when a map lies over an image only because nobody has said where. */
export const UNREGISTERED = 'Not registered yet: the map is stretched over the whole base image.';

/** Width and height, in pixels or spaxels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lays a cube over all of an image: cube pixel to image pixel. */
export const stretched = (cube: Size, image: Size): Affine => [image.width / cube.width, 0, 0, image.height / cube.height, 0, 0];

/** Whether this is what a result has that nobody has registered. */
export const isUnregistered = (given: Affine | Registration = IDENTITY): boolean =>
  String('kind' in given ? given.kind === 'affine' && given.matrix : given) === String(IDENTITY);

/** The layers of a result over an image, fitted as long as nobody registers them. */
export interface Fit {
  /** Fits this layer where it is to be, and its image is there. */
  apply(layer: Layer): void;
  /** Whether where the layer lies was not said by anyone: it is not to be saved. */
  isOwn(layer: Layer): boolean;
}

/**
 * `wanted`: true stretches whatever the registration of the first layer is, false never, undefined where it has none and the image is of another
 * size, which `message` says.
 */
export function createFit(
  overlay: SegmentationOverlay,
  first: Layer,
  wanted: boolean | undefined,
  message: (text: string) => void,
): Fit {
  let own = (wanted ?? isUnregistered(first.registration)) ? first.registration : undefined;
  return {
    apply(layer) {
      const size = overlay.baseImage(layer)?.getContentSize();
      if (!own || !size || layer.registration !== own) return;
      const matrix = stretched(layer.labels, { width: size.x, height: size.y });
      if (own.kind === 'affine' && String(matrix) === String(own.matrix)) return;
      layer.setRegistration(matrix);
      own = layer.registration;
      if (!wanted) message(UNREGISTERED);
    },
    isOwn: layer => layer.registration === own,
  };
}
