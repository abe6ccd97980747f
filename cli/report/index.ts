export { cardSha256 } from './card.js';
export { type EvaluationFacts, evaluationHtml } from './evaluation.js';
export { reportHtml } from './report.js';
