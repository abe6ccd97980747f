export { type BinaryCounts, TVERSKY, tversky } from './binary.js';
export { type Confusion, normalizedConfusion } from './confusion.js';
export type { Contingency } from './contingency.js';
export type { ClassScore, Evaluation, MeanScore } from './evaluate.js';
export { evaluate } from './evaluate.js';
export { addError, type Degradation, degradation, type ErrorSum, noError, psnr, psnrLadder } from './psnr.js';
