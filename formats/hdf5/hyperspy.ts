import { linearAxis } from '../../core/cube/axis.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { roleOfName } from '../axes/index.js';
import { edgesOf, isMonotonic } from '../table/index.js';
import { type Candidate, datasetOf, groupOf, member } from './dataset.js';
import type { Dimension } from './dimensions.js';
import type { H5File, H5Group } from './library.js';
import { attributeOf, numberOf, numbersOf, quantity, textOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

const nameless = (text: string): string => (/^<undefined>$|^(traits\.api\.)?undefined$/i.test(text) ? '' : text);

/**
 * HyperSpy's axes: groups axis-0, axis-1 ... beside the data; those with `navigate` are of the map, one alone without it is the spectral one, two
 * are those of an image. With `scale` and `offset` (UniformDataAxis) or all values in `axis` (DataAxis). Undefined where an axis has no such group.
 */
export async function hyperSpyAxes(
  file: VirtualFile,
  root: H5File,
  { path, metadata }: Candidate,
  signal?: AbortSignal,
): Promise<Dimension[] | undefined> {
  const group = await groupOf(file, root, path, signal);
  const found: (Dimension & { readonly signal: boolean })[] = [];
  for (const [i, length] of (metadata.shape ?? []).entries()) {
    const axis = (await member(file, group, `axis-${i}`, signal)) as H5Group | null;
    if (axis?.type !== 'Group') return undefined;
    const { navigate, name, unit, scale, offset } = await file.run(() => {
      const { attrs } = axis;
      return {
        navigate: attributeOf(attrs, 'navigate'),
        name: nameless(textOf(attributeOf(attrs, 'name'))),
        unit: nameless(textOf(attributeOf(attrs, 'units'))),
        scale: numberOf(attributeOf(attrs, 'scale')),
        offset: numberOf(attributeOf(attrs, 'offset')),
      };
    }, signal);
    const listed = await listedValues(file, axis, length, signal);
    const stepped = unit !== '' && scale !== 0 && Number.isFinite(scale + offset);
    const spectral = (warnings: string[]): SpectralAxis | undefined => {
      if (!listed && !stepped) return undefined;
      const { kind, unit: known } = quantity(name, unit, warnings);
      return listed
        ? { kind, unit: known, values: listed, edges: edgesOf(listed) }
        : linearAxis(kind, known, offset, scale, length);
    };
    const mapped = navigate === true || numberOf(navigate) === 1;
    found.push({ length, names: name ? [name] : [], signal: !mapped, coordinates: axis.path, spectral });
  }
  const signals = found.filter(axis => axis.signal).length;
  return found.map(({ signal: own, ...axis }) => {
    const role = roleOfName(axis.names[0] ?? '');
    if (own && signals === 1) return { ...axis, role: 'band', from: "HyperSpy's axes" };
    return role === 'band' && signals === 1 ? axis : { ...axis, role };
  });
}

async function listedValues(file: VirtualFile, axis: H5Group, length: number, signal?: AbortSignal) {
  const dataset = await datasetOf(file, axis, 'axis', signal);
  const values = await file.run(() => {
    const value = dataset
      ? dataset.metadata.shape?.[0] === length
        ? dataset.value
        : undefined
      : attributeOf(axis.attrs, 'axis');
    return numbersOf(value);
  }, signal);
  return values?.length === length && isMonotonic(values) ? values : undefined;
}
