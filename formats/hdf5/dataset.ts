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

/** Filters of the library itself: deflate, shuffle, fletcher32, szip, nbit, scaleoffset. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6]);

/** True for a dataset. */
export const isDataset = (object: { readonly type: string } | null): object is H5Dataset => object?.type === 'Dataset';
/** True for a group. */
export const isGroup = (object: { readonly type: string } | null): object is H5Group => object?.type === 'Group';

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

/** h5repack does not know the filters of h5py (lzf) and of hdf5plugin; who has them can copy. */
const REPACK = (id: number): string =>
  id < 256
    ? 'h5repack -f GZIP=5 in.h5 out.h5'
    : 'with h5py (and hdf5plugin, but for lzf), create_dataset(name, data=old[...], compression="gzip")';

/** Throws InputError for filters whose plug-in is not here: the library would hand out undecoded bytes. */
export function checkFilters(name: string, filters: H5Dataset['filters']): void {
  const unknown = filters.find(({ id }) => !FILTERS.has(id));
  if (unknown)
    throw new InputError('the dataset is compressed in a way that is not read', {
      where: name,
      why: `filter ${unknown.id} '${unknown.name}'`,
      remedy: `Write it with gzip: ${REPACK(unknown.id)}.`,
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
