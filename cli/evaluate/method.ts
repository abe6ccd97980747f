import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { InputError } from '../../core/cube/errors.js';
import { firstRowAtBottom } from '../../core/cube/orientation.js';
import type { SpatialFrame } from '../../core/cube/types.js';
import type { MethodResult } from '../../core/evaluate/index.js';
import { isClusterId } from '../../core/labels/edits.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import { readLabels, readPlacedLabels } from '../labels.js';
import { readingFailure } from '../reason.js';
import { readRegularText } from '../regular.js';

/** The map to be judged, and what its segmentation.json says about it. */
export interface JudgedMap {
  readonly labels: LabelMap;
  /** Every K of the run's sweep, the shown one as chosen; a map by itself is its only K, without a silhouette. */
  readonly method: MethodResult;
  /** Ids that stand for "no cluster". */
  readonly unclassified: readonly number[];
  /** Names and colours by id, as the run has them. */
  readonly styles: readonly ClusterStyle[];
  /** Whether the first row belongs at the bottom. */
  readonly yUp: boolean;
}

interface Document {
  readonly k?: number;
  readonly unclassified?: number | null;
  readonly frame?: Pick<SpatialFrame, 'kind'>;
  readonly clusters?: readonly ClusterStyle[];
  readonly sweep?: readonly {
    readonly k: number;
    readonly labels?: string;
    readonly silhouetteMacro?: number | null;
    readonly silhouettePointwise?: number | null;
  }[];
  readonly provenance?: { readonly encoder?: { readonly name?: string } };
}

async function readDocument(folder: string): Promise<Document> {
  const path = join(folder, 'segmentation.json');
  try {
    return JSON.parse(await readRegularText(path)) as Document;
  } catch (err) {
    throw new InputError('cannot read the result', { where: path, why: readingFailure(err), cause: err });
  }
}

/** Reads a folder that `segment` left, with the label maps of its sweep, or a label map by itself. Throws InputError. */
export async function readJudged(name: string, signal?: AbortSignal): Promise<JudgedMap> {
  const { labels, frame } = await readPlacedLabels(name, signal);
  const folder = await stat(name).then(
    found => found.isDirectory(),
    () => false,
  );
  if (!folder) {
    const k = new Set(labels.data).size - (labels.data.includes(0) ? 1 : 0);
    const only = { k, labels: labels.data, silhouetteMacro: Number.NaN, silhouettePointwise: Number.NaN };
    const method = { name: 'labels', sweep: [only], chosen: k };
    return { labels, method, unclassified: [], styles: [], yUp: firstRowAtBottom(frame) };
  }
  const document = await readDocument(name);
  const sweep = [];
  for (const entry of document.sweep ?? []) {
    const map =
      entry.k === document.k ? labels : await readLabels(within(name, entry.labels ?? `labels-k/${entry.k}.png`), signal);
    sweep.push({
      k: entry.k,
      labels: map.data,
      silhouetteMacro: entry.silhouetteMacro ?? Number.NaN,
      silhouettePointwise: entry.silhouettePointwise ?? Number.NaN,
    });
  }
  const chosen = document.k;
  if (chosen === undefined || !sweep.some(({ k }) => k === chosen)) {
    throw new InputError('the result has no label map for its own K', {
      where: join(name, 'segmentation.json'),
      why: `K is ${chosen}`,
    });
  }
  return {
    labels,
    method: { name: document.provenance?.encoder?.name ?? 'cloisonne', sweep, chosen },
    unclassified: typeof document.unclassified === 'number' ? [document.unclassified] : [],
    styles: (document.clusters ?? []).filter(isStyle),
    yUp: document.frame !== undefined && firstRowAtBottom(document.frame),
  };
}

/** Whether an entry of the document can be shown: it comes from a file that others may have edited. */
const isStyle = ({ id, name, color }: ClusterStyle): boolean =>
  isClusterId(id) && typeof name === 'string' && /^#[0-9a-f]{6}$/i.test(String(color));

/** A path of the result; one that leads out of it is refused. */
function within(folder: string, path: string): string {
  if (isAbsolute(path) || normalize(path).startsWith('..'))
    throw new InputError('a file of the result lies outside of it', { where: join(folder, 'segmentation.json'), why: path });
  return join(folder, path);
}
