import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { axisFromCentres } from '../../core/cube/axis.js';
import type { Narrowing } from '../../core/cube/narrowing.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import type { LabelMoments } from '../../core/describe/by-label.js';
import { usedOnly } from '../../core/describe/used.js';
import { isClusterId } from '../../core/labels/edits.js';
import { countIds, type EditedLabels, unclassifiedStyle } from '../../core/labels/index.js';
import { suggest } from '../../core/lines/index.js';
import { labelPng } from '../../formats/index.js';
import {
  assetWriter,
  documentVersion,
  jsonNumber,
  jsonNumbers,
  jsonText,
  type ProductSink,
  rasterWriter,
  spectraCsv,
  suggestionJson,
  weightedJson,
  writeMaps,
} from '../../formats/result/index.js';
import { suggestOptions } from '../lines.js';
import { readRegularText } from '../regular.js';
import { packageVersion } from '../version.js';
import { excludedOf } from './cube.js';
import { type EditableResult, type Json, pathOf, readAsset, readLatents } from './result.js';

/** The most that latents may take to be copied, bytes: what one buffer holds. */
const latentsLimit = 2 ** 32 - 1;

/** The axis of a result. */
export function axisOf({ document }: EditableResult): SpectralAxis {
  const { kind, unit, values, names } = document.axis as {
    kind: SpectralKind;
    unit: string;
    values: number[];
    names?: string[];
  };
  return axisFromCentres(kind, unit, values, names);
}

/**
 * Writes an edited result as one of its own, with an empty log: labels, preview, masks, spectra and segmentation.json; the latents go with it, so
 * that it can be edited further. What the edits were stands in its provenance.
 */
export async function writeEdited(
  result: EditableResult,
  { labels, clusters }: EditedLabels,
  spectra: readonly LabelMoments[],
  sink: ProductSink,
): Promise<void> {
  const { document, dir, edits } = result;
  const writer = assetWriter(sink);
  const { assets, write } = writer;
  const k = clusters.length;
  const png = 'image/png';
  const { frame } = await readLatents(result);
  const history = [`cloisonne ${packageVersion()}: ${edits.length} edits of a segmentation of ${(document.cube as Json).name}`];
  const ids = clusters.map(({ id }) => id);
  const unclassified = isClusterId(document.unclassified) ? document.unclassified : undefined;
  const styles = unclassified === undefined ? clusters : [...clusters, unclassifiedStyle(unclassified)];
  const { format, unit, narrowing } = document.cube as { format: 'FITS' | 'TIFF'; unit: string; narrowing?: Narrowing };
  const raster = rasterWriter({ cube: { format }, labels, frame }, styles);
  await writeMaps(writer, raster, { labels, styles, ids, unclassified, history });
  const axis = axisOf(result);
  const rows = spectra.map((moments, i) => ({ id: ids[i], ...moments }));
  await write('spectra.csv', 'spectra', 'text/csv', spectraCsv(axis, unit, rows, excludedOf(result), narrowing));
  const latents = pathOf(dir, document, 'latents');
  await write(
    basename(latents),
    'latents',
    latents.endsWith('.tif') ? 'image/tiff' : 'image/fits',
    await readAsset(dir, document, 'latents', latentsLimit),
  );
  const described = describe(result, axis, { labels, clusters }, spectra);
  await write(`labels-k/${k}.png`, 'labels-k', png, labelPng(labels), { k });
  await write(`labels-k/${k}.json`, 'clusters-k', 'application/json', jsonText({ k, clusters: described }), { k });
  const provenance = document.provenance as Json;
  const edited = { from: createHash('sha256').update(result.text).digest('hex'), edits };
  // Where the cube was goes on with the result, for further edits.
  const { input } = JSON.parse(await readRegularText(join(dir, 'run.json')).catch(() => '{}')) as { input?: unknown };
  const run = { format: 'cloisonne-run', version: '1.0', software: `cloisonne ${packageVersion()}`, input };
  await sink.write('run.json', jsonText(run));
  await write(
    'segmentation.json',
    'segmentation',
    'application/json',
    jsonText({
      ...document,
      ...{ version: documentVersion, k, chosenBy: 'given', clusters: described, edits: [] },
      sweep: [
        {
          ...{ k, silhouetteMacro: null, silhouettePointwise: null, silhouetteError: null, exact: false },
          ...{ labels: `labels-k/${k}.png`, clusters: `labels-k/${k}.json` },
        },
      ],
      provenance: { ...provenance, edited },
      assets: [...assets],
    }),
  );
}

function describe(
  result: EditableResult,
  axis: SpectralAxis,
  { labels, clusters }: EditedLabels,
  spectra: readonly LabelMoments[],
): unknown[] {
  const { document } = result;
  const excluded = excludedOf(result);
  const counts = countIds(labels);
  const options = suggestOptions(((document.provenance as Json).options ?? {}) as Json);
  const suggestions = suggest(
    axis,
    spectra.map(one => usedOnly(one, excluded)),
    options,
  );
  const valid = Number((document.cube as Json).valid);
  return clusters.map(({ id, name, color }, i) => ({
    ...{ id, name, color, count: counts[id], fraction: jsonNumber(counts[id] / valid) },
    suggestion: suggestions && suggestionJson(suggestions[i]),
    spectra: {
      samples: jsonNumbers(spectra[i].samples),
      mean: jsonNumbers(spectra[i].mean),
      std: jsonNumbers(spectra[i].std),
      ...(spectra[i].weighted && weightedJson(spectra[i].weighted)),
    },
  }));
}
