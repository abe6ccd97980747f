export { ciede2000 } from './ciede2000.js';
export { type ColorClusters, type ColorOptions, clusterColors } from './colors.js';
export { shrinkImage } from './image.js';
export { type Material, mixColors } from './mixing.js';
export { type PaintedOptions, paintedCube } from './painted.js';
export type { RgbImage, Synthesis } from './types.js';
export { type PaletteName, type Pigment, paletteNames, palettes, pigments } from './xrf/pigments.js';
export { energyAxis, type PaintOptions } from './xrf/spectrum.js';
export { synthXrf, type XrfOptions, xrfPalette } from './xrf/xrf.js';
