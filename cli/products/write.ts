import type { Segmentation } from '../../core/segmentation.js';
import { type Asset, type ProductSink, type RunFacts, writeResult } from '../../formats/result/index.js';

/** Writes all files of a result but run.json, the report among them, as `writeResult`. */
export async function writeProducts(segmentation: Segmentation, run: RunFacts, sink: ProductSink): Promise<Asset[]> {
  // Brings the plotting library, which nothing before needs.
  const { reportHtml } = await import('../report/index.js');
  return writeResult(segmentation, run, sink, () => reportHtml(segmentation, run));
}
