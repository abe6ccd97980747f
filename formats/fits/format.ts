import type { Format } from '../format.js';

/** FITS, gzipped or not. */
export const fitsFormat: Format = {
  name: 'FITS',
  title: 'FITS (also gzipped)',
  extensions: ['.fits', '.fit', '.fts', '.fits.gz', '.fits.fz'],
  signature: '`SIMPLE  =`, or gzip',
  examples: ['cube.fits', "'cube.fits[DATA][1:200,1:200,*]'", 'cube.fits.fz'],
  alone: true,
  options: ['hdu', 'section', 'plane', 'spectralAxis'],
  reads:
    'all six BITPIX, BSCALE/BZERO, BLANK, NaN, three axes in any order and further axes by `--plane`, `cube.fits[DATA][1:200,1:200,*]`, variance and quality by what HDUs are (`--variance`, `--dq`, `--dq-bits` say what the file does not), linear, logarithmic and non-linear axes, wavelength tables, spectra in rows, `.fits.gz`, tile compression (`.fits.fz`), pipes ([more](formats/fits/README.md))',
  lacks: 'random groups, SIP and table distortions in regions (image coordinates are written)',
  detect: ({ bytes, text }) => text.startsWith('SIMPLE  ') || (bytes[0] === 0x1f && bytes[1] === 0x8b),
  open: async (source, options) => (await import('./open.js')).openFits(source, options),
};
