export { type LossTerms, mmd, multiScaleKernel, referenceKernel, totalLoss } from './losses.js';
export { type RampOptions, referenceRamp } from './schedule.js';
export { type LayerSizes, layerSizes, referenceParameters, type SizerOptions } from './sizers.js';
