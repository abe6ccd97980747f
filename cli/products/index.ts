export { assetWriter, type ProductSink } from './assets.js';
export { type Asset, documentVersion, segmentationDocument, suggestionJson } from './document.js';
export { writeMaps } from './maps.js';
export { rasterWriter } from './rasters.js';
export { type RunRecord, runJson } from './run-json.js';
export { choiceJson, scoresJson } from './scores.js';
export { spectraCsv } from './tables.js';
export { confidencePlanes, writeProducts } from './write.js';
