export { axisOfCard, cardAxis, cardProblem } from './card.js';
export { checkAxis } from './check-axis.js';
export { type EncoderFiles, encoderFileNames, encoderFiles, parseEncoder } from './files.js';
export { goldenVectors, makeGolden } from './golden.js';
export { describeLayers, weightBytes } from './layers-model.js';
export { fitPca, type Pca } from './pca.js';
export { encodeSpectra, prepareSpectra } from './spectra.js';
export type { CardAxis, Encoder, EncoderCard, EncoderHistory, EncoderLimits, HistoryRow, LossTerms } from './types.js';
