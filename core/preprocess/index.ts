export { axisAfterSteps, compileSteps } from './compile.js';
export { defaultSteps, type SampleStatistics, sampleStatistics } from './defaults.js';
export { fitSteps, type SpectraSample } from './fit.js';
export { type MeasuredStep, measureSteps } from './measure.js';
export { formatSteps, parseSteps } from './parse.js';
export { listSteps, type StepSummary } from './registry.js';
export type { CompiledSteps, StepSpec } from './types.js';
