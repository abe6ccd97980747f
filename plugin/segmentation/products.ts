import { platform } from '#platform';
import { falseColorBytes } from '../../core/cube/false-color.js';
import { cardText } from '../../core/encoder/card.js';
import { encoderFiles } from '../../core/encoder/index.js';
import { labelsToRgba } from '../../core/labels/index.js';
import type { Segmentation } from '../../core/segmentation.js';
import { labelPng, rgbaPng, rgbPng } from '../../formats/png/index.js';
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
import type { PageResult } from './types.js';

const png = 'image/png';
const json = 'application/json';

/** The files of a result: those that the overlay, `cloisonne view` and `cloisonne edit` read, with the bytes and names the command line gives them. */
export async function pageProducts(segmentation: Segmentation, run: RunFacts): Promise<PageResult> {
  const { cube, k, labels, sweep, confidence, latent, card, engine, integrated } = segmentation;
  const styles = stylesOf(segmentation, run);
  const raster = rasterWriter(segmentation, styles);
  const history = [
    `cloisonne ${run.version}: segmentation of ${cube.name}`,
    `encoder ${card.name}, engine ${engine}, seed ${segmentation.seed}, K = ${k}`,
  ];
  const utf8 = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  const assets: Asset[] = [];
  const add = async (path: string, role: string, type: string, contents: Uint8Array | string, of: { k?: number } = {}) => {
    const bytes = typeof contents === 'string' ? utf8.encode(contents) : contents;
    files.set(path, bytes);
    assets.push({ path, role, type, ...of, bytes: bytes.length, sha256: await platform.sha256(bytes) });
  };
  await add('labels.png', 'labels', png, labelPng(labels));
  await add(`labels.${raster.extension}`, 'labels-map', raster.type, raster.labels(history));
  await add('preview.png', 'preview', png, rgbaPng(labels.width, labels.height, labelsToRgba(labels, [...styles.values()])));
  for (const entry of sweep) {
    await add(`labels-k/${entry.k}.png`, 'labels-k', png, labelPng(entry.labels), { k: entry.k });
    const described = { k: entry.k, clusters: clustersJson(entry.clusters, styles) };
    await add(`labels-k/${entry.k}.json`, 'clusters-k', json, jsonText(described), { k: entry.k });
  }
  const axes = Array.from({ length: latent }, (_, i) => `latent ${i + 1}`);
  const latents = raster.stack('LATENTS', latentPlanes(segmentation), axes, history);
  await add(`latents.${raster.extension}`, 'latents', raster.type, latents);
  const planes = [confidence.silhouette, confidence.margin, confidence.reconstruction];
  const stack = raster.stack('CONFIDENCE', planes, ['silhouette', 'margin', 'reconstruction error'], history);
  await add(`confidence.${raster.extension}`, 'confidence', raster.type, stack);
  if (segmentation.encoder)
    for (const [name, contents] of Object.entries(encoderFiles(segmentation.encoder)))
      if (contents) await add(`encoder/${name}`, 'encoder', name.endsWith('.json') ? json : 'application/octet-stream', contents);
  const cardSha256 = await platform.sha256(utf8.encode(cardText(card)));
  const document = segmentationDocument(segmentation, run, styles, assets, cardSha256);
  files.set('segmentation.json', utf8.encode(jsonText(document)));
  const colors = integrated?.colors ?? new Float32Array(3 * labels.width * labels.height);
  const picture = rgbPng(labels.width, labels.height, falseColorBytes(colors));
  return { name: cube.name, k, engine, files, picture };
}
