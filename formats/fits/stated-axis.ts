import { UsageError } from '../../core/cube/errors.js';
import type { SpectralAxis } from '../../core/cube/types.js';
import { edgesOf } from '../table/index.js';
import { spectralType } from './axis-types.js';
import { FitsHeader } from './header.js';
import { axisUnit } from './spectral/unit.js';
import { formatCard } from './write-card.js';

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?`;
const STATED = new RegExp(`^([^,]*),([^,]*),\\s*(${NUMBER})\\s*,\\s*(${NUMBER})\\s*$`);

/** Whether a text is of the form TYPE,UNIT,START,STEP. */
export const isStatedAxis = (text: string): boolean => text.split(',').length === 4;

/**
 * The axis of `bands` bands that TYPE,UNIT,START,STEP states: TYPE as in CTYPE (WAVE, AWAV, FREQ, ENER, VRAD ..., with -LOG for steps of paper III) or empty
 * where the unit says it, UNIT as in CUNIT, START the centre of the first band. Throws UsageError for what is none of these.
 */
export function statedAxis(text: string, bands: number): SpectralAxis {
  const wrong = (why: string): UsageError =>
    new UsageError('--axis is not understood', {
      where: text,
      why,
      remedy: 'Write TYPE,UNIT,START,STEP, as --axis WAVE,nm,400,10, or name a file (JSON or CSV).',
    });
  const [, named, written, first, by] = STATED.exec(text) ?? [];
  if (named === undefined) throw wrong('START and STEP are numbers with a decimal point');
  const [name, unitText] = [named.trim().toUpperCase(), written.trim()];
  const [start, step] = [first, by].map(part => Number(part.replace(/d/i, 'e')));
  if (step === 0) throw wrong('the step is 0');
  const unit = axisUnit(unitText);
  if (unitText !== '' && !unit && name === '') throw wrong(`the unit ${unitText} is not known`);
  const header = new FitsHeader([
    ...(name && name.length <= 68 ? [formatCard('CTYPE1', name)] : []),
    ...(unitText && unitText.length <= 68 ? [formatCard('CUNIT1', unitText)] : []),
  ]);
  const type = spectralType(header, 1);
  if (name !== '' && type?.by !== undefined) throw wrong(`the type ${name} is not known`);
  const kind = type?.kind ?? (name === '' ? unit?.kind : undefined);
  if (!kind) throw wrong(name === '' ? 'neither type nor unit is given' : `the type ${name} is not known`);
  const rule = unit?.log ?? type?.rule ?? '';
  if (!['', 'LOG', 'LOG10', 'LN'].includes(rule)) throw wrong(`the rule ${rule} needs more than a start and a step`);
  const factor = unit?.factor ?? 1;
  const at = (i: number): number => {
    if (rule === 'LOG') return start * Math.exp((i * step) / start);
    const value = start + i * step;
    return rule === 'LN' ? Math.exp(value) : rule === 'LOG10' ? 10 ** value : value;
  };
  const values = Float64Array.from({ length: bands }, (_, i) => at(i) * factor);
  if (!values.every(Number.isFinite)) throw wrong('its values are not finite');
  const ownUnit = unit?.unit ?? unitText;
  return { kind, unit: ownUnit === '' ? (type?.defaultUnit ?? '') : ownUnit, values, edges: edgesOf(values) };
}
