import type { Format } from '../format.js';
import { isEsri } from './header.js';

/** ESRI's raw images: a header and its data. */
export const esriFormat: Format = {
  name: 'ESRI',
  title: 'ESRI BIL, BIP, BSQ',
  extensions: ['.bil', '.bip', '.bsq', '.hdr'],
  signature: 'lines of `NROWS`, `NCOLS` ...',
  examples: ['image.bil'],
  alone: false,
  options: [],
  reads:
    'whole numbers of 8 to 64 bits and floats, either byte order, gaps between rows and bands; by header or by data; wavelengths by `--axis`',
  lacks: 'samples of less than a byte',
  detect: ({ text }) => isEsri(text),
  probe: async (source, { beside }) => beside !== undefined && (await import('./open.js')).hasEsriHeader(source, beside),
  open: async (source, options) => (await import('./open.js')).openEsri(source, options),
};
