import { isCelestial, spectralType } from './axis-types.js';
import { meaningOf } from './companions/role.js';
import { type Hdu, isImage } from './hdu.js';

const samplesOf = ({ shape }: Hdu): number => (shape.length === 0 ? 0 : shape.reduce((product, n) => product * n, 1));

/**
 * Whether an image holds spectra in rows, as fibre spectrographs write them (MaNGA RSS, LVM, WEAVE, DESI): two axes, of which the first is spectral by its
 * CTYPE, or is as long as an extension of wavelengths.
 */
export function isRowStack(hdus: readonly Hdu[], hdu: Hdu): boolean {
  const { header, shape } = hdu;
  if (!isImage(hdu) || shape.length < 2 || shape.slice(2).some(n => n !== 1) || !(shape[0] > 1) || !(shape[1] > 0)) return false;
  if (isCelestial(header, 1) || isCelestial(header, 2)) return false;
  const type = spectralType(header, 1);
  if (type && type.kind !== 'channel') return true;
  const { stem } = meaningOf(hdu);
  return hdus.some(other => {
    if (other === hdu) return false;
    const meaning = meaningOf(other);
    if (meaning.role !== 'wavelength' || (meaning.stem !== stem && meaning.stem !== '')) return false;
    return isImage(other) ? samplesOf(other) === shape[0] : other.kind === 'bintable' && other.shape[1] === shape[0];
  });
}

/** The image as a cube of one row of spaxels: [bands, spectra, 1]. */
export const asCube = (hdu: Hdu): Hdu => ({ ...hdu, shape: [hdu.shape[0], hdu.shape[1], 1] });
