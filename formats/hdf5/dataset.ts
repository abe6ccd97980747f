import { InputError } from '../../core/cube/errors.js';
import type { SampleType } from '../tiff/samples.js';
import type { H5Dataset, H5File, H5Group, H5Metadata } from './library.js';
import type { VirtualFile } from './virtual-file.js';

/** A dataset that may be a cube. */
export interface Candidate {
  readonly path: string;
  readonly dataset: H5Dataset;
  readonly metadata: H5Metadata;
}

/** The dataset that the tools of this field write: height x width x energy. */
export const USUAL_NAME = 'img';

/** Objects that are looked at, and how deep: a file may link groups in a ring. */
const MOST_OBJECTS = 10_000;
const MOST_DEPTH = 16;

/** Filters of the library itself: deflate, shuffle, fletcher32, szip, nbit, scaleoffset. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6]);

const isDataset = (object: { readonly type: string } | null): object is H5Dataset => object?.type === 'Dataset';
const isGroup = (object: { readonly type: string } | null): object is H5Group => object?.type === 'Group';

/** Axes longer than 1 of a shape with more than three axes, else all. */
export function cubeAxes(shape: readonly number[]): number[] {
  const axes = shape.map((_, axis) => axis);
  const long = axes.filter(axis => shape[axis] !== 1);
  return shape.length > 3 && long.length <= 3
    ? axes.filter(axis => shape[axis] !== 1 || axis >= shape.length - 3).slice(-3)
    : axes;
}

/** True for integers of 1 to 8 bytes and floats of 4 or 8. */
export const isNumeric = ({ type, size }: H5Metadata): boolean =>
  (type === 0 && [1, 2, 4, 8].includes(size)) || (type === 1 && [4, 8].includes(size));

/** The sample type of numbers that are read. Throws InputError for half floats, booleans, compounds and texts. */
export function sampleType(name: string, metadata: H5Metadata): SampleType {
  const { type, size, signed } = metadata;
  if (isNumeric(metadata)) return { kind: type === 1 ? 'f' : signed ? 'i' : 'u', bits: 8 * size };
  const kinds = [
    'integers',
    'floats',
    'times',
    'texts',
    'bit fields',
    'opaque bytes',
    'compounds',
    'references',
    'an enumeration',
  ];
  throw new InputError('cannot use the dataset', {
    where: name,
    why: `its samples are ${kinds[type] ?? 'of an unknown type'} of ${size} bytes, not integers of 1 to 8 or floats of 4 or 8`,
    remedy: 'Write it as numbers, e.g. astype("f4").',
  });
}

/** Throws InputError for filters whose plug-in is not here: the library would hand out undecoded bytes. */
export function checkFilters(name: string, filters: H5Dataset['filters']): void {
  const unknown = filters.find(({ id }) => !FILTERS.has(id));
  if (unknown)
    throw new InputError('the dataset is compressed in a way that is not read', {
      where: name,
      why: `filter ${unknown.id} '${unknown.name}'`,
      remedy: 'Write it with gzip (h5repack -f GZIP=5).',
    });
}

async function look(
  file: VirtualFile,
  object: { readonly type: string } | null,
  signal?: AbortSignal,
): Promise<Candidate | undefined> {
  if (!isDataset(object)) return undefined;
  return { path: object.path, dataset: object, metadata: await file.run(() => object.metadata, signal) };
}

/** Every dataset of three axes of numbers, in the order of names. */
async function candidates(file: VirtualFile, root: H5File, signal?: AbortSignal): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const queue: { group: H5Group; depth: number }[] = [{ group: root, depth: 0 }];
  let seen = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { group, depth } = next;
    for (const key of await file.run(() => group.keys(), signal)) {
      if (++seen > MOST_OBJECTS) return found;
      // What a soft link points to is met by its own name, and rings are made of them.
      const object = await file.run(
        () => (group.get_link(`${group.path}/${key}`.replace('//', '/')) === null ? group.get(key) : null),
        signal,
      );
      if (isGroup(object) && depth < MOST_DEPTH) queue.push({ group: object, depth: depth + 1 });
      const candidate = await look(file, object, signal);
      if (candidate?.metadata.shape && cubeAxes(candidate.metadata.shape).length === 3 && candidate.metadata.type <= 1)
        found.push(candidate);
    }
  }
  return found;
}

/**
 * The cube of a file: the dataset at `wanted`, else `img`, else the only dataset of three axes. Throws InputError where there is none, or
 * several, naming them.
 */
export async function findDataset(
  name: string,
  file: VirtualFile,
  root: H5File,
  wanted: string | undefined,
  signal?: AbortSignal,
): Promise<Candidate> {
  const steps = (wanted ?? USUAL_NAME).split('/').filter(Boolean);
  let at: { readonly type: string } | null = root;
  for (const step of steps) {
    const group: { readonly type: string } | null = at;
    at = isGroup(group) || group === root ? await member(file, group as H5Group, step, signal) : null;
  }
  const named = await look(file, at, signal);
  if (named && (wanted !== undefined || named.metadata.shape?.length === 3)) return named;
  const all = await candidates(file, root, signal);
  const listed = all
    .slice(0, 8)
    .map(({ path, metadata }) => `${path} (${metadata.shape?.join(' x ')})`)
    .join(', ');
  if (wanted !== undefined) {
    throw new InputError('there is no such dataset', {
      where: `${name}, ${wanted}`,
      why: listed ? `datasets of three axes are ${listed}` : 'the file has no dataset of three axes',
    });
  }
  if (all.length === 1) return all[0];
  throw new InputError(all.length === 0 ? 'the HDF5 file has no cube' : 'the HDF5 file has several cubes', {
    where: name,
    why: listed || 'there is no dataset of three axes',
    remedy: all.length === 0 ? undefined : 'Choose one with --dataset PATH.',
  });
}

/** What a group holds under a name; null where it holds nothing. */
export async function member(
  file: VirtualFile,
  group: H5Group,
  name: string,
  signal?: AbortSignal,
): Promise<H5Dataset | H5Group | { readonly type: string } | null> {
  return (await file.run(() => group.keys(), signal)).includes(name) ? file.run(() => group.get(name), signal) : null;
}

/** The dataset that a group holds under a name, where it holds one. */
export async function datasetOf(
  file: VirtualFile,
  group: H5Group,
  name: string,
  signal?: AbortSignal,
): Promise<H5Dataset | undefined> {
  const object = await member(file, group, name, signal);
  return isDataset(object) ? object : undefined;
}

/** The group in which the dataset of a path lies. */
export async function groupOf(file: VirtualFile, root: H5File, path: string, signal?: AbortSignal): Promise<H5Group> {
  const parent = path.replace(/\/[^/]*$/, '');
  const object = parent === '' ? root : await file.run(() => root.get(parent), signal);
  return isGroup(object) ? object : root;
}
