import { bandRanges } from '../../core/cube/bands.js';
import { type ClusterStyle, unclassifiedStyle } from '../../core/labels/index.js';
import type { ClusterDescription, Segmentation, Suggestion, Unclassified, WeightedMean } from '../../core/segmentation.js';
import { jsonNumber, jsonNumbers } from './json.js';
import type { RunFacts } from './run.js';
import { choiceJson, scoresJson } from './scores.js';

/** A file of the result, as segmentation.json names it. */
export interface Asset {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** What it is for: `labels`, `labels-k`, `clusters-k`, `confidence`, `latents`, `preview`, `mask`, `spectra`, `report`... */
  readonly role: string;
  /** Media type. */
  readonly type: string;
  /** The K or the cluster it belongs to, where there are several of its role. */
  readonly k?: number;
  readonly cluster?: number;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Version of the layout of segmentation.json: the same major reads, unknown fields survive a save. */
export const documentVersion = '1.1';

/** A weighted mean as it stands with the spectra of a cluster. */
export const weightedJson = ({
  mean,
  error,
}: WeightedMean): { weightedMean: (number | null)[]; weightedError: (number | null)[] } => ({
  weightedMean: jsonNumbers(mean),
  weightedError: jsonNumbers(error),
});

/** Clusters as they stand in segmentation.json and in labels-k/K.json. */
export const clustersJson = (clusters: readonly ClusterDescription[], styles: ReadonlyMap<number, ClusterStyle>): unknown[] =>
  clusters.map(c => ({
    id: c.id,
    name: styles.get(c.id)?.name,
    color: styles.get(c.id)?.color,
    count: c.count,
    fraction: jsonNumber(c.fraction),
    centroid: jsonNumbers(c.centroid),
    silhouette: jsonNumber(c.silhouette),
    reconstructionError: jsonNumber(c.reconstructionError),
    centre: jsonNumbers(c.centre),
    radius: jsonNumber(c.radius),
    peaks: c.peaks.map(({ position, value, significance }) => ({
      position: jsonNumber(position),
      value: jsonNumber(value),
      significance: jsonNumber(significance),
    })),
    suggestion: c.suggestion && suggestionJson(c.suggestion),
    spectra: {
      samples: jsonNumbers(c.samples),
      mean: jsonNumbers(c.mean),
      std: jsonNumbers(c.std),
      meanInput: jsonNumbers(c.meanInput),
      meanDecoded: jsonNumbers(c.meanDecoded),
      decodedMean: jsonNumbers(c.decodedMean),
      ...(c.weighted && weightedJson(c.weighted)),
    },
  }));

/** What belongs to no cluster: limits, spaxels by reason, and their spectra as those of a cluster. */
function unclassifiedJson({ id, limits, reasons, description }: Unclassified): unknown {
  const style = unclassifiedStyle(id);
  const described = description ? clustersJson([description], new Map([[id, style]])) : [];
  return {
    count: description?.count ?? 0,
    fraction: jsonNumber(description?.fraction ?? 0),
    limits,
    reasons,
    described: described[0] ?? null,
  };
}

/** A suggestion as it stands with a cluster. */
export const suggestionJson = ({ kind, name, elements, lines, notes, redshift, ratios }: Suggestion): unknown => ({
  kind,
  name,
  notes,
  redshift: redshift && { z: jsonNumber(redshift.z), error: jsonNumber(redshift.error) },
  ratios: ratios?.map(ratio => ({ name: ratio.name, value: jsonNumber(ratio.value), error: jsonNumber(ratio.error) })),
  elements: elements.map(({ symbol, significance, area }) => ({
    symbol,
    significance: jsonNumber(significance),
    area: jsonNumber(area),
  })),
  lines: lines.map(line => ({
    name: line.name,
    position: jsonNumber(line.position),
    value: jsonNumber(line.value),
    significance: jsonNumber(line.significance),
    area: jsonNumber(line.area),
  })),
});

/**
 * The content of segmentation.json (core/segmentation.schema.json): what the overlay needs, and where all of it comes from. `cardSha256` is that of
 * the encoder's card as it stands in encoder.json.
 */
export function segmentationDocument(
  segmentation: Segmentation,
  run: RunFacts,
  styles: ReadonlyMap<number, ClusterStyle>,
  assets: readonly Asset[],
  cardSha256: string,
): unknown {
  const { cube, axis, frame, encoderAxis, card, sweep, k } = segmentation;
  const pathOf = (role: string, ofK: number) => assets.find(asset => asset.role === role && asset.k === ofK)?.path;
  return {
    format: 'cloisonne-segmentation',
    version: documentVersion,
    cube: {
      name: cube.name,
      format: cube.format,
      dtype: cube.dtype,
      unit: cube.unit,
      ...(cube.narrowing && { narrowing: { ...cube.narrowing } }),
      shape: cube.shape,
      valid: segmentation.valid,
      excludedBands: bandRanges(cube.excludedBands),
      missingBands: bandRanges(cube.missingBands),
      bytes: run.input.bytes,
      sha256: run.input.sha256,
    },
    axis: { kind: axis.kind, unit: axis.unit, values: [...axis.values], names: axis.names },
    frame: frame.kind === 'celestial' ? { kind: frame.kind, cards: frame.cards } : undefined,
    encoderAxis: { label: encoderAxis.label, values: [...encoderAxis.values], velocity: encoderAxis.velocity },
    k,
    chosenBy: segmentation.chosenBy,
    choice: choiceJson(segmentation),
    noData: 0,
    unclassified: segmentation.unclassified?.id ?? null,
    ...(segmentation.unclassified && { unclassifiedSpaxels: unclassifiedJson(segmentation.unclassified) }),
    clusters: clustersJson(sweep.find(entry => entry.k === k)?.clusters ?? [], styles),
    registration: { kind: 'affine', matrix: [1, 0, 0, 1, 0, 0] },
    edits: [],
    sweep: sweep.map(entry => ({
      ...scoresJson(entry),
      exact: entry.exact,
      inertia: jsonNumber(entry.inertia),
      iterations: entry.iterations,
      labels: pathOf('labels-k', entry.k),
      clusters: pathOf('clusters-k', entry.k),
    })),
    provenance: {
      software: `cloisonne ${run.version}`,
      engine: segmentation.engine,
      seed: segmentation.seed,
      options: run.options,
      encoder: {
        name: card.name,
        method: card.method,
        origin: segmentation.encoderOrigin,
        latent: card.latent,
        steps: card.steps.map(step => step.name),
        ...(segmentation.measured.length > 0 && { measured: segmentation.measured }),
        cardSha256,
        weightsSha256: card.weights.sha256,
      },
      warnings: segmentation.warnings,
      // What was read in one of several ways, and what was done to the cube.
      ...(run.input.notes?.length && { notes: run.input.notes }),
    },
    assets,
  };
}
