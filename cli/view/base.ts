import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InputError } from '../../core/cube/errors.js';
import { fileAt, fileInside, type ServedFile } from './files.js';

/** A base image as the page opens it. */
export interface BaseImage {
  readonly kind: 'image' | 'dzi' | 'iiif';
  /** Address relative to the page, or an absolute one. */
  readonly url: string;
  /** Origin that the page must be allowed to read, for an absolute address. */
  readonly origin?: string;
  /** The file of a path below base/. */
  file(path: string): Promise<ServedFile | undefined>;
}

const PICTURES = new Set(['.png', '.jpg', '.jpeg', '.webp', '.avif', '.gif', '.svg']);
const MANIFESTS = ['image.dzi', 'labels.dzi', 'info.json'];

function kindOf(path: string): BaseImage['kind'] | undefined {
  if (basename(path) === 'info.json') return 'iiif';
  return extname(path).toLowerCase() === '.dzi' ? 'dzi' : PICTURES.has(extname(path).toLowerCase()) ? 'image' : undefined;
}

/**
 * Finds a base image: a picture that browsers show, a .dzi, an IIIF info.json, a folder that `tiles` wrote, or an http(s) address of
 * one. Only the picture itself, or the tiles of the pyramid, can be asked for. Throws InputError.
 */
export async function findBase(name: string): Promise<BaseImage> {
  const cut = (why: string) =>
    new InputError('cannot use the base image', {
      where: name,
      why,
      remedy: `Cut it first: cloisonne tiles ${basename(name)} --out base, then --base base.`,
    });
  if (/^https?:\/\//i.test(name)) {
    const url = new URL(name);
    const kind = kindOf(url.pathname);
    if (!kind) throw cut('its name is not that of a picture, a .dzi or an info.json');
    return { kind, url: url.href, origin: url.origin, file: async () => undefined };
  }
  const info = await stat(name).catch(() => undefined);
  if (!info) throw new InputError('cannot use the base image', { where: name, why: 'no such file', remedy: 'Check the path.' });
  const path = info.isDirectory() ? await manifestIn(name) : name;
  const kind = path && kindOf(path);
  if (!path || !kind)
    throw cut(info.isDirectory() ? `it has none of ${MANIFESTS.join(', ')}` : 'browsers do not show this format');
  const [folder, file] = [dirname(path), basename(path)];
  const url = `base/${encodeURIComponent(file)}`;
  if (kind === 'image') return { kind, url, file: async asked => (asked === file ? fileAt(path) : undefined) };
  const tiles = `${file.slice(0, -extname(file).length)}_files/`;
  const mine = (asked: string) =>
    asked === file || (kind === 'dzi' ? asked.startsWith(tiles) : /\/0\/default\.(jpg|png|webp)$/.test(asked));
  return { kind, url, file: async asked => (mine(asked) ? fileInside(folder, asked) : undefined) };
}

async function manifestIn(folder: string): Promise<string | undefined> {
  for (const name of MANIFESTS) if (await fileAt(join(folder, name))) return join(folder, name);
  return undefined;
}
