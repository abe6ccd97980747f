export { readLabelPng } from './decode.js';
export { labelPng, maskPng, palettePng, rgbaPng, rgbPng } from './encode.js';
export { type PhotoPng, readPhotoPng } from './photo.js';
