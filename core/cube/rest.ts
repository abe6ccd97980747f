import { scaledAxis } from './bands.js';
import { UsageError } from './errors.js';
import type { SpectralAxis } from './types.js';
import { SPEED_OF_LIGHT } from './units.js';

/** Velocities `cz` for which redshifts are from -0.1 to 12, km/s. */
const [LEAST, MOST] = [-0.1 * SPEED_OF_LIGHT, 12 * SPEED_OF_LIGHT];

/**
 * The axis in the rest frame of an object whose systemic velocity is `velocity` = c z, km/s, positive when it recedes: wavelengths divided by
 * 1 + z, energies, frequencies and wavenumbers times 1 + z. (Wavelengths in air are divided as they are: the index of air changes by less than 1e-5 over the
 * optical.) Throws UsageError for an axis that has no rest frame, and for a velocity that is none.
 */
export function axisAtRest(axis: SpectralAxis, velocity = 0): SpectralAxis {
  if (velocity === 0) return axis;
  if (!(velocity > LEAST && velocity < MOST))
    throw new UsageError(`a velocity of ${velocity} km/s`, {
      why: `expected c z from ${Math.round(LEAST)} to ${Math.round(MOST)}, redshifts from -0.1 to 12`,
    });
  const { kind } = axis;
  const inverse = kind === 'energy' || kind === 'frequency' || kind === 'wavenumber';
  if (!inverse && !kind.startsWith('wavelength'))
    throw new UsageError('the spectral axis has no rest frame', {
      why: `it is of ${kind}`,
      remedy: 'A velocity is taken out of wavelengths, frequencies, wavenumbers and energies only: leave --velocity out.',
    });
  const shift = 1 + velocity / SPEED_OF_LIGHT;
  return scaledAxis(axis, inverse ? shift : 1 / shift);
}
