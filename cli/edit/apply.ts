import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { axisFromCentres } from '../../core/cube/axis.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import type { BandMoments } from '../../core/describe/moments.js';
import { clusterStyles, countIds, type EditedLabels, labelsToRgba } from '../../core/labels/index.js';
import { type SuggestOptions, suggest } from '../../core/lines/index.js';
import { labelFits, labelPng, maskPng, rgbaPng } from '../../formats/index.js';
import { type Asset, documentVersion, jsonNumber, jsonNumbers, jsonText, suggestionJson } from '../../formats/result/index.js';
import { type CsvColumn, writeCsv } from '../../formats/table/index.js';
import { labelTiff } from '../../formats/tiff/index.js';
import { packageVersion } from '../version.js';
import { type EditableResult, type Json, pathOf, readLatents } from './result.js';

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
  spectra: readonly BandMoments[],
  sink: { write(path: string, contents: Uint8Array | string): Promise<void> },
): Promise<void> {
  const { document, dir, edits } = result;
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
    assets.push({ path, role, type, ...of, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  };
  const k = clusters.length;
  const png = 'image/png';
  const { frame } = await readLatents(result);
  const history = [`cloisonne ${packageVersion()}: ${edits.length} edits of a segmentation of ${(document.cube as Json).name}`];
  await write('labels.png', 'labels', png, labelPng(labels));
  if ((document.cube as Json).format === 'FITS')
    await write('labels.fits', 'labels-map', 'image/fits', labelFits(labels, frame, { names: [...clusters], history }));
  else {
    const ids = clusters.map(({ id }) => id);
    const colors = new Map([...clusterStyles(ids), ...clusters].map(({ id, color }) => [id, color]));
    const colormap = Array.from({ length: Math.max(0, ...ids) + 1 }, (_, id) => colors.get(id) ?? '#000000');
    await write(
      'labels.tif',
      'labels-map',
      'image/tiff',
      labelTiff(labels, frame, { colormap, description: history.join('\n') }),
    );
  }
  await write('preview.png', 'preview', png, rgbaPng(labels.width, labels.height, labelsToRgba(labels, clusters)));
  for (const { id } of clusters) await write(`masks/cluster-${id}.png`, 'mask', png, maskPng(labels, id), { cluster: id });
  const axis = axisOf(result);
  await write(
    'spectra.csv',
    'spectra',
    'text/csv',
    spectraCsv(
      axis,
      clusters.map(({ id }) => id),
      spectra,
    ),
  );
  const latents = pathOf(dir, document, 'latents');
  await write(basename(latents), 'latents', latents.endsWith('.tif') ? 'image/tiff' : 'image/fits', await readFile(latents));
  const described = describe(result, axis, { labels, clusters }, spectra);
  await write(`labels-k/${k}.png`, 'labels-k', png, labelPng(labels), { k });
  await write(`labels-k/${k}.json`, 'clusters-k', 'application/json', jsonText({ k, clusters: described }), { k });
  const provenance = document.provenance as Json;
  const edited = { from: createHash('sha256').update(result.text).digest('hex'), edits };
  // Where the cube was goes on with the result, for further edits.
  const { input } = JSON.parse(await readFile(join(dir, 'run.json'), 'utf8').catch(() => '{}')) as { input?: unknown };
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
  { document }: EditableResult,
  axis: SpectralAxis,
  { labels, clusters }: EditedLabels,
  spectra: readonly BandMoments[],
): unknown[] {
  const counts = countIds(labels);
  const { lines, redshift } = ((document.provenance as Json).options ?? {}) as Json;
  const options: SuggestOptions = {
    lines: (lines ?? 'auto') as SuggestOptions['lines'],
    redshift: redshift === undefined || redshift === null ? undefined : Number(redshift),
  };
  const suggestions = suggest(axis, spectra, options);
  const valid = Number((document.cube as Json).valid);
  return clusters.map(({ id, name, color }, i) => ({
    ...{ id, name, color, count: counts[id], fraction: jsonNumber(counts[id] / valid) },
    suggestion: suggestions && suggestionJson(suggestions[i]),
    spectra: {
      samples: jsonNumbers(spectra[i].samples),
      mean: jsonNumbers(spectra[i].mean),
      std: jsonNumbers(spectra[i].std),
    },
  }));
}

function spectraCsv(axis: SpectralAxis, ids: readonly number[], spectra: readonly BandMoments[]): string {
  const columns: CsvColumn[] = [{ name: axis.unit ? `${axis.kind} (${axis.unit})` : axis.kind, values: axis.values }];
  if (axis.names) columns.push({ name: 'name', values: axis.names });
  ids.forEach((id, i) => {
    columns.push(
      { name: `n_${id}`, values: spectra[i].samples },
      { name: `mean_${id}`, values: Float32Array.from(spectra[i].mean) },
      { name: `std_${id}`, values: Float32Array.from(spectra[i].std) },
    );
  });
  return writeCsv(columns);
}
