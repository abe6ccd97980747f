import { InputError } from '../../core/cube/errors.js';
import type { LoadedSegmentation } from '../load.js';
import { loadPlanes } from '../planes.js';
import type { Layer } from '../types.js';
import type { LatentPlanes } from './similar.js';
import { type ClusterSpectrum, readExcluded, readFrame, readSpectra, type SpectrumFrame, spectrumOf } from './spectra.js';

/** What a result says of spectra: fetched when it is asked for, and then kept. */
export interface SpectrumLibrary {
  readonly frame: SpectrumFrame;
  readonly shape: { readonly width: number; readonly height: number; readonly bands: number };
  /** The cube beside the result, if segmentation.json names one (`cube.url`). */
  readonly cubeUrl: string | undefined;
  /** The spectrum of a cluster of a layer as it is edited. Throws InputError where the clusters of that K cannot be fetched. */
  cluster(layer: Layer, id: number): Promise<ClusterSpectrum | undefined>;
  /** Throws InputError as `loadPlanes`. */
  latents(): Promise<LatentPlanes | undefined>;
}

/** Throws InputError where the document has no spectral axis. */
export function createLibrary(
  segmentation: LoadedSegmentation,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): SpectrumLibrary {
  const { document, url } = segmentation;
  const frame = readFrame(document);
  const excluded = readExcluded(document, frame.axis.values.length);
  const bands = frame.axis.values.length;
  const cube = (document.cube ?? {}) as { shape?: { width?: unknown; height?: unknown }; url?: unknown };
  const shape = { width: Number(cube.shape?.width), height: Number(cube.shape?.height), bands };
  const byLayer = new Map<string, Promise<ReadonlyMap<number, ClusterSpectrum>>>();
  let planes: Promise<LatentPlanes | undefined> | undefined;

  const load = async (layer: string): Promise<ReadonlyMap<number, ClusterSpectrum>> => {
    const k = Number(/^k(\d+)$/.exec(layer)?.[1] ?? document.k);
    if (k === document.k) return readSpectra(document.clusters, bands, excluded);
    const sweep = (Array.isArray(document.sweep) ? document.sweep : []) as readonly { k?: unknown; clusters?: unknown }[];
    const path = sweep.find(entry => entry?.k === k)?.clusters;
    if (typeof path !== 'string' || /^\/|\.\.|:/.test(path)) return new Map();
    const response = await fetch(new URL(path, url));
    if (!response.ok)
      throw new InputError('cannot fetch the spectra of the clusters', {
        where: path,
        why: `the server answers ${response.status}`,
      });
    return readSpectra(((await response.json()) as { clusters?: unknown }).clusters, bands, excluded);
  };
  return {
    frame,
    shape,
    cubeUrl: typeof cube.url === 'string' ? new URL(cube.url, url).href : undefined,
    async cluster(layer, id) {
      const cluster = layer.clusters.find(one => one.id === id);
      if (!cluster) return undefined;
      const loading = byLayer.get(layer.id) ?? load(layer.id);
      byLayer.set(layer.id, loading);
      return spectrumOf(cluster, await loading);
    },
    latents: () => (planes ??= loadPlanes(segmentation, 'latents')),
  };
}
