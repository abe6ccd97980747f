export type { Beside } from './beside.js';
export { synchronize } from './beside.js';
export type { Blink } from './blink.js';
export type { CompareMode, CompareWith, Comparison } from './compare.js';
export { createComparison } from './compare.js';
export type { CompareControls, CompareOptions } from './controls.js';
export { createCompareControls } from './controls.js';
export type { Divider } from './curtain.js';
