import { InputError } from '../../core/cube/errors.js';
import type { Beside } from '../raw/index.js';
import { type Candidate, checkFilters, isDataset, isGroup } from './dataset.js';
import type { VirtualFile } from './virtual-file.js';

/** Other files that one cube may be made of. */
const MOST_FILES = 256;

/** A name that leads out of the folder, or that stands for several files. */
const leadsElsewhere = (name: string): boolean => /^([\\/]|[a-z]:|[a-z]+:\/\/)|(^|[\\/])\.\.([\\/]|$)|%b|\0/i.test(name);

/** Puts a file from the input's folder where the HDF5 library looks for it. Throws InputError, naming it, where it is elsewhere or missing. */
export async function attachPart(
  where: string,
  what: string,
  file: VirtualFile,
  name: string,
  beside: Beside | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (file.has(name)) return;
  const refuse = (why: string, remedy: string): InputError => new InputError(`${what} in another file`, { where, why, remedy });
  if (leadsElsewhere(name))
    throw refuse(
      `${name} does not lie in the folder of the input`,
      'Put the files into one folder, or copy the data into one file (h5repack, h5py).',
    );
  if (file.parts.length >= MOST_FILES) throw refuse(`more than ${MOST_FILES} files`, 'Copy the data into one file (h5py).');
  const source = await beside?.(name);
  if (!source)
    throw refuse(`${name} is not beside it`, `Put ${name} into the same folder, or copy the data into one file (h5py).`);
  await file.attach(name, source, signal);
}

/**
 * Sees to it that the files which a virtual dataset takes its samples from are there, with the datasets it names: the library would hand out zeros for
 * what it does not find. Throws InputError, naming the file.
 */
export async function attachVirtual(
  name: string,
  file: VirtualFile,
  { path, metadata }: Candidate,
  beside: Beside | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const where = `${name}, ${path}`;
  const what = 'the samples of this virtual dataset are';
  for (const { file_name, dset_name } of metadata.virtual_sources ?? []) {
    if (file_name !== '.' && file_name !== '') await attachPart(where, what, file, file_name, beside, signal);
    const found = await file.inside(
      file_name === '.' ? '' : file_name,
      root => {
        const object = isGroup(root) ? root.get(dset_name) : null;
        return isDataset(object)
          ? { filters: object.filters, nested: (object.metadata.virtual_sources ?? []).length > 0 }
          : undefined;
      },
      signal,
    );
    if (!found || found.nested)
      throw new InputError(`${what} not all there`, {
        where,
        why: `${file_name} ${found ? `holds ${dset_name} as a virtual dataset itself` : `has no dataset ${dset_name}`}`,
        remedy: 'Copy the data into one dataset (h5py).',
      });
    checkFilters(`${file_name}, ${dset_name}`, found.filters);
  }
}
