export { readLabelPng } from './decode.js';
export { type RgbPixels, readRgbPng } from './decode-rgb.js';
export { labelPng, maskPng, rgbaPng, rgbPng } from './encode.js';
