import { InputError } from '../../core/cube/errors.js';
import type { Beside } from '../raw/index.js';
import { quoted } from './contents.js';
import { type Candidate, isDataset, isGroup, member } from './dataset.js';
import type { H5File, H5Group } from './library.js';
import { defaultPath, signalsAmong } from './nexus.js';
import { attachPart } from './parts.js';
import type { VirtualFile } from './virtual-file.js';

/** The dataset that the tools of this field write: height x width x energy. */
export const USUAL_NAME = 'img';

/** Objects that are looked at, and how deep: a file may link groups in a ring. */
const MOST_OBJECTS = 10_000;
const MOST_DEPTH = 16;

async function look(
  file: VirtualFile,
  object: { readonly type: string } | null,
  signal?: AbortSignal,
): Promise<Candidate | undefined> {
  if (!isDataset(object)) return undefined;
  return { path: object.path, dataset: object, metadata: await file.run(() => object.metadata, signal) };
}

/** Axes longer than 1. */
const wideAxes = ({ metadata }: Candidate): number => (metadata.shape ?? []).filter(n => n !== 1).length;

/** A link to another file. */
interface Link {
  readonly path: string;
  readonly filename: string;
}

/** Sees to it that the file a link leads to is there. */
type Follow = (link: Link) => Promise<void>;

const isExternal = (object: { readonly type: string } | null): object is { readonly type: string; readonly filename: string } =>
  object?.type === 'ExternalLink';

/** Every dataset of numbers of two axes and more, in the order of names. */
async function candidates(
  file: VirtualFile,
  root: H5File,
  signal?: AbortSignal,
): Promise<{ readonly found: readonly Candidate[]; readonly links: readonly Link[] }> {
  const found: Candidate[] = [];
  const links: Link[] = [];
  const queue: { group: H5Group; depth: number }[] = [{ group: root, depth: 0 }];
  let seen = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { group, depth } = next;
    for (const key of await file.run(() => group.keys(), signal)) {
      if (++seen > MOST_OBJECTS) return { found, links };
      // What a soft link points to is met by its own name, and rings are made of them.
      const object = await file.run(
        () => (group.get_link(`${group.path}/${key}`.replace('//', '/')) === null ? group.get(key) : null),
        signal,
      );
      if (isGroup(object) && depth < MOST_DEPTH) queue.push({ group: object, depth: depth + 1 });
      if (isExternal(object)) links.push({ path: `${group.path}/${key}`.replace('//', '/'), filename: object.filename });
      const candidate = await look(file, object, signal);
      if (candidate && (candidate.metadata.shape?.length ?? 0) >= 2 && candidate.metadata.type <= 1) found.push(candidate);
    }
  }
  return { found, links };
}

const listed = (some: readonly Candidate[]): string =>
  some
    .slice(0, 8)
    .map(({ path, metadata }) => `${path} (${metadata.shape?.join(' x ')})`)
    .join(', ') + (some.length > 8 ? ` and ${some.length - 8} more` : '');

/** The dataset at a path; undefined where there is none. */
async function datasetAt(
  file: VirtualFile,
  root: H5File,
  path: string,
  follow: Follow,
  signal?: AbortSignal,
): Promise<Candidate | undefined> {
  let at: { readonly type: string } | null = root;
  for (const step of path.split('/').filter(Boolean)) {
    const group: { readonly type: string } | null = at;
    at = isGroup(group) || group === root ? await member(file, group as H5Group, step, signal) : null;
    if (isExternal(at)) {
      await follow({ path: `/${path}`, filename: at.filename });
      at = await member(file, group as H5Group, step, signal);
    }
  }
  return look(file, at, signal);
}

/**
 * The cube of a file: the dataset at `wanted`, else the one that NeXus's `default` and `signal` name, `img`, or the only dataset of three long axes
 * (of three axes where none has), with the reason. Throws InputError where there is none, or several, naming them.
 */
export async function findDataset(
  name: string,
  file: VirtualFile,
  root: H5File,
  { dataset: wanted, beside }: { readonly dataset?: string; readonly beside?: Beside },
  signal?: AbortSignal,
): Promise<Candidate & { readonly why: string }> {
  // What a link to another file leads to is looked for in the input's folder, where nothing else will do.
  const follow: Follow = link =>
    attachPart(`${name}, ${link.path}`, 'what this external link leads to is', file, link.filename, beside, signal);
  if (wanted !== undefined) {
    const named = await datasetAt(file, root, wanted, follow, signal);
    if (named) return { ...named, why: 'asked for' };
  } else {
    for (const [usual, why] of [
      [await defaultPath(file, root, signal), 'what the file shows first (default, signal)'],
      [USUAL_NAME, `the name ${USUAL_NAME}`],
    ]) {
      const found = usual && (await datasetAt(file, root, usual, follow, signal));
      if (found && (found.metadata.shape?.length ?? 0) >= 3) return { ...found, why: why! };
    }
  }
  let { found: all, links } = await candidates(file, root, signal);
  if (wanted === undefined && links.length > 0 && !all.some(candidate => wideAxes(candidate) >= 3)) {
    for (const link of links) await follow(link);
    ({ found: all, links } = await candidates(file, root, signal));
  }
  const wide = all.filter(candidate => wideAxes(candidate) >= 3);
  const cubes = wide.length > 0 ? wide : all.filter(({ metadata }) => metadata.shape!.length >= 3);
  if (wanted !== undefined) {
    throw new InputError('there is no such dataset', {
      where: `${name}, ${wanted}`,
      why: cubes.length > 0 ? `datasets of three axes are ${listed(cubes)}` : 'the file has no dataset of three axes',
    });
  }
  if (cubes.length === 1) return { ...cubes[0], why: 'the only dataset of three axes' };
  const signals = await signalsAmong(file, root, cubes, signal);
  if (signals.length === 1) return { ...signals[0], why: 'the signal of its group' };
  if (cubes.length > 0) {
    throw new InputError('the HDF5 file has several cubes', {
      where: name,
      why: listed(cubes),
      remedy: `Choose one with --dataset ${quoted(cubes[0].path)}.`,
    });
  }
  const tables = all.filter(candidate => wideAxes(candidate) === 2);
  throw new InputError('the HDF5 file has no cube', {
    where: name,
    why:
      tables.length > 0
        ? `there is no dataset of three axes; of two there are ${listed(tables)}`
        : 'there is no dataset of three axes',
    remedy:
      tables.length > 0
        ? `A list of spectra is read as a map one row high with --dataset ${quoted(tables[0].path)} --spectral-axis 1.`
        : undefined,
  });
}
