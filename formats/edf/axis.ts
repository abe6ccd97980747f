import { axisFromCentres, linearAxis } from '../../core/cube/axis.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { channelAxis, isMonotonic } from '../table/index.js';
import type { EdfImage } from './header.js';

const REMEDY = '--energy gain=0.01,zero=0 (keV) or --axis ENER,keV,0,0.01 says what they are';

/** Zero, gain and quadratic term (keV) of PyMca's `McaCalib` or `MCA a`, `MCA b`, `MCA c`, where they are there and do something. */
function calibrationOf({ header }: EdfImage): number[] | undefined {
  const list = header
    .get('mcacalib')
    ?.replace(/[[\]()]/g, '')
    .split(/[\s,]+/)
    .filter(Boolean);
  const texts = list ?? ['mca a', 'mca b', 'mca c'].map(key => header.get(key) ?? '');
  const [a, b, c] = [0, 1, 2].map(i => (texts[i] ? Number(texts[i]) : i === 2 ? 0 : Number.NaN));
  return [a, b, c].every(Number.isFinite) && b !== 0 && !(a === 0 && b === 1 && c === 0) ? [a, b, c] : undefined;
}

/** The spectral axis of spectra along Dim_1: the calibration in the header in keV, counted from `MCA start ch`, else channels. */
export function spectraAxis(image: EdfImage, warnings: string[]): SpectralAxis {
  const bands = image.dims[0];
  const calibration = calibrationOf(image);
  const start = Number(image.header.get('mca start ch') ?? 0) || 0;
  if (calibration) {
    const [a, b, c] = calibration;
    const values = Float64Array.from({ length: bands }, (_, i) => a + (start + i) * (b + (start + i) * c));
    if (isMonotonic(values))
      return c === 0 ? linearAxis('energy', 'keV', values[0], b, bands) : axisFromCentres('energy', 'keV', values);
    warnings.push(`the spectral axis of the header turns back: bands are numbered; ${REMEDY}`);
  } else warnings.push(`the spectral axis is not calibrated: bands are numbered; ${REMEDY}`);
  return channelAxis(bands);
}

/** Energies of images of one energy each (keV, `energy` in every header, in one direction); undefined where they are rows of spectra. */
export function imageEnergies(images: readonly EdfImage[]): SpectralAxis | undefined {
  if (images.length < 2) return undefined;
  const energies = images.map(({ header }) => Number.parseFloat(header.get('energy') ?? header.get('photonenergy') ?? ''));
  return isMonotonic(energies) ? axisFromCentres('energy', 'keV', energies) : undefined;
}
