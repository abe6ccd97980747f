import { writeFits } from 'cloisonne/formats';

const CTYPES = { energy: 'ENER', 'wavelength-air': 'AWAV' };
const card = (key, value) =>
  `${key.padEnd(8)}= ${typeof value === 'string' ? `'${value.padEnd(8)}'` : String(value).padStart(20)}`.padEnd(80);

/** The cube as FITS [height][width][bands]: the spectrum of a pixel lies in one piece, so that a page reads it in one range request. */
export async function bandsFirst(cube) {
  const { width, height, bands } = cube.shape;
  const { kind, unit, values } = cube.spectralAxis;
  const data = new Float32Array(width * height * bands);
  for (let band = 0; band < bands; band++) {
    const plane = await cube.plane(band);
    for (let i = 0; i < plane.length; i++) data[i * bands + band] = plane[i];
  }
  const step = (values[bands - 1] - values[0]) / (bands - 1);
  const axis = [
    card('CTYPE1', CTYPES[kind]),
    card('CUNIT1', unit),
    card('CRPIX1', 1),
    card('CRVAL1', values[0]),
    card('CDELT1', step),
  ];
  const header = [card('BUNIT', cube.unit), ...axis, card('CTYPE2', 'PIXEL'), card('CTYPE3', 'PIXEL')];
  return writeFits([{ name: 'DATA', header, data, shape: [bands, width, height] }]);
}
