import { axisFromCentres } from '../../core/cube/axis.js';
import { isMonotonic } from '../table/index.js';
import type { BandAxis } from './axis.js';
import { type Candidate, groupOf, isDataset, isGroup } from './dataset.js';
import type { H5Dataset, H5File, H5Group } from './library.js';
import { attributeOf, numberOf, numbersOf } from './values.js';
import type { VirtualFile } from './virtual-file.js';

/** Names of a list of coefficients: energy = a + b * channel + c * channel ** 2 (PyMca). */
const LISTS = ['calibration', 'energy_calibration', 'McaCalib', 'mca_calib'];
/** The same as a number each: PyXRF's, PyMca's. */
const NUMBERS = [
  ['e_offset', 'e_linear', 'e_quadratic'],
  ['zero', 'gain', 'quadratic'],
];
/** Groups beside the data in which they are. */
const INSIDE = ['info', 'calibration', 'configuration', 'detector'];

/** No detector has wider channels in keV: larger steps are electronvolts. */
const WIDEST_KEV = 0.5;

/** The coefficients that an object holds, as datasets or attributes. */
function coefficientsOf(owner: H5Group | H5Dataset): Float64Array | undefined {
  const read = (name: string): unknown => {
    if (name in owner.attrs) return attributeOf(owner.attrs, name);
    if (!isGroup(owner) || !owner.keys().includes(name)) return undefined;
    const object = owner.get(name);
    const size = isDataset(object) ? (object.metadata.shape ?? []).reduce((product, n) => product * n, 1) : 0;
    return isDataset(object) && object.metadata.type <= 1 && size >= 1 && size <= 8 ? object.value : undefined;
  };
  for (const name of LISTS) {
    const list = numbersOf(read(name));
    if (list && list.length >= 2 && list.length <= 3) return list;
  }
  for (const names of NUMBERS) {
    const [zero, gain, square] = names.map(name => numberOf(read(name)));
    if (Number.isFinite(zero) && Number.isFinite(gain)) return Float64Array.of(zero, gain, Number.isFinite(square) ? square : 0);
  }
  return undefined;
}

/**
 * The energies of the channels by the calibration that stands beside a dataset (PyMca, PyXRF): on it, in its group, in a group `info` and so on of it, or in
 * the groups above. In keV, or in eV where the step tells; undefined where there is none, or it does not rise throughout.
 */
export async function calibratedAxis(
  file: VirtualFile,
  root: H5File,
  { path, dataset }: Candidate,
  bands: number,
  notes: string[],
  signal?: AbortSignal,
): Promise<BandAxis | undefined> {
  const owners: (H5Group | H5Dataset)[] = [dataset];
  for (let at = path; at !== ''; at = at.replace(/\/[^/]*$/, '')) {
    const group = await groupOf(file, root, at, signal);
    const inside = await file.run(
      () =>
        INSIDE.filter(name => group.keys().includes(name))
          .map(name => group.get(name))
          .filter(isGroup),
      signal,
    );
    owners.push(group, ...inside);
  }
  for (const owner of owners) {
    const found = await file.run(() => coefficientsOf(owner), signal);
    if (!found) continue;
    const [zero, gain, square = 0] = found;
    const values = Float64Array.from({ length: bands }, (_, i) => zero + gain * i + square * i * i);
    if (!(gain > 0) || !isMonotonic(values)) continue;
    const unit = gain > WIDEST_KEV ? 'eV' : 'keV';
    notes.push(
      `spectral axis from the calibration in ${owner.path}: ${zero} + ${gain} n${square ? ` + ${square} n²` : ''} ${unit} of channel n`,
    );
    return { axis: axisFromCentres('energy', unit, values), from: owner.path };
  }
  return undefined;
}
