import { createHash } from 'node:crypto';
import { encoderFiles } from '../../core/encoder/index.js';
import { labelsToRgba } from '../../core/labels/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import { labelPng, maskPng, rgbaPng } from '../../formats/png/index.js';
import {
  type Asset,
  clustersJson,
  jsonText,
  latentPlanes,
  type RunFacts,
  rasterWriter,
  segmentationDocument,
  stylesOf,
} from '../../formats/result/index.js';
import { cardSha256, reportHtml } from '../report/index.js';
import { encoderSpectraCsv, spectraCsv } from './tables.js';

/** Where files go: an open output, or a test's list. */
export interface ProductSink {
  write(path: string, contents: Uint8Array | string): Promise<void>;
}

/** Names of the confidence planes, in order. */
export const confidencePlanes = ['silhouette', 'margin', 'reconstruction error'] as const;

/**
 * Writes all files of a result but run.json, one after the other, the same bytes every time: segmentation.json comes last and names the
 * others with their SHA-256. PNGs have the cube's first row on top. Returns what was written, segmentation.json included.
 */
export async function writeProducts(segmentation: Segmentation, run: RunFacts, sink: ProductSink): Promise<Asset[]> {
  const { cube, k, labels, sweep, confidence, latent } = segmentation;
  const styles = stylesOf(segmentation, run);
  const clusters = sweep.find(entry => entry.k === k)?.clusters ?? [];
  const raster = rasterWriter(segmentation, styles);
  const history = [
    `cloisonne ${run.version}: segmentation of ${cube.name}`,
    `encoder ${segmentation.card.name}, engine ${segmentation.engine}, seed ${segmentation.seed}, K = ${k}`,
  ];
  const assets: Asset[] = [];
  const write = async (
    path: string,
    role: string,
    type: string,
    contents: Uint8Array | string,
    of: { k?: number; cluster?: number } = {},
  ) => {
    const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
    await sink.write(path, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assets.push({ path, role, type, ...of, bytes: bytes.length, sha256 });
  };
  const png = 'image/png';

  await write('labels.png', 'labels', png, labelPng(labels));
  await write(`labels.${raster.extension}`, 'labels-map', raster.type, raster.labels(history));
  await write('preview.png', 'preview', png, rgbaPng(labels.width, labels.height, labelsToRgba(labels, [...styles.values()])));
  for (const { id } of clusters) await write(`masks/cluster-${id}.png`, 'mask', png, maskPng(labels, id), { cluster: id });
  if (segmentation.unclassified)
    await write('masks/unclassified.png', 'mask', png, maskPng(labels, segmentation.unclassified.id), {
      cluster: segmentation.unclassified.id,
    });
  for (const entry of sweep) {
    await write(`labels-k/${entry.k}.png`, 'labels-k', png, labelPng(entry.labels), { k: entry.k });
    const described = { k: entry.k, clusters: clustersJson(entry.clusters, styles) };
    await write(`labels-k/${entry.k}.json`, 'clusters-k', 'application/json', jsonText(described), { k: entry.k });
  }
  await write('spectra.csv', 'spectra', 'text/csv', spectraCsv(segmentation, clusters));
  await write('spectra-encoder.csv', 'spectra-encoder', 'text/csv', encoderSpectraCsv(segmentation, clusters));
  const axes = Array.from({ length: latent }, (_, i) => `latent ${i + 1}`);
  await write(
    `latents.${raster.extension}`,
    'latents',
    raster.type,
    raster.stack('LATENTS', latentPlanes(segmentation), axes, history),
  );
  const planes = [confidence.silhouette, confidence.margin, confidence.reconstruction];
  await write(
    `confidence.${raster.extension}`,
    'confidence',
    raster.type,
    raster.stack('CONFIDENCE', planes, confidencePlanes, history),
  );
  if (segmentation.encoder)
    for (const [name, contents] of Object.entries(encoderFiles(segmentation.encoder)))
      if (contents)
        await write(
          `encoder/${name}`,
          'encoder',
          name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
          contents,
        );
  if (segmentation.membership) {
    const names = clusters.map(({ id }) => `membership of ${styles.get(id)?.name ?? id}`);
    const stack = raster.stack('MEMBERSHIP', segmentation.membership, names, history);
    await write(`membership.${raster.extension}`, 'membership', raster.type, stack);
  }
  await write('report.html', 'report', 'text/html', reportHtml(segmentation, run));
  const document = jsonText(segmentationDocument(segmentation, run, styles, [...assets], cardSha256(segmentation.card)));
  await write('segmentation.json', 'segmentation', 'application/json', document);
  return assets;
}
