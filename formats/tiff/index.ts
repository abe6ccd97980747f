export { labelCog } from './cog.js';
export { type OpenTiffOptions, openTiff } from './open.js';
export type { TiffLimits } from './page.js';
export { type LabelTiffOptions, labelTiff, stackTiff } from './write.js';
