import { UsageError } from '../core/cube/errors.js';
import { clusterStyles } from '../core/labels/index.js';
import type { LabelMap } from '../core/labels/types.js';
import type { Confidence } from '../core/segmentation.js';

/** Every id of a map in a colour of the palette. */
export const defaultClusters = ({ data }: LabelMap) =>
  clusterStyles([...new Set(data)].filter(id => id > 0).sort((a, b) => a - b));

/** The same confidence. Throws UsageError where it has not a number for each label. */
export function fittingConfidence(confidence: Confidence | undefined, { width, height }: LabelMap): Confidence | undefined {
  const { silhouette, margin, reconstruction } = confidence ?? {};
  if (confidence && [silhouette, margin, reconstruction].some(plane => plane?.length !== width * height))
    throw new UsageError('the confidence is not that of the labels', { why: `it has not ${width} x ${height} pixels` });
  return confidence;
}

/** The same map. Throws UsageError where size and data disagree. */
export function checkedLabels(labels: LabelMap): LabelMap {
  const { width, height, data } = labels;
  if (data.length === 0 || data.length !== width * height) {
    throw new UsageError('the label map is not whole', { why: `${width} x ${height} pixels, ${data.length} labels` });
  }
  return labels;
}
