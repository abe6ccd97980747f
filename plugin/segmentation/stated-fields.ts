import type { VarianceRule } from '../../core/cube/companions.js';
import { element } from '../legend/dom.js';
import type { PageRequest } from './types.js';

/** What the fields say of a cube. */
export type StatedRequest = Pick<PageRequest, 'axis' | 'spectralAxis' | 'plane' | 'dataset' | 'companions'>;

/** Fields for what a file does not say of itself, each with the option of the command line that messages name. */
export interface StatedFields {
  readonly fields: readonly HTMLElement[];
  /** What stands in them. `wrong` makes the error for a field. */
  request(wrong: (input: HTMLElement, what: string) => Error): StatedRequest;
  /** The field whose option a message names first, undefined where it names none. */
  named(message: string): HTMLElement | undefined;
}

/** The axis by text or by file, the spectral axis, the plane, the dataset, variance and quality of a cube. */
export function createStatedFields(): StatedFields {
  const text = (placeholder: string) => element('input', { type: 'text', placeholder, autocomplete: 'off', spellcheck: 'false' });
  const axis = text('WAVE,nm,400,10');
  const axisFile = element('input', { type: 'file', accept: '.json,.csv' });
  const spectralAxis = text('2 or wavelength');
  const plane = text('0');
  const dataset = text('/entry/data');
  const variance = text('STAT or 2');
  const rules: readonly (readonly [VarianceRule, string])[] = [
    ['variance', 'variances'],
    ['sigma', 'standard deviations'],
    ['inverse', 'inverse variances'],
  ];
  const rule = element(
    'select',
    { 'aria-label': 'What the HDU of the variance holds' },
    ...rules.map(([value, words]) => element('option', { value }, words)),
  );
  const dq = text('DQ or 3');
  const dqBits = text('0,3');
  const field = (label: string, ...inputs: HTMLElement[]) => element('label', {}, element('span', {}, label), ...inputs);
  const options: readonly (readonly [option: RegExp, input: HTMLElement])[] = [
    [/--(axis|energy)\b/, axis],
    [/--spectral-axis\b/, spectralAxis],
    [/--plane\b/, plane],
    [/--dataset\b/, dataset],
    [/--(variance|sigma|ivar)\b/, variance],
    [/--dq-bits\b/, dqBits],
    [/--dq\b(?!-)/, dq],
  ];
  const said = ({ value }: HTMLInputElement): string | undefined => value.trim() || undefined;
  const hdu = (value: string): string | number => (/^\d+$/.test(value) ? Number(value) : value);
  return {
    fields: [
      field('Spectral axis (--axis): type, unit, start, step', axis),
      field('or a file with it, JSON or CSV', axisFile),
      field('Which axis is spectral (--spectral-axis)', spectralAxis),
      field('Plane of a fourth axis (--plane)', plane),
      field('Dataset of an HDF5 file (--dataset)', dataset),
      field('HDU of the variance, FITS (--variance)', variance),
      field('It holds', rule),
      field('HDU of quality flags, FITS (--dq)', dq),
      field('Bits that make a sample missing (--dq-bits)', dqBits),
    ],
    request(wrong) {
      const [stated, file, planes] = [said(axis), axisFile.files?.[0], said(plane)];
      if (stated !== undefined && file) throw wrong(axis, 'The spectral axis is given twice: leave the field or the file empty');
      if (planes !== undefined && !/^\d+(\s*,\s*\d+)*$/.test(planes))
        throw wrong(plane, 'Plane must be a whole number from 0, or several with commas between');
      const [from, flags, bits] = [said(variance), said(dq), said(dqBits)];
      const companions = {
        ...(from !== undefined && { variance: { hdu: hdu(from), rule: rule.value as VarianceRule } }),
        ...(flags !== undefined && { dq: hdu(flags) }),
        ...(bits !== undefined && { dqBits: bits }),
      };
      return {
        ...((stated ?? file) !== undefined && { axis: stated ?? file }),
        ...(said(spectralAxis) !== undefined && { spectralAxis: said(spectralAxis) }),
        ...(planes !== undefined && { plane: planes.split(',').map(Number) }),
        ...(said(dataset) !== undefined && { dataset: said(dataset) }),
        ...(Object.keys(companions).length > 0 && { companions }),
      };
    },
    named(message) {
      const found = options.map(([option, input]) => ({ at: message.search(option), input })).filter(({ at }) => at >= 0);
      return found.sort((a, b) => a.at - b.at)[0]?.input;
    },
  };
}
