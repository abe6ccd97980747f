import type { SpectralAxis } from '../../core/cube/types.js';
import { type ArrayAxis, namesFromText, roleOf } from '../axes/index.js';
import { type Candidate, datasetOf, groupOf, isDataset } from './dataset.js';
import type { H5Dataset, H5File, H5Group } from './library.js';
import { attributeOf, axisOf, readScale, type Scale, textOf, textsOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** An axis of a dataset, with the spectral axis that its coordinates make, where they can. */
export interface Dimension extends ArrayAxis {
  /** Paths of the dimension scales attached to it. */
  readonly paths?: readonly string[];
  /** Where its coordinates stand: a path, or cards. */
  readonly coordinates?: string;
  spectral?(warnings: string[]): SpectralAxis | undefined;
}

const last = (path: string): string => path.replace(/^.*\//, '');

/** Names of the axes of a dataset, from one text, a text an axis, or the JSON of `axistags` (vigra, ilastik). */
function namesOf(value: unknown, rank: number): string[] | undefined {
  const texts = textsOf(value);
  if (texts.length === rank && rank > 1) return texts;
  if (texts.length !== 1) return undefined;
  if (!texts[0].startsWith('{')) return namesFromText(texts[0], rank);
  try {
    const { axes } = JSON.parse(texts[0]) as { axes?: readonly { key?: unknown }[] };
    return axes?.length === rank ? axes.map(({ key }) => String(key)) : undefined;
  } catch {
    return undefined;
  }
}

/** Attributes of a dataset that name its axes. */
const NAMING = ['axes', 'Dimension_Labels', 'dimension_labels', 'dims', 'dimensions', 'axistags', '_ARRAY_DIMENSIONS'];

/** The names that NeXus gives the axes of its signal: `axes` of the group, and `NAME_indices` where one stands elsewhere. */
function nexusNames(group: H5Group, dataset: H5Dataset, rank: number): (string | undefined)[] {
  const { attrs } = group;
  const signal = textOf(attributeOf(attrs, 'signal'));
  if (signal !== last(dataset.path) || !('axes' in attrs)) return [];
  const names: (string | undefined)[] = [];
  textsOf(attributeOf(attrs, 'axes'))
    .flatMap(text => text.split(/[:,]/))
    .forEach((name, i) => {
      const place = attributeOf(attrs, `${name}_indices`);
      const at = place === undefined ? i : Number(ArrayBuffer.isView(place) ? (place as Uint8Array)[0] : place);
      if (name !== '.' && at >= 0 && at < rank) names[at] = name;
    });
  return names;
}

/**
 * What a file says of the axes of a dataset: names and coordinates from DIMENSION_LIST, DIMENSION_LABELS, `axes` and its like, NeXus's `axes`
 * and `interpretation`; roles from CF's `standard_name`, `axis` and `units`, and from names.
 */
export async function readDimensions(
  file: VirtualFile,
  root: H5File,
  { path, dataset, metadata }: Candidate,
  signal?: AbortSignal,
): Promise<Dimension[]> {
  const shape = metadata.shape ?? [];
  const group = await groupOf(file, root, path, signal);
  const facts = await file.run(() => {
    const { attrs } = dataset;
    return {
      labels: 'DIMENSION_LABELS' in attrs ? dataset.get_dimension_labels() : [],
      scales: shape.map((_, i) => ('DIMENSION_LIST' in attrs ? dataset.get_attached_scales(i) : [])),
      named: NAMING.map(key => namesOf(attributeOf(attrs, key), shape.length)).find(Boolean) ?? [],
      nexus: nexusNames(group, dataset, shape.length),
      interpretation: textOf(attributeOf(attrs, 'interpretation')),
    };
  }, signal);
  const found: Dimension[] = [];
  for (const [i, length] of shape.entries()) {
    const attached = facts.scales[i].slice(0, 4);
    const names = [facts.labels[i], facts.named[i], facts.nexus[i], ...attached.map(last)].filter((n): n is string => !!n);
    let scale: Scale | undefined;
    for (const object of [...attached, ...names]) {
      if (scale?.values) break;
      const list = object.startsWith('/') ? await file.run(() => root.get(object), signal) : undefined;
      const own = isDataset(list ?? null) ? (list as H5Dataset) : await datasetOf(file, group, object, signal);
      const read = own && (await readScale(file, own, signal));
      if (read?.length === length) scale = read;
    }
    const [role, from] = roleOf({ names, unit: scale?.unit, standardName: scale?.standardName, axis: scale?.axis }) ?? [];
    const values = scale;
    found.push({
      ...{ length, names, role, from, paths: attached, coordinates: values?.path },
      spectral: warnings => values && axisOf(values, warnings),
    });
  }
  return interpreted(found, facts.interpretation);
}

/** NeXus's `interpretation`: of a spectrum the last axis is spectral, of an image the last two are space. */
function interpreted(axes: readonly Dimension[], interpretation: string): Dimension[] {
  const told = axes.some(({ role }) => role === 'band');
  const n = axes.length;
  if (interpretation === 'spectrum' && !told)
    return axes.map((axis, i) => (i === n - 1 ? { ...axis, role: 'band', from: 'interpretation spectrum' } : axis));
  if (interpretation !== 'image') return [...axes];
  return axes.map((axis, i) =>
    i < n - 2 || axis.role ? axis : { ...axis, role: i === n - 1 ? 'x' : 'y', from: 'interpretation image' },
  );
}
