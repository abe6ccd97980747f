import type { Format } from '../format.js';
import { isEnvi } from './header.js';

/** ENVI: a header and its data. */
export const enviFormat: Format = {
  name: 'ENVI',
  title: 'ENVI',
  extensions: ['.hdr', '.dat', '.img', '.bsq', '.bil', '.bip'],
  signature: '`ENVI`',
  examples: ['cube.hdr'],
  alone: false,
  options: [],
  reads: 'bsq, bil, bip, every real data type, either byte order; wavelengths, bad bands, values to ignore; by header or by data',
  lacks: 'compressed and complex data',
  detect: ({ text }) => isEnvi(text),
  probe: async (source, { beside }) => beside !== undefined && (await import('./open.js')).hasEnviHeader(source, beside),
  open: async (source, options) => (await import('./open.js')).openEnvi(source, options),
};
