import { edfFormat } from './edf/format.js';
import { enviFormat } from './envi/format.js';
import { esriFormat } from './esri/format.js';
import { fitsFormat } from './fits/format.js';
import type { Format } from './format.js';
import { hdf5Format } from './hdf5/format.js';
import { rplFormat } from './rpl/format.js';
import { tiffFormat } from './tiff/format.js';

/** Every format that is read, in the order in which a file is tried. A format's code is loaded when a file of it is opened. */
export const FORMATS: readonly Format[] = [fitsFormat, tiffFormat, hdf5Format, enviFormat, esriFormat, edfFormat, rplFormat];

/** Names of files that can be given, for help: `cube.fits, image.tif ...`. */
export const exampleNames = (): string => FORMATS.flatMap(({ examples }) => examples).join(', ');
