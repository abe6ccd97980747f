import { InputError } from '../../cube/errors.js';
import type { CelestialWcs } from '../../cube/wcs/celestial.js';
import { type AffineApproximation, approximateAffine } from './transform.js';
import type { Transform } from './types.js';

/** Frames that agree to some hundredths of an arcsecond at any pixel a cube has. */
const SAME = new Set(['ICRS', 'FK5']);

/**
 * Cube pixel to pixel of a sky image through the celestial coordinates of both, exact; the image's row 0 is its first FITS row. Throws
 * InputError when the two are in different systems (RA and GLON, FK5 and FK4), which are not converted.
 */
export function skyTransform(cube: CelestialWcs, image: CelestialWcs): Transform {
  const name = ({ system, reference }: CelestialWcs) =>
    `${system === 'equatorial' ? 'RA/DEC' : `${system}LON/${system}LAT`} ${reference}`.trim();
  const alike = cube.reference === image.reference || (SAME.has(cube.reference) && SAME.has(image.reference));
  if (cube.system !== image.system || !alike) {
    throw new InputError('cube and image are in different celestial systems', {
      why: `${name(cube)} and ${name(image)}`,
      remedy: 'Convert the image to the system of the cube, or register by control points.',
    });
  }
  const through = (from: CelestialWcs, to: CelestialWcs) => (x: number, y: number) => {
    const sky = from.pixelToSky(x, y);
    return sky && to.skyToPixel(...sky);
  };
  return { forward: through(cube, image), inverse: through(image, cube) };
}

/**
 * The affine registration of a cube of this size on a sky image by their celestial coordinates, with its error in image pixels: across
 * the small field of a cube the two projections differ by an affine map but for a remainder that is stated. Throws InputError for
 * different systems, UsageError when a part of the cube is not in the image's projection.
 */
export function registerBySky(cube: CelestialWcs, image: CelestialWcs, width: number, height: number): AffineApproximation {
  return approximateAffine(skyTransform(cube, image), width, height);
}
