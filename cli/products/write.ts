import type { Segmentation } from '../../core/segmentation.js';
import { type Asset, type ProductSink, type RunFacts, writeResult } from '../../formats/result/index.js';
import { reportHtml } from '../report/index.js';

/** Writes all files of a result but run.json, the report among them, as `writeResult`. */
export const writeProducts = (segmentation: Segmentation, run: RunFacts, sink: ProductSink): Promise<Asset[]> =>
  writeResult(segmentation, run, sink, () => reportHtml(segmentation, run));
