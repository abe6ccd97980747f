export { type SuggestOptions, suggest, withSuggestions } from './suggest.js';
export type { MeanSpectrum } from './types.js';
