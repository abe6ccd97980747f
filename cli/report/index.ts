export { cardSha256 } from './card.js';
export { stylesOf } from './colors.js';
export { reportHtml } from './report.js';
export type { RunFacts } from './run.js';
