import { labelsToRgba } from '../../core/labels/index.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import { labelPng, maskPng, rgbaPng } from '../png/index.js';
import type { AssetWriter } from './assets.js';
import type { RasterWriter } from './rasters.js';

/** What is drawn of a label map: its styles, and which of them is no cluster but the unclassified. */
export interface MapFacts {
  readonly labels: LabelMap;
  readonly styles: readonly ClusterStyle[];
  readonly ids: readonly number[];
  readonly unclassified?: number;
  readonly history: readonly string[];
}

/** Writes a label map as ids, in the format of the input, in colours, and as one mask a cluster. PNGs have the cube's first row on top. */
export async function writeMaps({ write }: AssetWriter, raster: RasterWriter, facts: MapFacts): Promise<void> {
  const { labels, styles, ids, unclassified, history } = facts;
  const png = 'image/png';
  const mask = (name: string, cluster: number) => write(`masks/${name}.png`, 'mask', png, maskPng(labels, cluster), { cluster });
  await write('labels.png', 'labels', png, labelPng(labels));
  await write(`labels.${raster.extension}`, 'labels-map', raster.type, raster.labels(history));
  await write('preview.png', 'preview', png, rgbaPng(labels.width, labels.height, labelsToRgba(labels, styles)));
  for (const id of ids) await mask(`cluster-${id}`, id);
  if (unclassified !== undefined) await mask('unclassified', unclassified);
}
