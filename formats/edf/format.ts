import type { Format } from '../format.js';
import { looksLikeEdf } from './header.js';

/** ESRF data format. */
export const edfFormat: Format = {
  name: 'EDF',
  title: 'EDF',
  extensions: ['.edf'],
  signature: '`{ key =`',
  examples: ['scan_0000.edf'],
  alone: false,
  options: [],
  reads: 'stacks of PyMca and XIA electronics, as images of one file or as a numbered series; `--energy` and `--live-time`',
  lacks: '',
  detect: ({ text }) => looksLikeEdf(text),
  open: async (source, options) => (await import('./index.js')).openEdf(source, options),
};
