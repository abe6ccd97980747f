import { UsageError } from './errors.js';

/** Which values of a quality array make a sample missing. */
export interface FlagRule {
  /** `any` value but 0; `none`; `zero` (a mask in which 1 is good); or any of these bits, counted from 0. */
  readonly counts: 'any' | 'none' | 'zero' | readonly number[];
  /** In words: `any bit`, `DONOTUSE (bit 10)`. */
  readonly text: string;
}

/** Bits of the widest integer that a file holds. */
const BITS = 64;

/** How a list of bits is said; `names` by bit. */
export function bitsInWords(bits: readonly number[], names: Readonly<Record<string, number>>): string {
  const nameOf = (bit: number) => Object.keys(names).find(name => names[name] === bit);
  return bits.map(bit => (nameOf(bit) ? `${nameOf(bit)} (bit ${bit})` : `bit ${bit}`)).join(', ');
}

/**
 * Reads `any`, `none`, numbers of bits from 0 (`0,3`) or their names (`DONOTUSE`), which `names` gives by bit. Throws UsageError for anything else.
 */
export function parseFlagBits(text: string, names: Readonly<Record<string, number>> = {}, where?: string): FlagRule {
  const word = text.trim().toLowerCase();
  if (word === 'any') return { counts: 'any', text: 'any bit' };
  if (word === 'none') return { counts: 'none', text: 'no bit' };
  const known = new Map(Object.entries(names).map(([name, bit]) => [name.toUpperCase(), bit]));
  const bits = text.split(',').map(part => {
    const item = part.trim();
    const bit = /^\d+$/.test(item) ? Number(item) : known.get(item.toUpperCase());
    if (bit !== undefined && bit < BITS) return bit;
    const some = known.size > 0 ? `, or of ${[...known.keys()].join(', ')}` : '';
    throw new UsageError(`--dq-bits does not know '${item}'`, {
      where,
      why: known.size > 0 || /^\d+$/.test(item) ? undefined : 'the names of the bits of this file are not known',
      remedy: `It takes any, none, or a list of numbers of bits from 0 to ${BITS - 1}${some}.`,
    });
  });
  const different = [...new Set(bits)].sort((a, b) => a - b);
  return { counts: different, text: bitsInWords(different, names) };
}

/** Whether a value has one of the bits that count; missing values (NaN) are flagged unless none counts. */
export function flagTest({ counts }: FlagRule): (value: number) => boolean {
  if (counts === 'none') return () => false;
  if (counts === 'any') return value => value !== 0;
  if (counts === 'zero') return value => !(value !== 0);
  return value => Number.isNaN(value) || counts.some(bit => Math.floor(value / 2 ** bit) % 2 !== 0);
}

/** How many samples of those that were read are missing by flags. */
export interface FlagTally {
  /** What the flags are and which count: `HDU 3 (MASK), any bit`. */
  readonly by: string;
  readonly flagged: number;
  /** Samples that are missing for another reason. */
  readonly missing: number;
  readonly read: number;
}

/** Counts flagged samples, those of every row once, however often it is read. */
export class FlagCounter {
  private flagged = 0;
  private missing = 0;
  private read = 0;
  private readonly seen: Float64Array;
  private whole = 0;

  /** `perRow` samples make a row; `onWhole` is called once, when all rows have been read. */
  constructor(
    private readonly by: string,
    private readonly height: number,
    private readonly perRow: number,
    private readonly onWhole: (tally: FlagTally) => void,
  ) {
    this.seen = new Float64Array(height);
  }

  /** Takes note of `read` samples of row `y`, of which so many are flagged, and so many others missing. */
  add(y: number, read: number, flagged: number, missing: number): void {
    if (this.seen[y] >= this.perRow) return;
    this.seen[y] += read;
    this.read += read;
    this.flagged += flagged;
    this.missing += missing;
    if (this.seen[y] >= this.perRow && ++this.whole === this.height) this.onWhole(this.tally());
  }

  tally(): FlagTally {
    return { by: this.by, flagged: this.flagged, missing: this.missing, read: this.read };
  }
}

/** What the flags cost, in a line where they cost anything; `by` is '' where nothing was known of the bits. */
export function flagsSaid({ by, flagged, read }: FlagTally, convention: string): string[] {
  if (flagged === 0) return [];
  const remedy = convention === '' ? '; nothing is known of its bits, --dq-bits 0,3 says which count' : '';
  return [`${flagged.toLocaleString('en')} of ${read.toLocaleString('en')} samples are missing by ${by}${remedy}`];
}
