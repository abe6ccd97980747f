export { type RunRecord, runJson } from './run-json.js';
export { writeProducts } from './write.js';
