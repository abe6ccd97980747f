export { fitRegistration, type RegistrationFit } from './fit.js';
export type { DisplacementGrid } from './grid.js';
export { type CellMap, cellAt, cellMap, type InverseMap, inverseMap } from './inverse.js';
export { parseRegistration } from './json.js';
export { registerBySky, skyTransform } from './sky.js';
export { type AffineApproximation, approximateAffine, createTransform } from './transform.js';
export type { Point, Projective, Registration, Transform } from './types.js';
