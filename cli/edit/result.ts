import { join } from 'node:path';
import { SPECTRAL_KINDS } from '../../core/cube/axis.js';
import { InputError } from '../../core/cube/errors.js';
import { isNumbers, isObject } from '../../core/cube/json.js';
import type { SpatialFrame } from '../../core/cube/types.js';
import { isClusterId } from '../../core/labels/edits.js';
import { type ClusterStyle, type Edit, type LabelMap, type LatentMap, parseColor, parseEdits } from '../../core/labels/index.js';
import { readLabelPng } from '../../formats/index.js';
import { openInput } from '../inputs.js';
import { readingFailure } from '../reason.js';
import { assetLimit, readRegular, readRegularText } from '../regular.js';

/** JSON as it was read. */
export type Json = Readonly<Record<string, unknown>>;

/** The parts of a result that edits are about. */
export interface EditableResult {
  readonly dir: string;
  /** segmentation.json as it stands, fields of later versions included. */
  readonly document: Json;
  /** Its text. */
  readonly text: string;
  readonly k: number;
  readonly clusters: readonly ClusterStyle[];
  /** The whole log, and those of its edits that are about the K shown. */
  readonly log: readonly Edit[];
  readonly edits: readonly Edit[];
  readonly labels: LabelMap;
}

/** The part of a document that edits need and that is not as `segment` writes it; undefined for a whole one. */
function faultOf({ axis, cube, provenance, unclassified }: Json): string | undefined {
  const isRange = (range: unknown) => Array.isArray(range) && range.length === 2 && range.every(Number.isInteger);
  const { kind, unit, values, names } = isObject(axis) ? axis : {};
  if (typeof kind !== 'string' || !Object.hasOwn(SPECTRAL_KINDS, kind) || typeof unit !== 'string') return 'axis';
  if (!isNumbers(values) || values.length === 0) return 'axis.values';
  if (names !== undefined && !(Array.isArray(names) && names.every(name => typeof name === 'string'))) return 'axis.names';
  if (!isObject(cube)) return 'cube';
  if (!Array.isArray(cube.excludedBands) || !cube.excludedBands.every(isRange)) return 'cube.excludedBands';
  if (unclassified !== undefined && unclassified !== null && !isClusterId(unclassified)) return 'unclassified';
  return isObject(provenance) && isObject(provenance.options) ? undefined : 'provenance.options';
}

/** Reads a folder that `segment` left. Throws InputError. */
export async function readResult(dir: string): Promise<EditableResult> {
  const where = join(dir, 'segmentation.json');
  const text = await readRegularText(where).catch(err => {
    throw new InputError('no result to edit', {
      where: dir,
      why: readingFailure(err),
      remedy: 'Name a folder that segment left.',
      cause: err,
    });
  });
  const document = parse(text, where);
  if (document.format !== 'cloisonne-segmentation' || !/^1\.\d+$/.test(String(document.version)))
    throw new InputError('not a segmentation of version 1', { where });
  const fault = faultOf(document);
  if (fault) throw new InputError('a segmentation that cannot be edited', { where, why: `\`${fault}\` is missing or wrong` });
  const k = Number(document.k);
  const log = parseEdits(document.edits ?? [], where);
  const labels = await readAsset(dir, document, 'labels');
  return {
    ...{ dir, document, text, k, log, edits: log.filter(edit => edit.k === undefined || edit.k === k) },
    clusters: stylesOf(document.clusters, where),
    labels: readLabelPng(new Uint8Array(labels), 'labels.png'),
  };
}

/** The latents of a result, and its place in the world. Throws InputError. */
export async function readLatents({ dir, document, labels }: EditableResult): Promise<LatentMap & { frame: SpatialFrame }> {
  const source = await openInput(pathOf(dir, document, 'latents'));
  try {
    const { width, height, bands } = source.shape;
    if (width !== labels.width || height !== labels.height)
      throw new InputError('the latents are of another map', { where: source.name, why: `${width} x ${height}` });
    const data = new Float32Array(width * height * bands);
    for (let band = 0; band < bands; band++) {
      const plane = await source.plane(band);
      plane.forEach((value, i) => {
        data[i * bands + band] = value;
      });
    }
    return { data, size: bands, frame: source.frame };
  } finally {
    await source.close();
  }
}

/** Reads the first asset of a role, of at most `limit` bytes. Throws InputError. */
export async function readAsset(dir: string, document: Json, role: string, limit = assetLimit): Promise<Buffer> {
  const where = pathOf(dir, document, role);
  return readRegular(where, limit).catch(err => {
    throw new InputError(`cannot read the ${role} of the result`, { where, why: readingFailure(err), cause: err });
  });
}

/** The path of the first asset of a role. Throws InputError. */
export function pathOf(dir: string, document: Json, role: string): string {
  const assets = Array.isArray(document.assets) ? document.assets.filter(isObject) : [];
  const path = assets.find(asset => asset.role === role)?.path;
  if (typeof path !== 'string' || !/^(?!\/)(?!.*\.\.)[^\\:]+$/.test(path))
    throw new InputError(`the result has no ${role}`, {
      where: join(dir, 'segmentation.json'),
      remedy: 'Write it again with segment.',
    });
  return join(dir, path);
}

function parse(text: string, where: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (err) {
    throw new InputError('not JSON', { where, why: (err as Error).message, cause: err });
  }
  throw new InputError('not a segmentation', { where });
}

function stylesOf(json: unknown, where: string): ClusterStyle[] {
  return (Array.isArray(json) ? json : []).map((entry: unknown, i) => {
    const { id, name, color } = isObject(entry) ? entry : {};
    if (!isClusterId(id) || typeof name !== 'string' || Number.isNaN(parseColor(String(color))))
      throw new InputError('a cluster without id, name or colour', { where: `${where}, cluster ${i + 1}` });
    return { id, name, color: color as string };
  });
}
