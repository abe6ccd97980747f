export { cardSha256 } from './card.js';
export { stylesOf } from './colors.js';
export { type EvaluationFacts, evaluationHtml } from './evaluation.js';
export { reportHtml } from './report.js';
export type { RunFacts } from './run.js';
