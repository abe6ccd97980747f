import { platform } from '#platform';
import { cardText } from '../../core/encoder/card.js';
import { encoderFiles } from '../../core/encoder/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import { labelPng } from '../png/index.js';
import { assetWriter, type ProductSink } from './assets.js';
import { historyLines, provenanceCards } from './cards.js';
import { type Asset, clustersJson, segmentationDocument } from './document.js';
import { jsonText } from './json.js';
import { writeMaps } from './maps.js';
import { confidencePlanes, latentPlanes, rasterWriter } from './rasters.js';
import type { RunFacts } from './run.js';
import { stylesOf } from './styles.js';
import { encoderSpectraCsv, spectraCsv } from './tables.js';

/**
 * Writes the files of a result, one after the other, the same bytes every time: segmentation.json comes last and names the others with their
 * SHA-256. `report` makes report.html, where there is to be one. PNGs have the cube's first row on top. Returns what was written,
 * segmentation.json included.
 */
export async function writeResult(
  segmentation: Segmentation,
  run: RunFacts,
  sink: ProductSink,
  report?: () => string,
): Promise<Asset[]> {
  const { cube, k, labels, sweep, confidence, latent } = segmentation;
  const styles = stylesOf(segmentation, run);
  const clusters = sweep.find(entry => entry.k === k)?.clusters ?? [];
  const list = [...styles.values()];
  const raster = rasterWriter(segmentation, list, provenanceCards(segmentation, run));
  const history = historyLines(segmentation, run);
  const writer = assetWriter(sink);
  const { assets, write } = writer;
  const png = 'image/png';

  await writeMaps(writer, raster, {
    ...{ labels, styles: list, history, ids: clusters.map(({ id }) => id) },
    unclassified: segmentation.unclassified?.id,
  });
  for (const entry of sweep) {
    await write(`labels-k/${entry.k}.png`, 'labels-k', png, labelPng(entry.labels), { k: entry.k });
    const described = { k: entry.k, clusters: clustersJson(entry.clusters, styles) };
    await write(`labels-k/${entry.k}.json`, 'clusters-k', 'application/json', jsonText(described), { k: entry.k });
  }
  await write(
    'spectra.csv',
    'spectra',
    'text/csv',
    spectraCsv(segmentation.axis, cube.unit, clusters, cube.excludedBands, cube.narrowing),
  );
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
  if (report) await write('report.html', 'report', 'text/html', report());
  const cardSha256 = await platform.sha256(new TextEncoder().encode(cardText(segmentation.card)));
  const document = jsonText(segmentationDocument(segmentation, run, styles, [...assets], cardSha256));
  await write('segmentation.json', 'segmentation', 'application/json', document);
  return assets;
}
