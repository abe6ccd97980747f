import { InputError } from '../core/cube/errors.js';
import { isCount, isObject } from '../core/cube/json.js';
import { isClusterId } from '../core/labels/edits.js';
import type { ClusterStyle, Edit, LabelMap, Registration } from '../core/labels/index.js';
import { clusterStyles, parseColor, parseEdits, parseRegistration, unclassifiedStyle } from '../core/labels/index.js';

/** What the overlay needs of a segmentation.json. */
export interface SegmentationDocument {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The K that is shown first, and every one there is, ascending. */
  readonly k: number;
  readonly sweep: readonly { readonly k: number; readonly labels: string; readonly clusters: string }[];
  readonly clusters: readonly ClusterStyle[];
  /** The label of spaxels that belong to no cluster, where it is in use. */
  readonly unclassified?: number;
  readonly registration: Registration;
  readonly edits: readonly Edit[];
  /** Path of the label map of the K shown first. */
  readonly labels: string;
  /** Celestial FITS cards of the cube, where it has any. */
  readonly cards: readonly string[] | undefined;
  /** Path of the first asset of each role. */
  readonly files: ReadonlyMap<string, string>;
  /** SHA-256 of each asset, by its path. */
  readonly hashes: ReadonlyMap<string, string>;
}

const isPath = (value: unknown): value is string => typeof value === 'string' && /^(?!\/)(?!.*\.\.)(?!.*:)[^\\]+$/.test(value);

/**
 * Reads a parsed segmentation.json of version 1. Throws InputError: another format or version, sizes or clusters that are not there, a
 * registration that is not whole or cannot be inverted, a path that leaves the folder, an edit that is not known.
 */
export function readDocument(json: unknown, where = 'segmentation.json'): SegmentationDocument {
  const refuse = (why: string, remedy?: string): never => {
    throw new InputError('not a segmentation that can be shown', { where, why, remedy });
  };
  if (!isObject(json) || json.format !== 'cloisonne-segmentation') return refuse("it has no `format: 'cloisonne-segmentation'`");
  if (!/^1\.\d+$/.test(String(json.version)))
    refuse(`its version is ${String(json.version).slice(0, 20)}, this reads 1.x`, 'Use the version of cloisonne that wrote it.');
  const cube = isObject(json.cube) ? json.cube : {};
  const { width, height } = isObject(cube.shape) ? cube.shape : {};
  if (!isCount(width) || !isCount(height) || !isCount(json.k)) return refuse('`cube.shape` or `k` is missing');
  const assets = (Array.isArray(json.assets) ? json.assets : []).filter(isObject);
  const sweep = (Array.isArray(json.sweep) ? json.sweep : []).filter(isObject).map(({ k, labels, clusters }) => {
    if (!isCount(k) || !isPath(labels) || !isPath(clusters)) return refuse('an entry of `sweep` has no K or files of its own');
    return { k, labels, clusters };
  });
  const labels = assets.find(asset => asset.role === 'labels' && asset.type === 'image/png')?.path;
  if (!isPath(labels)) return refuse('no PNG of labels among its assets');
  const edits = parseEdits(json.edits ?? [], where);
  return {
    name: typeof cube.name === 'string' ? cube.name : 'Segmentation',
    width,
    height,
    k: json.k,
    sweep: sweep.sort((p, q) => p.k - q.k),
    clusters: readClusters(json.clusters, where),
    ...(isClusterId(json.unclassified) && { unclassified: json.unclassified }),
    registration: parseRegistration(json.registration, `${where}, registration`),
    edits,
    labels,
    cards: readCards(json.frame),
    files: new Map(
      assets.toReversed().flatMap(({ role, path }) => (typeof role === 'string' && isPath(path) ? [[role, path]] : [])),
    ),
    hashes: new Map(assets.flatMap(({ path, sha256 }) => (isPath(path) && typeof sha256 === 'string' ? [[path, sha256]] : []))),
  };
}

/** The FITS cards of a celestial `frame` of a segmentation.json; undefined for others. */
export function readCards(frame: unknown): readonly string[] | undefined {
  const { kind, cards } = isObject(frame) ? frame : {};
  const whole = kind === 'celestial' && Array.isArray(cards) && cards.every(card => typeof card === 'string');
  return whole ? (cards as string[]) : undefined;
}

/** Ids, names and colours of clusters. Throws InputError, naming the cluster and the field. */
export function readClusters(json: unknown, where: string): ClusterStyle[] {
  if (!Array.isArray(json)) throw new InputError('no clusters', { where, why: '`clusters` is not a list' });
  return json.map((entry: unknown, i) => {
    const { id, name, color } = isObject(entry) ? entry : {};
    const fault = !isClusterId(id)
      ? 'id'
      : typeof name !== 'string'
        ? 'name'
        : Number.isNaN(parseColor(String(color)))
          ? 'color'
          : '';
    if (fault)
      throw new InputError('a cluster that cannot be shown', {
        where: `${where}, cluster ${i + 1}`,
        why: `its '${fault}' is missing or wrong`,
      });
    return { id: id as number, name: name as string, color: color as string };
  });
}

/** Styles for ids of the map that no cluster has, with what to tell a person about them. Throws InputError for a map of another size. */
export function reconcile(
  map: LabelMap,
  clusters: readonly ClusterStyle[],
  { width, height, unclassified }: { readonly width: number; readonly height: number; readonly unclassified?: number },
  where: string,
): { readonly clusters: readonly ClusterStyle[]; readonly warnings: readonly string[] } {
  if (map.width !== width || map.height !== height) {
    throw new InputError('the label map has another size than the cube', {
      where,
      why: `${map.width} x ${map.height} pixels, not ${width} x ${height}`,
      remedy: 'Write the result again with segment.',
    });
  }
  const known = new Set(clusters.map(({ id }) => id));
  const present = [...new Set(map.data)].filter(id => id > 0 && !known.has(id)).sort((p, q) => p - q);
  const grey = present.filter(id => id === unclassified).map(unclassifiedStyle);
  const strangers = present.filter(id => id !== unclassified);
  if (strangers.length === 0) return { clusters: [...clusters, ...grey], warnings: [] };
  const listed = `${strangers.slice(0, 5).join(', ')}${strangers.length > 5 ? ', …' : ''}`;
  const warnings = [`${where}: no cluster is described for label ${listed}; shown in a colour of its own`];
  return { clusters: [...clusters, ...clusterStyles(strangers), ...grey], warnings };
}
