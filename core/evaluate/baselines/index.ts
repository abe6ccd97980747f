export { pcaEmbedding, rawEmbedding } from './embeddings.js';
export { referenceKmeans } from './reference-kmeans.js';
export { falseColorImage, rgbEmbedding } from './rgb.js';
export { type BaselineOptions, runBaseline } from './run.js';
export { type MethodScore, methodScores, onMap } from './scores.js';
export { type GatheredSpectra, gatherSpectra } from './spectra.js';
export type { Baseline, BaselineSpectra, Embedding, EmbeddingOptions, LabelledK, MethodResult } from './types.js';
export { type UmapOptions, umapEmbedding } from './umap.js';
