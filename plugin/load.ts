import { InputError } from '../core/cube/errors.js';
import { type CelestialWcs, type Edit, needsLatents } from '../core/labels/index.js';
import { readLabelPng } from '../formats/png/decode.js';
import { readClusters, readDocument, reconcile } from './document.js';
import type { ResultFiles } from './planes.js';
import { readSuggestions } from './suggestions.js';
import type { CutLabels, Layer, LayerInit } from './types.js';

/** Options of `loadSegmentation`. */
export interface LoadOptions {
  /** Which label map of the sweep to load first; default: the one that was chosen. */
  readonly k?: number;
  readonly signal?: AbortSignal;
  /** `loadCut`, for results whose edits split clusters; it is called for those alone. */
  readonly cut?: (files: ResultFiles, signal?: AbortSignal) => Promise<CutLabels | undefined>;
  /** Another `fetch`, for requests with credentials. */
  readonly fetch?: typeof fetch;
}

/** A result of `segment`, ready to be shown. */
export interface LoadedSegmentation extends ResultFiles {
  readonly url: string;
  /** Name of the cube. */
  readonly name: string;
  /** The K of `layers`, and every one that `layer` can load. */
  readonly k: number;
  readonly ks: readonly number[];
  /** The K that segment chose, which the confidence is about. */
  readonly chosen: number;
  /** The document as it was read. */
  readonly document: Readonly<Record<string, unknown>>;
  /** For `overlay.addLayer`. */
  readonly layers: readonly LayerInit[];
  /** What a person should know about the files. */
  readonly warnings: readonly string[];
  /** The layer of one K; its id is `k` and the number. Throws InputError as `loadSegmentation`. */
  layer(k: number): Promise<LayerInit>;
  /**
   * The document with the edits of these layers as text, and with their registration where it is known and not a guess (`registered`, default
   * true); what it does not know stays as it was.
   */
  save(layers: readonly Pick<Layer, 'id' | 'edits' | 'registration'>[], registered?: boolean): string;
}

/**
 * Reads a segmentation.json and the label map it names. Throws InputError for what cannot be fetched, is damaged (SHA-256), of another version,
 * or does not fit together; the message is one line for people.
 */
export async function loadSegmentation(url: string | URL, options: LoadOptions = {}): Promise<LoadedSegmentation> {
  const { signal, fetch: get = globalThis.fetch } = options;
  const address = new URL(url, globalThis.location?.href);
  const label = address.pathname.split('/').at(-1) || address.href;
  const text = new TextDecoder().decode(await fetchBytes(get, address, label, signal));
  const json = parseJson(text, label);
  const document = readDocument(json, label);
  const warnings: string[] = [];
  const asset = async (path: string, stop = signal) => {
    const bytes = await fetchBytes(get, new URL(path, address), path, stop);
    const wanted = document.hashes.get(path);
    // Only secure pages (https, localhost) can compute it.
    if (wanted && globalThis.crypto?.subtle && (await sha256(bytes)) !== wanted) {
      throw new InputError('a file that is not what segment wrote', {
        where: path,
        why: 'its SHA-256 is another',
        remedy: 'Copy the result again, or run segment again.',
      });
    }
    return bytes;
  };
  let sky: CelestialWcs | undefined;
  try {
    if (document.cards) sky = (await import('../core/cube/wcs/celestial.js')).celestialWcs(document.cards);
  } catch (err) {
    warnings.push((err as Error).message);
  }
  const editsOf = (k: number) => document.edits.filter(edit => (edit.k ?? document.k) === k);
  const files: ResultFiles = {
    size: { width: document.width, height: document.height },
    async file(role, stop) {
      const path = document.files.get(role);
      return path === undefined ? undefined : { path, bytes: await asset(path, stop) };
    },
  };
  const cutFor = async (edits: readonly Edit[]) => {
    const cut = needsLatents(edits) ? await options.cut?.(files, signal) : undefined;
    if (cut || !needsLatents(edits)) return cut;
    throw new InputError('its edits split clusters, which needs the latents', {
      where: label,
      why: options.cut ? 'there are none beside it' : 'this page does not load them',
      remedy: 'Apply them with cloisonne edit DIR --replay --out NEW, and show that.',
    });
  };

  const layer = async (k: number): Promise<LayerInit> => {
    const entry = document.sweep.find(one => one.k === k);
    if (!entry && k !== document.k)
      throw new InputError(`no label map of K = ${k}`, { where: label, why: `there are ${document.sweep.map(one => one.k)}` });
    const path = k === document.k ? document.labels : (entry?.labels ?? '');
    const map = readLabelPng(await asset(path), path);
    const described =
      k === document.k || !entry
        ? (json as { clusters: unknown }).clusters
        : (parseJson(new TextDecoder().decode(await asset(entry.clusters)), entry.clusters) as { clusters: unknown }).clusters;
    const styles = k === document.k || !entry ? document.clusters : readClusters(described, entry.clusters);
    const fitted = reconcile(map, styles, document, path);
    warnings.push(...fitted.warnings.filter(warning => !warnings.includes(warning)));
    const edits = editsOf(k);
    return {
      id: `k${k}`,
      name: `K = ${k}`,
      labels: map,
      registration: document.registration,
      clusters: fitted.clusters,
      edits,
      suggestions: readSuggestions(described),
      cut: await cutFor(edits),
      sky,
    };
  };
  const k = options.k ?? document.k;
  return {
    url: address.href,
    name: document.name,
    k,
    chosen: document.k,
    ks: [...new Set([document.k, ...document.sweep.map(one => one.k)])].sort((p, q) => p - q),
    document: json as Readonly<Record<string, unknown>>,
    layers: [await layer(k)],
    warnings,
    layer,
    ...files,
    save(layers, registered = true) {
      const edited = new Map(layers.flatMap(one => (/^k\d+$/.test(one.id) ? [[Number(one.id.slice(1)), one] as const] : [])));
      const ownK = (edit: Edit, of: number): Edit => ({ ...edit, ...(of !== document.k && { k: of }) });
      const edits = [
        ...document.edits.filter(edit => !edited.has(edit.k ?? document.k)),
        ...[...edited].flatMap(([of, one]) => one.edits.map(edit => ownK(edit, of))),
      ];
      const { matrix, points, smoothing, ...unknown } = (json as { registration: Record<string, unknown> }).registration;
      const now = (registered && [...edited.values()][0]?.registration) || document.registration;
      const registration = { ...unknown, ...now };
      return `${JSON.stringify({ ...(json as object), registration, edits }, null, 1)}\n`;
    },
  };
}

async function fetchBytes(get: typeof fetch, url: URL, where: string, signal?: AbortSignal): Promise<Uint8Array> {
  const remedy = 'Look whether it is there, and whether its server allows this page to read it (CORS).';
  const response = await get(url, { signal }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new InputError('cannot fetch a file of the segmentation', { where, why: 'the request failed', remedy, cause });
  });
  if (!response.ok)
    throw new InputError('cannot fetch a file of the segmentation', {
      where,
      why: `the server answers ${response.status}`,
      remedy,
    });
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Many servers answer with their start page, and 200, when a file is missing.
  const isPage = /^\s*<(!doctype html|html)\b/i.test(new TextDecoder().decode(bytes.subarray(0, 200)));
  if (isPage || /^text\/html\b/i.test(response.headers.get('content-type') ?? ''))
    throw new InputError('a file of the segmentation is not there', { where, why: 'the server sent HTML in its place', remedy });
  return bytes;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('not JSON', { where, why: (cause as Error).message, cause });
  }
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
