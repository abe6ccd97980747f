import { InputError } from '../cube/errors.js';
import { parseColor } from './color.js';
import { isRegion, type Region } from './region.js';

/** Gives a cluster another name. */
export interface RenameEdit {
  readonly kind: 'rename';
  readonly cluster: number;
  readonly name: string;
}

/** Gives a cluster another colour, #rrggbb. */
export interface RecolorEdit {
  readonly kind: 'recolor';
  readonly cluster: number;
  readonly color: string;
}

/** Makes one cluster, with an id that was never used, of two or more; they are gone, but their labels stay in the map. */
export interface MergeEdit {
  readonly kind: 'merge';
  readonly clusters: readonly number[];
  readonly into: number;
  readonly name: string;
  readonly color: string;
}

/** Puts the clusters in this order; those it does not name come after, as they were. */
export interface ReorderEdit {
  readonly kind: 'reorder';
  readonly order: readonly number[];
}

/** A cluster that an edit makes: an id that was never used, a name, a colour #rrggbb. */
export interface ClusterPart {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

/** Takes a cluster apart by k-means on the latents of its spaxels, one cluster for each of `parts`, the largest first. */
export interface SplitEdit {
  readonly kind: 'split';
  readonly cluster: number;
  readonly seed: number;
  readonly parts: readonly ClusterPart[];
}

/** Takes the spaxels of a region out of their clusters and makes new ones of them, by k-means on their latents, the largest first. */
export interface ReclusterEdit {
  readonly kind: 'recluster';
  readonly region: Region;
  readonly seed: number;
  readonly parts: readonly ClusterPart[];
}

/** One change to the clusters of a result. `k` says which label map of the sweep it is about; without it, the one that is shown first. */
export type Edit = (RenameEdit | RecolorEdit | MergeEdit | ReorderEdit | SplitEdit | ReclusterEdit) & { readonly k?: number };

/** Whether a value read from outside can be the id of a cluster: a label map holds 1 to 65535. */
export const isClusterId = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 65536;

const isIds = (value: unknown): value is number[] => Array.isArray(value) && value.length > 0 && value.every(isClusterId);
const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '' && value.length <= 200;
const isColor = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(parseColor(value));
const isSeed = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPart = (value: unknown): value is ClusterPart => {
  const { id, name, color } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isClusterId(id) && isName(name) && isColor(color);
};
const isParts = (fewest: number) => (value: unknown) =>
  Array.isArray(value) && value.length >= fewest && value.length <= 255 && value.every(isPart);

const fields: Readonly<Record<Edit['kind'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  rename: { cluster: isClusterId, name: isName },
  recolor: { cluster: isClusterId, color: isColor },
  merge: { clusters: value => isIds(value) && value.length > 1, into: isClusterId, name: isName, color: isColor },
  reorder: { order: isIds },
  split: { cluster: isClusterId, seed: isSeed, parts: isParts(2) },
  recluster: { region: isRegion, seed: isSeed, parts: isParts(1) },
};

/** What is wrong with one entry: the name of a field, or undefined where it is a whole edit. */
export function faultOf(entry: Readonly<Record<string, unknown>>): string | undefined {
  const wanted = Object.hasOwn(fields, String(entry.kind)) ? fields[entry.kind as Edit['kind']] : undefined;
  if (entry.k !== undefined && !isClusterId(entry.k)) return 'k';
  return wanted ? Object.keys(wanted).find(field => !wanted[field](entry[field])) : 'kind';
}

/**
 * The `edits` of a segmentation.json. Throws InputError, naming the entry and the field, for what is not an edit; an unknown kind is one too:
 * what a newer version did to the clusters cannot be left out in silence.
 */
export function parseEdits(json: unknown, where = 'segmentation.json'): Edit[] {
  if (!Array.isArray(json)) throw new InputError('no edit log', { where, why: '`edits` is not a list' });
  return json.map((entry, i) => {
    const fault = entry === null || typeof entry !== 'object' ? 'kind' : faultOf(entry);
    if (fault !== undefined) {
      const value = JSON.stringify((entry as Record<string, unknown> | null)?.[fault]) ?? 'missing';
      throw new InputError('an edit that cannot be replayed', {
        where: `${where}, edit ${i + 1}`,
        why: `'${fault}' is ${value.slice(0, 60)}`,
        remedy: fault === 'kind' ? 'Use the version of cloisonne that wrote it.' : undefined,
      });
    }
    return entry as Edit;
  });
}
