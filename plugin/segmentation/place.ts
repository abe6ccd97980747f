import type OpenSeadragon from 'openseadragon';
import {
  type Affine,
  apply,
  approximateAffine,
  type CelestialWcs,
  celestialWcs,
  createTransform,
  type Registration,
  skyTransform,
} from '../../core/labels/index.js';
import { type Size, stretched, UNREGISTERED } from '../fit.js';
import type { SkyReference } from './panel-types.js';

/** Where a cube goes on the base image, and what to tell a person about it. */
export interface Place {
  readonly matrix: Affine;
  readonly note: string;
}

/**
 * Lays a cube of this size over an image: by celestial coordinates where both have them and the cube lies on the image, as it is where the sizes are
 * equal, else over all of it. Never fails: the note says what could not be done.
 */
export function placeOver(
  cube: Size & { readonly cards: readonly string[] | undefined },
  image: Size,
  reference?: SkyReference,
): Place {
  const { width, height, cards } = cube;
  const whole = stretched(cube, image);
  if (cards && reference?.sky) {
    try {
      const matrix = bySky(celestialWcs(cards), reference.sky, reference.registration, cube);
      if (touches(matrix, cube, image)) return { matrix, note: 'Registered by celestial coordinates.' };
      return { matrix: whole, note: `The cube lies outside the image by its celestial coordinates. ${UNREGISTERED}` };
    } catch (err) {
      return { matrix: whole, note: `${(err as Error).message} ${UNREGISTERED}` };
    }
  }
  return { matrix: whole, note: image.width === width && image.height === height ? '' : UNREGISTERED };
}

function bySky(sky: CelestialWcs, other: CelestialWcs, registration: Registration, { width, height }: Size): Affine {
  const across = skyTransform(sky, other);
  const down = createTransform(registration);
  const forward = (x: number, y: number) => {
    const point = across.forward(x, y);
    return point && down.forward(...point);
  };
  return approximateAffine({ forward }, width, height).matrix;
}

/** Whether the box around the cube has a part of the image in it. */
function touches(matrix: Affine, { width, height }: Size, image: Size): boolean {
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].map(([x, y]) => apply(matrix, x, y));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return Math.min(...xs) < image.width && Math.max(...xs) > 0 && Math.min(...ys) < image.height && Math.max(...ys) > 0;
}

const opened = (viewer: OpenSeadragon.Viewer, source: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const free = () => {
      viewer.removeHandler('open', done);
      viewer.removeHandler('open-failed', failed);
    };
    const done = () => {
      free();
      resolve();
    };
    const failed = (event: { message?: string }) => {
      free();
      reject(new Error(event.message ?? 'the picture cannot be shown'));
    };
    viewer.addHandler('open', done);
    viewer.addHandler('open-failed', failed as never);
    viewer.open(source as never);
  });

/** Empties the viewer and opens a dark sheet of the cube's size, to see the labels grow on. */
export function openSheet(viewer: OpenSeadragon.Viewer, { width, height }: Size): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#15161a"/></svg>`;
  return opened(viewer, { type: 'image', buildPyramid: false, url: `data:image/svg+xml,${encodeURIComponent(svg)}` });
}

/** Puts a PNG in the place of the sheet; the view stays. Resolves when it is there. */
export function replaceSheet(viewer: OpenSeadragon.Viewer, png: Uint8Array): Promise<void> {
  const url = URL.createObjectURL(new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' }));
  return new Promise<void>((resolve, reject) => {
    viewer.addTiledImage({
      tileSource: { type: 'image', buildPyramid: false, url } as never,
      index: 0,
      replace: true,
      success: () => resolve(),
      error: (event: { message?: string }) => reject(new Error(event.message ?? 'the picture cannot be shown')),
    } as never);
  }).finally(() => URL.revokeObjectURL(url));
}
