export { type ZarrData, type ZarrFile, zarrArray } from './array.js';
export { labelNgff, type NgffImage } from './ngff.js';
