import { InputError } from '../../core/cube/errors.js';
import type { LabelMap } from '../../core/labels/index.js';

/** The latents of all spaxels: one plane [height * width] for each dimension, NaN where there is no data. */
export type LatentPlanes = readonly Float32Array[];

/**
 * Reads the latents that segment left beside a segmentation.json; undefined where the document names none. Throws InputError where they
 * cannot be fetched or are of another size.
 */
export async function loadLatents(
  document: Readonly<Record<string, unknown>>,
  url: string,
  { width, height }: { readonly width: number; readonly height: number },
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<LatentPlanes | undefined> {
  const assets = (Array.isArray(document.assets) ? document.assets : []) as readonly { role?: unknown; path?: unknown }[];
  const path = assets.find(asset => asset?.role === 'latents')?.path;
  if (typeof path !== 'string' || /^\/|\.\.|:/.test(path)) return undefined;
  const response = await fetch(new URL(path, url)).catch(cause => {
    throw new InputError('cannot fetch the latents', { where: path, why: 'the request failed', cause });
  });
  if (!response.ok)
    throw new InputError('cannot fetch the latents', { where: path, why: `the server answers ${response.status}` });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const [{ memorySource }, { openSampleSource }] = await Promise.all([
    import('../../formats/bytes/index.js'),
    import('../../formats/detect.js'),
  ]);
  const source = await openSampleSource(memorySource(bytes, path));
  if (source.shape.width !== width || source.shape.height !== height) {
    throw new InputError('the latents are of another size than the label map', {
      where: path,
      why: `${source.shape.width} x ${source.shape.height}, not ${width} x ${height}`,
    });
  }
  const planes: Float32Array[] = [];
  for (let band = 0; band < source.shape.bands; band++) planes.push(await source.plane(band));
  await source.close();
  return planes;
}

/** The latent of one spaxel. */
export const latentAt = (planes: LatentPlanes, at: number): Float64Array => Float64Array.from(planes, plane => plane[at]);

/** Euclidean distance of every spaxel's latent to this one, [height * width], NaN where there is no data. */
export function latentDistances(planes: LatentPlanes, target: ArrayLike<number>): Float32Array {
  const squares = new Float64Array(planes[0]?.length ?? 0);
  planes.forEach((plane, d) => {
    for (let i = 0; i < squares.length; i++) squares[i] += (plane[i] - target[d]) ** 2;
  });
  return Float32Array.from(squares, Math.sqrt);
}

/** How near counts as alike, so that this share of the spaxels does. */
export interface Nearest {
  /** Spaxels with data. */
  readonly valid: number;
  /** The mask: 1 for the nearest `share` of the spaxels (at least one, equals together), 2 for the others, 0 without data. */
  mask(share: number): { readonly data: Uint8Array; readonly count: number };
}

/** Ranks distances once, so that masks of any share come at once. */
export function nearest(distances: Float32Array): Nearest {
  const sorted = distances.filter(one => one === one).sort();
  return {
    valid: sorted.length,
    mask(share) {
      const most = sorted[Math.min(sorted.length, Math.max(1, Math.round(share * sorted.length))) - 1];
      let count = 0;
      const data = Uint8Array.from(distances, one => {
        if (one <= most) count++;
        return one <= most ? 1 : one === one ? 2 : 0;
      });
      return { data, count };
    },
  };
}

/** The same mask for the spaxels of some labels. */
export function labelMask({ data }: LabelMap, labels: readonly number[]): { readonly data: Uint8Array; readonly count: number } {
  const wanted = new Set(labels);
  let count = 0;
  const mask = Uint8Array.from(data, label => {
    if (wanted.has(label)) count++;
    return wanted.has(label) ? 1 : label > 0 ? 2 : 0;
  });
  return { data: mask, count };
}
