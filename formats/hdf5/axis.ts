import { axisFromCentres, linearAxis } from '../../core/cube/axis.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { channelAxis, isMonotonic, type Quantity, quantityOf, quantityOfTitle } from '../table/index.js';
import { type Candidate, datasetOf, groupOf, isNumeric, member } from './dataset.js';
import { attributeValue, type H5Dataset, type H5File, type H5Group } from './library.js';
import type { VirtualFile } from './virtual-file.js';

/** Which axis of the dataset is the spectral one, and what it measures. */
export interface FoundAxis {
  readonly axis: SpectralAxis;
  /** Among the three axes of the cube, from the slowest: 0, 1 or 2. */
  readonly place: number;
}

const NAMES = /energ|wave|lambda|raman|shift|freq|channel|spectr|kev|bins?$/i;
const MOST_BANDS = 1 << 20;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '';
const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;

function numbersOf(value: unknown): Float64Array | undefined {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Float64Array.from(value as Float64Array, Number) : undefined;
}

/** What numbers measure, by their unit or by their name; energies without a unit are taken as keV. */
function quantity(name: string, unit: string, warnings: string[]): Quantity {
  const named = quantityOfTitle(name) ?? quantityOfTitle(name.replace(/s$/i, ''));
  const known = quantityOf(unit);
  if (known) return named?.kind.startsWith(known.kind) ? { ...known, kind: named.kind } : known;
  const kind = named?.kind ?? (/energ/i.test(name) ? 'energy' : /wave|lambda/i.test(name) ? 'wavelength' : 'channel');
  if (named?.unit || unit) return { kind, unit: named?.unit || unit };
  if (kind === 'energy') {
    warnings.push('the spectral axis has no unit: keV is assumed');
    return { kind, unit: 'keV' };
  }
  return { kind, unit: '' };
}

/** HyperSpy: groups axis-0, axis-1, axis-2 beside the data, the spectral one being the only one that is not navigated. */
async function fromHyperSpy(
  file: VirtualFile,
  group: H5Group,
  lengths: readonly number[],
  signal?: AbortSignal,
): Promise<FoundAxis | undefined> {
  let found: FoundAxis | undefined;
  for (let place = 0; place < 3; place++) {
    const axis = (await member(file, group, `axis-${place}`, signal)) as H5Group | null;
    if (axis?.type !== 'Group') return undefined;
    const facts = await file.run(() => {
      const { attrs } = axis;
      const read = (key: string): unknown => attributeValue(attrs[key]);
      return {
        navigate: read('navigate'),
        scale: numberOf(read('scale')),
        offset: numberOf(read('offset')),
        units: textOf(read('units')),
      };
    }, signal);
    if (facts.navigate === true || numberOf(facts.navigate) === 1) continue;
    const known = quantityOf(facts.units);
    if (found || !known || !(facts.scale !== 0 && Number.isFinite(facts.scale + facts.offset))) return undefined;
    found = { place, axis: linearAxis(known.kind, known.unit, facts.offset, facts.scale, lengths[place]) };
  }
  return found;
}

/** One-dimensional datasets that may be the axis: named like one, beside the data or at the root. */
async function scales(file: VirtualFile, root: H5File, { path }: Candidate, signal?: AbortSignal): Promise<H5Dataset[]> {
  const found: H5Dataset[] = [];
  for (const group of [await groupOf(file, root, path, signal), root]) {
    const keys = await file.run(() => group.keys(), signal);
    for (const key of keys.filter(name => NAMES.test(name)).slice(0, 32)) {
      const scale = await datasetOf(file, group, key, signal);
      if (scale) found.push(scale);
    }
  }
  return found;
}

/**
 * The spectral axis of a dataset: HyperSpy's axes, a one-dimensional dataset or attribute with the name of one and as many
 * values as an axis has; the last axis where several fit. Without any, channels along the last axis.
 */
export async function findAxis(
  file: VirtualFile,
  root: H5File,
  candidate: Candidate,
  lengths: readonly number[],
  warnings: string[],
  signal?: AbortSignal,
): Promise<FoundAxis> {
  const group = await groupOf(file, root, candidate.path, signal);
  const hyperSpy = await fromHyperSpy(file, group, lengths, signal);
  if (hyperSpy) return hyperSpy;
  const axisOf = (name: string, unit: string, values: Float64Array | undefined): FoundAxis | undefined => {
    const place = values ? lengths.lastIndexOf(values.length) : -1;
    if (!values || place < 0 || values.length < 2 || !isMonotonic(values)) return undefined;
    const { kind, unit: known } = quantity(name, unit, warnings);
    return { place, axis: axisFromCentres(kind, known, values) };
  };
  for (const scale of await scales(file, root, candidate, signal)) {
    const metadata = await file.run(() => scale.metadata, signal);
    const { shape } = metadata;
    if (shape?.length !== 1 || !isNumeric(metadata) || !lengths.includes(shape[0]) || shape[0] > MOST_BANDS) continue;
    const [values, unit] = await file.run(() => {
      const { attrs } = scale;
      return [numbersOf(scale.value), textOf(attributeValue(attrs.units ?? attrs.unit))] as const;
    }, signal);
    const found = axisOf(scale.path.replace(/^.*\//, ''), unit, values);
    if (found) return found;
  }
  const attributes = await file.run(
    () =>
      Object.entries(candidate.dataset.attrs)
        .filter(([name]) => NAMES.test(name))
        .map(([name, found]) => [name, numbersOf(attributeValue(found))] as const),
    signal,
  );
  for (const [name, values] of attributes) {
    const found = axisOf(name, '', values);
    if (found) return found;
  }
  warnings.push('the spectral axis is not told: channels along the last axis');
  return { place: 2, axis: channelAxis(lengths[2]) };
}
