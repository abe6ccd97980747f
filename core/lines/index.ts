export { type SuggestOptions, suggest, withSuggestions } from './suggest.js';
export type { MeanSpectrum } from './types.js';
export { calibrateEnergies, type EnergyCalibration, energyAxisOf, fitEnergies, type KnownLine } from './xrf/calibrate-axis.js';
export { lineEnergy } from './xrf/line-energy.js';
