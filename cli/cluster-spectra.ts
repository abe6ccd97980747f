import { InputError } from '../core/cube/errors.js';
import { unitFactor } from '../core/cube/units.js';
import { type ClusterStyle, parseEdits, replayEdits } from '../core/labels/index.js';
import { readSegmentationJson } from './earlier.js';

/** Mean spectra of the clusters of a result, after the merges of its edit log; NaN in bands that took no part. */
export interface ClusterSpectra {
  readonly where: string;
  readonly kind: string;
  readonly unit: string;
  /** [bands] ascending or descending. */
  readonly values: readonly number[];
  readonly clusters: readonly { readonly style: ClusterStyle; readonly mean: Float64Array }[];
}

interface Document {
  readonly k: number;
  readonly edits?: unknown[];
  readonly cube?: { readonly excludedBands?: readonly (readonly [number, number])[] };
  readonly axis: { readonly kind: string; readonly unit: string; readonly values: number[] };
  readonly clusters: readonly (ClusterStyle & {
    readonly spectra: { readonly mean: (number | null)[]; readonly samples: (number | null)[] };
  })[];
}

/** Reads the cluster spectra of a result, by folder or segmentation.json. Throws InputError. */
export async function clusterSpectra(name: string): Promise<ClusterSpectra> {
  const { path, json } = await readSegmentationJson(name);
  const { k, edits = [], cube, axis, clusters } = json as Document;
  const bands = axis?.values?.length;
  if (!bands || !clusters?.every(({ spectra }) => spectra?.mean?.length === bands && spectra.samples?.length === bands))
    throw new InputError('no cluster spectra', { where: path, why: 'its axis or a mean spectrum is missing' });
  const excluded = (band: number) => cube?.excludedBands?.some(([first, last]) => band >= first && band <= last) === true;
  const own = edits.filter(edit => ((edit as { k?: number } | null)?.k ?? k) === k);
  const edited = replayEdits(
    clusters.map(({ id, name: title, color }) => ({ id, name: title, color })),
    parseEdits(own, path),
  );
  return {
    ...{ where: path, kind: axis.kind, unit: axis.unit, values: axis.values },
    clusters: edited.map(({ members, ...style }) => ({
      style,
      mean: Float64Array.from({ length: bands }, (_, band) => {
        let [sum, count] = [0, 0];
        for (const { id, spectra } of clusters) {
          const value = spectra.mean[band];
          if (!members.includes(id) || value === null || excluded(band)) continue;
          sum += value * (spectra.samples[band] ?? 0);
          count += spectra.samples[band] ?? 0;
        }
        return count > 0 ? sum / count : Number.NaN;
      }),
    })),
  };
}

/** The spectra of both on the bands of `a` that `b` covers, those of `b` linear between its bands. Throws InputError for axes that do not meet. */
export function onCommonAxis(a: ClusterSpectra, b: ClusterSpectra): { count: number; a: Float64Array[]; b: Float64Array[] } {
  const refuse = (why: string) => new InputError('these spectra cannot be compared', { where: `${a.where} and ${b.where}`, why });
  const wave = (kind: string) => (kind.startsWith('wavelength') ? 'wavelength' : kind);
  const factor = unitFactor(b.unit, a.unit);
  if (wave(a.kind) !== wave(b.kind) || factor === undefined)
    throw refuse(`one axis is ${a.kind} in '${a.unit}', the other ${b.kind} in '${b.unit}'`);
  const order = [...b.values.keys()].sort((p, q) => b.values[p] - b.values[q]);
  const at = order.map(band => b.values[band] * factor);
  const shared = [...a.values.keys()].filter(band => a.values[band] >= at[0] && a.values[band] <= at[at.length - 1]);
  if (shared.length < 2) throw refuse('their axes share fewer than two bands');
  const interpolate = (mean: Float64Array) =>
    Float64Array.from(shared, band => {
      const x = a.values[band];
      const next = at.findIndex(value => value >= x);
      if (at[next] === x) return mean[order[next]];
      const share = (x - at[next - 1]) / (at[next] - at[next - 1]);
      return (1 - share) * mean[order[next - 1]] + share * mean[order[next]];
    });
  return {
    count: shared.length,
    a: a.clusters.map(({ mean }) => Float64Array.from(shared, band => mean[band])),
    b: b.clusters.map(({ mean }) => interpolate(mean)),
  };
}
