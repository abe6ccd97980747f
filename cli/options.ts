import type { Options } from 'yargs';

/** Options of commands that replace a result that people may have edited. */
export const overwriteOptions: Readonly<Record<string, Options>> = {
  overwrite: {
    type: 'boolean',
    default: false,
    describe: 'replace an existing result: the files that this command wrote; refused where others lie between them',
  },
  'discard-edits': {
    type: 'boolean',
    default: false,
    describe: 'with --overwrite: also replace a result that was edited since',
  },
};

/** What these options say. */
export const replacing = (argv: Readonly<Record<string, unknown>>): { overwrite: boolean; discardEdits: boolean } => ({
  overwrite: argv.overwrite === true,
  discardEdits: argv['discard-edits'] === true,
});

/** The option of every command that has something to say. */
export const jsonOption: Readonly<Record<string, Options>> = {
  json: { type: 'boolean', default: false, describe: 'one JSON document on stdout' },
};

/** Options of every command that reports how far it is. */
export const reportOptions: Readonly<Record<string, Options>> = {
  quiet: { type: 'boolean', default: false, alias: 'q', describe: 'nothing on stderr but errors' },
  ...jsonOption,
};

/** Options of every command that opens a cube. */
export const inputOptions: Readonly<Record<string, Options>> = {
  axis: {
    type: 'string',
    describe: 'spectral axis, in place of what the file says: TYPE,UNIT,START,STEP (WAVE,nm,400,10), or a file (JSON or CSV)',
  },
  energy: {
    type: 'string',
    describe:
      'energy calibration: gain=0.01,zero=-0.96 (keV), channel:keV pairs (100:1.74,640:6.40), or lines looked for near channels (174~Si,640~Fe)',
  },
  'live-time': {
    type: 'string',
    describe: "scale spectra to the mean live time: 'header' (what the scan's own files say) or an image of seconds",
  },
  plane: { type: 'string', describe: 'index (from 0) on each further axis of a 4-D cube, e.g. 0' },
  'max-spill': {
    type: 'string',
    describe: 'most that compressed input (.fits.gz, tiles, strips) or a pipe may unpack to on disk (default 16GB)',
  },
  'spectral-axis': {
    type: 'string',
    describe: 'which axis of an array is spectral: its index (from 0, as numpy counts) or its name, e.g. 2 or wavelength',
  },
  variance: {
    type: 'string',
    describe: 'variance of the samples: an HDU of the file (STAT), a dataset, or another file of the same shape',
  },
  sigma: { type: 'string', describe: 'the same as standard deviations' },
  ivar: { type: 'string', describe: 'the same as inverse variances' },
  dq: {
    type: 'string',
    describe: 'quality flags of the samples: an HDU of the file (DQ), a dataset, or another file of the same shape',
  },
  'dq-bits': {
    type: 'string',
    describe:
      "which bits of the flags make a sample missing: any, none, numbers from 0 (0,3) or the survey's names (DONOTUSE); by default those that the instrument calls useless, any where nothing is known",
  },
  dataset: { type: 'string', describe: 'path of the cube in an HDF5 file (default: img, else the only one of three axes)' },
};

/** Options that decide which samples take part. */
export const selectionOptions: Readonly<Record<string, Options>> = {
  bands: { type: 'string', describe: 'keep only these ranges of the spectral axis, e.g. 4800-9300' },
  exclude: { type: 'string', describe: 'leave these ranges out (sky lines, a notch), e.g. 5570-5585,6295-6305' },
  region: { type: 'string', describe: 'pixels that take part, x0:x1,y0:y1 from 0, ends exclusive' },
  mask: { type: 'string', describe: 'image (FITS, TIFF, PNG) of the same size, 0 where a pixel is left out' },
  'min-good': { type: 'number', default: 0.8, describe: 'smallest share of good samples of a valid spaxel' },
};

/** Options of every command that computes. */
export const computeOptions: Readonly<Record<string, Options>> = {
  seed: { type: 'number', default: 0, describe: 'seed of every random choice' },
  engine: { type: 'string', default: 'auto', describe: 'auto, tfjs-node-gpu, webgpu, onnxruntime, wasm or cpu' },
  threads: { type: 'number', describe: 'CPU threads (default: all; results do not depend on it)' },
  ...reportOptions,
};
