import type { Finding } from './compare.js';

/** Whether a finding is none to worry about. */
export const isGood = ({ state }: Finding): boolean => state === 'same' || state === 'derived';

const WORDS: Readonly<Record<Finding['state'], string>> = {
  same: 'agrees',
  changed: 'has changed since the run',
  differs: 'is as it was, but the run gives other bytes now',
  missing: 'is missing',
  gone: 'is no longer made by the run',
  new: 'is made by the run, but not in its record',
  derived: 'only shows what others hold, not compared',
};

/** A finding in one line. */
export function findingLine({ path, state, firstByte, agreement }: Finding): string {
  const where = firstByte === undefined || state === 'same' || state === 'derived' ? '' : `; first differing byte ${firstByte}`;
  return `${path.padEnd(24)} ${WORDS[state]}${where}${agreement ? `; ${agreement}` : ''}`;
}
