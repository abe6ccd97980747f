import { type Candidate, groupOf, isDataset, isGroup, member } from './dataset.js';
import type { H5File, H5Group } from './library.js';
import { attributeOf, numberOf, textOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** How far `default` is followed: a file may point in a ring. */
const MOST_STEPS = 16;

/** The path of the dataset that a file shows first: NeXus's `default` from group to group, then `signal`; CARTA's 0/DATA. */
export async function defaultPath(file: VirtualFile, root: H5File, signal?: AbortSignal): Promise<string | undefined> {
  let at: H5Group = root;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const group = at;
    const [next, data] = await file.run(
      () => [textOf(attributeOf(group.attrs, 'default')), textOf(attributeOf(group.attrs, 'signal'))] as const,
      signal,
    );
    const name = next && next !== '.' ? next : data;
    const object = name ? await member(file, group, name, signal) : null;
    if (isGroup(object)) at = object;
    else if (isDataset(object)) return object.path;
    else break;
  }
  const carta = await member(file, root, '0', signal);
  const schema = isGroup(carta) ? await file.run(() => 'SCHEMA_VERSION' in carta.attrs, signal) : false;
  return schema ? '/0/DATA' : undefined;
}

/** Those of some datasets that NeXus calls the data of their group: named by its `signal`, or with `signal` = 1 themselves. */
export async function signalsAmong(
  file: VirtualFile,
  root: H5File,
  some: readonly Candidate[],
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const candidate of some) {
    const { path, dataset } = candidate;
    const group = await groupOf(file, root, path, signal);
    const isSignal = await file.run(
      () =>
        textOf(attributeOf(group.attrs, 'signal')) === path.replace(/^.*\//, '') ||
        numberOf(attributeOf(dataset.attrs, 'signal')) === 1,
      signal,
    );
    if (isSignal) found.push(candidate);
  }
  return found;
}
