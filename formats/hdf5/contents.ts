import { throwIfAborted } from '../../core/cube/errors.js';
import type { FilePart } from '../../core/cube/types.js';
import { type Candidate, isDataset, isGroup, isNumeric } from './dataset.js';
import type { H5File, H5Group, H5Metadata } from './library.js';
import { unitOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** Datasets that are listed, objects that are looked at for it, and how deep. */
const MOST_LISTED = 200;
const MOST_OBJECTS = 2000;
const MOST_DEPTH = 16;

const CLASSES = [
  'integers',
  'floats',
  'times',
  'text',
  'bits',
  'opaque',
  'compound',
  'references',
  'enumeration',
  'lists',
  'array',
];

/** What is read of a file. */
export interface Taken {
  readonly cube: Candidate;
  /** Why this dataset is the cube. */
  readonly why: string;
  /** Path of the list or group the spectral axis came from. */
  readonly axisFrom: string;
  /** Path of the times of the spaxels, or ''. */
  readonly liveTime: string;
}

function typeOf(metadata: H5Metadata): string {
  const { type, size, signed } = metadata;
  if (isNumeric(metadata)) return `${type === 1 ? 'f' : signed ? 'i' : 'u'}${8 * size}`;
  return CLASSES[type] ?? 'other';
}

/** Every dataset of a file with its size, type and unit, what it was taken for, and why; links to other files are named. */
export async function contentsOf(file: VirtualFile, root: H5File, taken: Taken, signal?: AbortSignal): Promise<FilePart[]> {
  const parts: FilePart[] = [];
  const queue: { group: H5Group; depth: number }[] = [{ group: root, depth: 0 }];
  let seen = 0;
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { group, depth } = next;
    for (const key of await file.run(() => group.keys(), signal)) {
      if (++seen > MOST_OBJECTS || parts.length >= MOST_LISTED)
        return [...parts, { part: '...', size: '', type: '', unit: '', taken: '', why: 'further datasets are not listed' }];
      const path = `${group.path}/${key}`.replace('//', '/');
      try {
        // What a soft link points to is met by its own name.
        const object = await file.run(() => (group.get_link(path) === null ? group.get(key) : null), signal);
        if (isGroup(object) && depth < MOST_DEPTH) queue.push({ group: object, depth: depth + 1 });
        if (object?.type === 'ExternalLink')
          parts.push({ part: path, size: '', type: 'link', unit: '', taken: '', why: 'in another file' });
        if (!isDataset(object)) continue;
        const facts = await file.run(() => ({ metadata: object.metadata, unit: unitOf(object.attrs) }), signal);
        parts.push(partOf(path, facts, taken));
      } catch (err) {
        // Damage elsewhere in the file does not concern the cube.
        throwIfAborted(signal);
        parts.push({ part: path, size: '', type: '', unit: '', taken: '', why: `cannot be read (${(err as Error).message})` });
      }
    }
  }
  return parts;
}

function partOf(path: string, { metadata, unit }: { metadata: H5Metadata; unit: string }, taken: Taken): FilePart {
  const shape = metadata.shape ?? [];
  const facts = { part: path, size: shape.join(' x ') || 'one value', type: typeOf(metadata), unit };
  if (path === taken.cube.path) return { ...facts, taken: 'cube', why: taken.why };
  if (path === taken.axisFrom) return { ...facts, taken: 'spectral axis', why: '' };
  if (path === taken.liveTime) return { ...facts, taken: 'live times', why: '' };
  const wide = isNumeric(metadata) && shape.filter(n => n !== 1).length >= 3;
  return { ...facts, taken: wide ? 'another cube' : '', why: wide ? `--dataset ${quoted(path)} reads it` : '' };
}

/** A path as a shell takes it. */
export const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
