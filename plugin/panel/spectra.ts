import { SPECTRAL_KINDS } from '../../core/cube/axis.js';
import { InputError } from '../../core/cube/errors.js';
import { isObject } from '../../core/cube/json.js';
import type { SpectralAxis, SpectralKind } from '../../core/cube/types.js';
import { usedOnly } from '../../core/describe/used.js';
import type { EditedCluster } from '../../core/labels/index.js';

/** What the sidecar says of a cluster: arrays are [bands], `centre` is its mean latent. */
export interface ClusterSpectrum {
  readonly id: number;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly samples: Float64Array;
  readonly centre: Float64Array;
  readonly count: number;
}

/** Axis and unit that all spectra of a result share. */
export interface SpectrumFrame {
  readonly axis: Pick<SpectralAxis, 'kind' | 'unit' | 'values' | 'names'>;
  readonly unit: string;
}

type Json = Readonly<Record<string, unknown>>;

/** JSON has no NaN: null stands for it. */
const numbers = (value: unknown): Float64Array =>
  Float64Array.from(Array.isArray(value) ? value : [], one => (typeof one === 'number' ? one : Number.NaN));

/** The spectral axis of a segmentation.json and the unit of its samples. Throws InputError where there is none. */
export function readFrame(document: Json): SpectrumFrame {
  const axis = isObject(document.axis) ? document.axis : {};
  const values = numbers(axis.values);
  if (values.length === 0 || !values.every(Number.isFinite)) {
    throw new InputError('no spectra can be shown', { where: 'segmentation.json', why: 'its spectral axis is missing' });
  }
  const kind = Object.hasOwn(SPECTRAL_KINDS, String(axis.kind)) ? (axis.kind as SpectralKind) : 'channel';
  const names = Array.isArray(axis.names) && axis.names.length === values.length ? axis.names.map(String) : undefined;
  const { unit = '' } = isObject(document.cube) ? document.cube : {};
  return { axis: { kind, unit: String(axis.unit ?? ''), values, ...(names && { names }) }, unit: String(unit) };
}

/** [bands] 1 for the bands that took no part in a segmentation.json. */
export function readExcluded(document: Json, bands: number): Uint8Array {
  const excluded = new Uint8Array(bands);
  const ranges = isObject(document.cube) ? document.cube.excludedBands : undefined;
  for (const range of Array.isArray(ranges) ? ranges : [])
    if (Array.isArray(range)) excluded.fill(1, Number(range[0]), Number(range[1]) + 1);
  return excluded;
}

/**
 * Spectra of the clusters in a list as segmentation.json and labels-k/K.json hold it; those without one of `bands` values are left out. They have gaps
 * where bands took no part: one that was left out for its absurd values would set the scale of the chart.
 */
export function readSpectra(
  clusters: unknown,
  bands: number,
  excluded: Uint8Array = new Uint8Array(bands),
): ReadonlyMap<number, ClusterSpectrum> {
  const found = new Map<number, ClusterSpectrum>();
  for (const cluster of Array.isArray(clusters) ? clusters.filter(isObject) : []) {
    const spectra = isObject(cluster.spectra) ? cluster.spectra : {};
    const [mean, std, samples] = [spectra.mean, spectra.std, spectra.samples].map(numbers);
    const [id, count] = [Number(cluster.id), Number(cluster.count)];
    if (mean.length !== bands || std.length !== bands) continue;
    const all = { mean, std, samples: samples.length === bands ? samples : mean.map(() => count) };
    found.set(id, { id, count, centre: numbers(cluster.centre), ...usedOnly(all, excluded) });
  }
  return found;
}

/**
 * The spectrum of a cluster of the map as it is edited: that of one original cluster, or of several merged: n, mean and mean square of
 * each band over all their samples. Undefined where one of them has none.
 */
export function spectrumOf(
  { id, members }: Pick<EditedCluster, 'id' | 'members'>,
  all: ReadonlyMap<number, ClusterSpectrum>,
): ClusterSpectrum | undefined {
  const parts = members.map(member => all.get(member));
  if (parts.length === 0 || !parts.every(part => part !== undefined)) return undefined;
  if (parts.length === 1) return { ...parts[0], id };
  const [first] = parts;
  const samples = first.mean.map((_, b) => parts.reduce((sum, part) => sum + part.samples[b], 0));
  const sum = (b: number, of: (part: ClusterSpectrum) => number) =>
    parts.reduce((total, part) => total + (part.samples[b] > 0 ? part.samples[b] * of(part) : 0), 0) / samples[b];
  const mean = samples.map((_, b) => sum(b, part => part.mean[b]));
  const std = samples.map((_, b) => Math.sqrt(sum(b, part => part.std[b] ** 2 + (part.mean[b] - mean[b]) ** 2)));
  const count = parts.reduce((total, part) => total + part.count, 0);
  const centre = first.centre.map((_, d) => parts.reduce((total, part) => total + part.count * part.centre[d], 0) / count);
  return { id, mean, std, samples, centre, count };
}
