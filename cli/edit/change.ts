import { UsageError } from '../../core/cube/errors.js';
import { type Edit, type EditLog, mergeEdit, type Region, reclusterEdit, splitEdit } from '../../core/labels/index.js';
import { parseRegion } from '../parse.js';
import { wholeNumber } from '../selection.js';

/** The options that change the log; one at a time. */
export const CHANGES = ['rename', 'recolor', 'merge', 'split', 'recluster', 'undo'] as const;

/** The edit that the options ask for; undefined for none. Throws UsageError for more than one, or one that cannot be read. */
export function changeFrom(argv: Record<string, unknown>, log: EditLog): Edit | 'undo' | undefined {
  const asked = CHANGES.filter(name => argv[name] !== undefined && argv[name] !== false);
  if (asked.length > 1)
    throw new UsageError('one edit at a time', {
      why: `--${asked.join(' and --')} are given`,
      remedy: 'Run the command once for each.',
    });
  const [name] = asked;
  const text = String(argv[name]);
  const k = () => wholeNumber(argv.into, 'into', name === 'split' ? 2 : 1);
  const seed = () => wholeNumber(argv.seed, 'seed', 0);
  switch (name) {
    case undefined:
      return undefined;
    case 'undo':
      return 'undo';
    case 'rename': {
      const [cluster, value] = assignment(text, name, 'Write it like 3=azurite.');
      return { kind: 'rename', cluster, name: value };
    }
    case 'recolor': {
      const [cluster, value] = assignment(text, name, 'Write it like 3=#2a5a9b.');
      return { kind: 'recolor', cluster, color: value };
    }
    case 'merge':
      return mergeEdit(
        log,
        text.split(',').map(id => wholeNumber(id, 'merge', 1)),
      );
    case 'split':
      return splitEdit(log, wholeNumber(text, 'split', 1), k(), seed());
    case 'recluster':
      return reclusterEdit(log, regionFrom(text), k(), seed());
  }
}

function assignment(text: string, option: string, remedy: string): [cluster: number, value: string] {
  const match = /^\s*(\d+)\s*=\s*(.+?)\s*$/.exec(text);
  if (!match) throw new UsageError(`--${option} takes cluster=value`, { why: `'${text}'`, remedy });
  return [Number(match[1]), match[2]];
}

/** `x0:x1,y0:y1`, or the corners of a polygon as `x,y x,y x,y`. */
function regionFrom(text: string): Region {
  if (text.includes(':')) return parseRegion(text, 'recluster');
  const polygon = text
    .trim()
    .split(/\s+/)
    .map(point => point.split(',').map(Number) as [number, number]);
  if (polygon.length < 3 || polygon.some(point => point.length !== 2 || !point.every(Number.isFinite)))
    throw new UsageError('--recluster takes x0:x1,y0:y1 or a polygon', {
      why: `'${text}'`,
      remedy: "Write corners like '10,5 40,5 25,30' (cube pixels from 0).",
    });
  return { polygon };
}
