export { type Asset, documentVersion, segmentationDocument } from './document.js';
export { type RunRecord, runJson } from './run-json.js';
export { choiceJson, scoresJson } from './scores.js';
export { confidencePlanes, type ProductSink, writeProducts } from './write.js';
