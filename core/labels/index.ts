export { type CelestialWcs, celestialWcs } from '../cube/wcs/celestial.js';
export type { ControlPoint } from './affine.js';
export { apply, compose, fromControlPoints, fromSimilarity, IDENTITY, invert } from './affine.js';
export type { LabelHit } from './hit-test.js';
export { hitTest } from './hit-test.js';
export type { Reference } from './ids.js';
export { canonicalIds, countIds, idsByOverlap, toLabelMap } from './ids.js';
export { clusterStyles, palette } from './palette.js';
export {
  type AffineApproximation,
  approximateAffine,
  createTransform,
  fitRegistration,
  type Point,
  type Projective,
  parseRegistration,
  type Registration,
  type RegistrationFit,
  registerBySky,
  skyTransform,
  type Transform,
} from './registration/index.js';
export { colorTable, labelsToRgba } from './rgba.js';
export type { Affine, ClusterStyle, LabelMap } from './types.js';
