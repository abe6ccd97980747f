export { type CelestialWcs, celestialWcs } from '../cube/wcs/celestial.js';
export type { ControlPoint } from './affine.js';
export { apply, compose, fromControlPoints, fromSimilarity, IDENTITY, invert } from './affine.js';
export { parseColor } from './color.js';
export type { EditedCluster, EditLog } from './edit-log.js';
export { createEditLog, pushEdit, redoEdit, replayEdits, undoEdit } from './edit-log.js';
export { mergeEdit, reclusterEdit, splitEdit } from './edit-make.js';
export type { EditedLabels, LatentMap } from './edit-replay.js';
export { cutLabels, needsLatents, replayLabels } from './edit-replay.js';
export type {
  ClusterPart,
  Edit,
  MergeEdit,
  ReclusterEdit,
  RecolorEdit,
  RenameEdit,
  ReorderEdit,
  SplitEdit,
} from './edits.js';
export { parseEdits } from './edits.js';
export type { LabelHit } from './hit-test.js';
export { hitTest } from './hit-test.js';
export type { Reference } from './ids.js';
export { canonicalIds, countIds, idsByOverlap, toLabelMap } from './ids.js';
export { levelFor, majorityLevel } from './majority.js';
export { clusterStyles, NAMED_PALETTES, type NamedPalette, palette } from './palette.js';
export { type Region, regionMask } from './region.js';
export {
  type AffineApproximation,
  approximateAffine,
  type CellMap,
  cellAt,
  cellMap,
  createTransform,
  type DisplacementGrid,
  fitRegistration,
  type InverseMap,
  inverseMap,
  type Point,
  type Projective,
  parseRegistration,
  type Registration,
  type RegistrationFit,
  registerBySky,
  skyTransform,
  type Transform,
} from './registration/index.js';
export { relabel } from './relabel.js';
export { colorTable, labelsToRgba } from './rgba.js';
export type { PixelWindow } from './sample.js';
export { sampleLabels } from './sample.js';
export type { Affine, ClusterStyle, LabelMap } from './types.js';
export { unclassifiedId, unclassifiedStyle } from './unclassified.js';
