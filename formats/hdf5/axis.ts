import type { SpectralAxis } from '../../core/cube/types.js';
import { channelAxis, measuredAxis } from '../table/index.js';
import type { Candidate } from './dataset.js';
import { type Dimension, readDimensions } from './dimensions.js';
import { hyperSpyAxes } from './hyperspy.js';
import type { H5File } from './library.js';
import { byKinship, type FoundScale, findScales } from './scales.js';
import { axisOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** What a file says of a dataset's axes, and lists elsewhere in it that may be the spectral one. */
export interface DatasetAxes {
  readonly axes: readonly Dimension[];
  readonly scales: readonly FoundScale[];
}

/**
 * Reads what a file says of a dataset's axes: HyperSpy's groups, else dimension scales, labels and attributes; then lists of numbers with the name of
 * a spectral axis, wherever they are. An axis nobody names is suspected where such a list is as long.
 */
export async function readAxes(
  file: VirtualFile,
  root: H5File,
  candidate: Candidate,
  signal?: AbortSignal,
): Promise<DatasetAxes> {
  const hyperSpy = await hyperSpyAxes(file, root, candidate, signal);
  if (hyperSpy) return { axes: hyperSpy, scales: [] };
  const dimensions = await readDimensions(file, root, candidate, signal);
  const all = byKinship(candidate.path, await findScales(file, root, candidate, signal));
  const scales = all.filter(({ values }) => values && measuredAxis({ kind: 'channel', unit: '' }, values));
  const axes = dimensions.map((axis, i) => {
    if (axis.role !== undefined || axis.length < 2) return axis;
    const along = scales.find(scale => scale.along !== undefined && axis.paths?.includes(scale.along));
    if (along) return { ...axis, role: 'band' as const, from: `${along.path}, which lies along it` };
    const list = scales.find(scale => scale.length === axis.length && !namesAnother(scale, dimensions, i));
    return list ? { ...axis, suspect: `${list.path} has ${list.length} values` } : axis;
  });
  return { axes, scales };
}

/** True for a list that lies along another dimension of this dataset, by its own DIMENSION_LIST or as the dimension itself. */
const namesAnother = (scale: FoundScale, axes: readonly Dimension[], own: number): boolean =>
  axes.some((axis, i) => i !== own && axis.paths?.some(path => path === scale.along || path === scale.path));

/** A spectral axis, and 1 for bands that have no place on it: their samples are missing. */
export interface BandAxis {
  readonly axis: SpectralAxis;
  /** Where it came from: a path of the file, or cards. */
  readonly from: string;
  readonly missing?: Uint8Array;
}

/**
 * The spectral axis along axis `band`: by the coordinates of this dimension, or by a list elsewhere that is as long; undefined where neither is there. What
 * was taken stands in `notes`, what was assumed in `warnings`.
 */
export function spectralAxisOf(
  { axes, scales }: DatasetAxes,
  band: number,
  warnings: string[],
  notes: string[],
): BandAxis | undefined {
  const { length, paths = [] } = axes[band];
  const own = axes[band].spectral?.(warnings);
  const fitting = scales.filter(scale => scale.length === length);
  const along = fitting.find(scale => scale.along !== undefined && paths.includes(scale.along));
  // A dimension called `bands` whose coordinates only count is measured by what lies along it.
  if (own && !(own.kind === 'channel' && along)) return { axis: own, from: axes[band].coordinates ?? '' };
  const [list, other] = along ? [along] : fitting;
  const axis = list && axisOf(list, warnings);
  if (axis) notes.push(`spectral axis from ${list.path}${other ? ` (${other.path} is as long)` : ''}`);
  const taken = axis ?? own;
  if (axis && list.missing) {
    notes.push(`${list.missing.reduce((n, gone) => n + gone, 0)} bands without a wavelength are missing`);
    return { axis, from: list.path, missing: list.missing };
  }
  return taken && { axis: taken, from: axis ? list.path : (axes[band].coordinates ?? '') };
}

/** The axis of a cube for which nothing tells one: channels, with a warning. */
export function numberedAxis(bands: number, warnings: string[]): SpectralAxis {
  warnings.push('the spectral axis is not told: bands are numbered; --axis WAVE,nm,400,10 or --axis FILE says what they are');
  return channelAxis(bands);
}
