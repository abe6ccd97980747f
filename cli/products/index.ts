export { type RunRecord, runJson } from './run-json.js';
export { confidencePlanes, type ProductSink, writeProducts } from './write.js';
