import { InputError } from '../../cube/errors.js';
import type { CelestialWcs } from '../../cube/wcs/celestial.js';
import { icrsWcs } from '../../cube/wcs/icrs.js';
import { type AffineApproximation, approximateAffine } from './transform.js';
import type { Transform } from './types.js';

/**
 * Cube pixel to pixel of a sky image through the celestial coordinates of both, exact; the image's row 0 is its first FITS row. Throws
 * InputError when the two are in different systems that do not both convert to the ICRS (ecliptic, GAPPT).
 */
export function skyTransform(cube: CelestialWcs, image: CelestialWcs): Transform {
  const name = ({ system, reference, equinox }: CelestialWcs) =>
    `${system === 'equatorial' ? 'RA/DEC' : `${system}LON/${system}LAT`} ${reference} ${equinox ?? ''}`.trim();
  const alike = name(cube) === name(image);
  const [from, to] = alike ? [cube, image] : [icrsWcs(cube), icrsWcs(image)];
  if (!from || !to) {
    throw new InputError('cube and image are in different celestial systems', {
      why: `${name(cube)} and ${name(image)}`,
      remedy: 'Convert the image to the system of the cube, or register by control points.',
    });
  }
  const through = (a: CelestialWcs, b: CelestialWcs) => (x: number, y: number) => {
    const sky = a.pixelToSky(x, y);
    return sky && b.skyToPixel(...sky);
  };
  return { forward: through(from, to), inverse: through(to, from) };
}

/**
 * The affine registration of a cube of this size on a sky image by their celestial coordinates, with its error in image pixels: across
 * the small field of a cube the two projections differ by an affine map but for a remainder that is stated. Throws InputError for
 * different systems, UsageError when a part of the cube is not in the image's projection.
 */
export function registerBySky(cube: CelestialWcs, image: CelestialWcs, width: number, height: number): AffineApproximation {
  return approximateAffine(skyTransform(cube, image), width, height);
}
