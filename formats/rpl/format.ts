import type { Format } from '../format.js';
import { looksLikeRpl } from './header.js';

/** Lispix (Ripple): a header and its data. */
export const rplFormat: Format = {
  name: 'RPL',
  title: 'Lispix (.rpl with .raw)',
  extensions: ['.rpl', '.raw'],
  signature: 'lines of `width`, `height`, `depth` ...',
  examples: ['map.rpl'],
  alone: false,
  options: [],
  reads:
    'spectrum by spectrum or image by image, every length, type and byte order; the axis from the header, `--energy` or `--axis`',
  lacks: '',
  detect: ({ text }) => looksLikeRpl(text),
  probe: async (source, { beside }) => beside !== undefined && (await import('./open.js')).hasRplHeader(source, beside),
  open: async (source, options) => (await import('./open.js')).openRpl(source, options),
};
