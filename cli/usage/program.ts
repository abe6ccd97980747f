import type { Options } from 'yargs';

/** What the program is for, in one sentence. */
export const PURPOSE = 'Finds what is where in a spectral datacube: label maps, masks and cluster spectra.';

/** Every exit code. */
export const EXIT_CODES: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: 0, meaning: 'done' },
  { code: 1, meaning: 'unexpected' },
  { code: 2, meaning: 'usage' },
  { code: 3, meaning: 'input unreadable or unsupported' },
  { code: 4, meaning: 'nothing to segment' },
  { code: 5, meaning: 'encoder does not fit the cube' },
  { code: 6, meaning: 'memory cap too small' },
  { code: 7, meaning: 'some inputs of a batch failed' },
  { code: 8, meaning: 'output exists' },
  { code: 9, meaning: 'verification mismatch' },
  { code: 130, meaning: 'interrupted (SIGINT), resumable' },
  { code: 143, meaning: 'terminated (SIGTERM), resumable' },
];

/** Options of the program itself, as yargs takes them. */
export const GLOBAL_OPTIONS: Readonly<Record<string, Options>> = {
  config: { type: 'string', describe: 'JSON file with options' },
  'json-usage': { type: 'boolean', describe: 'print all commands and options as JSON' },
};
