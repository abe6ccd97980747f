export { assetWriter, type ProductSink } from './assets.js';
export { type Asset, documentVersion, segmentationDocument, suggestionJson } from './document.js';
export { type RunRecord, runJson } from './run-json.js';
export { choiceJson, scoresJson } from './scores.js';
export { confidencePlanes, writeProducts } from './write.js';
