import { type Candidate, groupOf, isDataset, isGroup } from './dataset.js';
import type { H5Dataset, H5File, H5Group } from './library.js';
import { attributeOf, numbersOf, readScale, type Scale, textOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** Names of lists that may be the spectral axis, beside the data or at the root. */
const LIKELY = /energ|wave|lambda|raman|shift|freq|channel|spectr|kev|bins?$|(^|_)cw_/i;
/** And in any other group. */
const TELLING = /energ|wave|lambda|raman|freq|(^|_)cw_/i;
/** Lists about the bands that are not where they lie. */
const OTHER = /fwhm|width|good|bad|flag|mask|valid|uncert|err|index|count|unit/i;

const MOST_GROUPS = 500;
const MOST_LISTS = 32;

/** A list found somewhere in the file, `far` where it is neither beside the data nor at the root. */
export interface FoundScale extends Scale {
  readonly far: boolean;
  /** The dimension it says it lies along: a path of a dimension scale. */
  readonly along?: string;
  /** 1 for bands at its ends that have no wavelength (PRISMA writes 0). */
  readonly missing?: Uint8Array;
}

/** A list whose ends are 0 while all others lie above: these bands have no wavelength; they are set on as the others go. */
function withoutZeros<T extends FoundScale>(scale: T): T {
  const { values } = scale;
  if (!values?.includes(0)) return scale;
  const first = values.findIndex(value => value !== 0);
  const last = values.findLastIndex(value => value !== 0);
  if (last - first < 2 || values.subarray(first, last + 1).some(value => !(value > 0))) return scale;
  const out = values.slice();
  const missing = new Uint8Array(values.length);
  for (let i = first - 1; i >= 0; i--) {
    out[i] = out[i + 1] - (values[first + 1] - values[first]);
    missing[i] = 1;
  }
  for (let i = last + 1; i < values.length; i++) {
    out[i] = out[i - 1] + (values[last] - values[last - 1]);
    missing[i] = 1;
  }
  return { ...scale, values: out, missing };
}

/** Attributes with the name of an axis, of a dataset or group. */
async function attributeLists(file: VirtualFile, owner: H5Dataset | H5Group, signal?: AbortSignal): Promise<FoundScale[]> {
  return file.run(() => {
    const { attrs, path } = owner;
    const names = Object.keys(attrs).filter(name => LIKELY.test(name) && !OTHER.test(name));
    return names.slice(0, MOST_LISTS).flatMap(name => {
      const values = numbersOf(attributeOf(attrs, name));
      if (!values || values.length < 2) return [];
      const unit = textOf(attributeOf(attrs, `${name}_units`, `${name}_unit`, `${name} units`));
      const path_ = `${path === '/' ? '' : path}/${name}`;
      return [
        { ...{ path: path_, name, unit, longName: '', standardName: '', axis: '', far: false }, length: values.length, values },
      ];
    });
  }, signal);
}

async function listsIn(
  file: VirtualFile,
  group: H5Group,
  pattern: RegExp,
  far: boolean,
  signal?: AbortSignal,
): Promise<FoundScale[]> {
  const found: FoundScale[] = [];
  const keys = await file.run(() => group.keys(), signal);
  for (const key of keys.filter(name => pattern.test(name) && !OTHER.test(name)).slice(0, MOST_LISTS)) {
    const object = await file.run(() => group.get(key), signal);
    const scale = isDataset(object) ? await readScale(file, object, signal) : undefined;
    if (!scale?.values || scale.length < 2) continue;
    const along = await file.run(() => {
      const { attrs, metadata } = object as H5Dataset;
      return 'DIMENSION_LIST' in attrs && metadata.shape?.length === 1
        ? (object as H5Dataset).get_attached_scales(0)[0]
        : undefined;
    }, signal);
    found.push({ ...scale, far, along });
  }
  return found;
}

/** Every group of a file, breadth first; what a link leads to is met by its own name. */
async function groupsOf(file: VirtualFile, root: H5Group, signal?: AbortSignal): Promise<H5Group[]> {
  const found: H5Group[] = [root];
  for (let i = 0; i < found.length && found.length < MOST_GROUPS; i++) {
    const group = found[i];
    const inside = await file.run(
      () =>
        group.keys().flatMap(key => {
          const path = `${group.path}/${key}`.replace('//', '/');
          const object = group.get_link(path) === null ? group.get(key) : null;
          return isGroup(object) ? [object] : [];
        }),
      signal,
    );
    found.push(...inside.slice(0, MOST_GROUPS - found.length));
  }
  return found;
}

/**
 * Lists of numbers that may be the spectral axis of a dataset, by their names: in its group and its attributes, in the groups above it, then in the
 * rest of the file (EMIT, PACE: sensor_band_parameters).
 */
export async function findScales(
  file: VirtualFile,
  root: H5File,
  candidate: Candidate,
  signal?: AbortSignal,
): Promise<FoundScale[]> {
  const found: FoundScale[] = [];
  const own: H5Group[] = [];
  for (let path = candidate.path; path !== ''; ) {
    own.push(await groupOf(file, root, path, signal));
    path = path.replace(/\/[^/]*$/, '');
  }
  const near = [...new Map(own.map(group => [group.path, group])).values()];
  for (const group of near) found.push(...(await listsIn(file, group, LIKELY, false, signal)));
  for (const owner of [candidate.dataset, ...near]) found.push(...(await attributeLists(file, owner, signal)));
  const far = (await groupsOf(file, root, signal)).filter(({ path }) => !near.some(group => group.path === path));
  for (const group of far) found.push(...(await listsIn(file, group, TELLING, true, signal)));
  return found.map(withoutZeros);
}

/** Words of a path, for what a list and a dataset have in common: VNIR, red. */
const words = (path: string): string[] =>
  path
    .toLowerCase()
    .split(/[^a-z0-9]+|(?<=[a-z])(?=[0-9])/)
    .filter(word => word.length > 1);

/** The lists in order: those that share most words with the dataset's path first, then as they were found. */
export function byKinship(path: string, scales: readonly FoundScale[]): FoundScale[] {
  const own = new Set(words(path));
  const kin = (scale: FoundScale): number => (scale.far ? 0 : 0.5) + words(scale.name).filter(word => own.has(word)).length;
  return [...scales].sort((a, b) => kin(b) - kin(a));
}
