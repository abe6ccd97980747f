export type { ZarrFile } from './array.js';
export { labelNgff, type NgffImage } from './ngff.js';
