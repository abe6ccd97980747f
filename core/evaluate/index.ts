export type { Contingency } from './contingency.js';
export type { ClassScore, Evaluation, MeanScore } from './evaluate.js';
export { evaluate } from './evaluate.js';
