export { type Asset, clustersJson, documentVersion, segmentationDocument, suggestionJson } from './document.js';
export { jsonNumber, jsonNumbers, jsonText } from './json.js';
export { latentPlanes, type RasterWriter, rasterWriter } from './rasters.js';
export type { RunFacts } from './run.js';
export { choiceJson, scoresJson } from './scores.js';
export { stylesOf } from './styles.js';
