import type { ByteSource } from '../../core/platform/types.js';
import { BLOCK } from './card.js';
import { fitsFault } from './faults.js';
import type { FitsHeader } from './header.js';

/** What an HDU holds. `compressed` is a tile-compressed image, `groups` are random groups, `foreign` an unknown extension. */
export type HduKind = 'image' | 'bintable' | 'table' | 'compressed' | 'groups' | 'foreign';

/** One header and data unit: where it is, what it is, how large. All sizes are checked against the file. */
export interface Hdu {
  /** 0 = primary. */
  readonly index: number;
  /** EXTNAME, `PRIMARY` for an unnamed primary, or ''. */
  readonly name: string;
  /** EXTVER, default 1. */
  readonly version: number;
  readonly kind: HduKind;
  readonly header: FitsHeader;
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Bytes of data without padding. */
  readonly dataBytes: number;
  /** BITPIX and NAXIS1.. (of the image inside, for compressed ones). */
  readonly bitpix: number;
  readonly shape: readonly number[];
}

const BITPIX = [8, 16, 32, 64, -32, -64];
const KINDS: Readonly<Record<string, HduKind>> = {
  IMAGE: 'image',
  IUEIMAGE: 'image',
  BINTABLE: 'bintable',
  A3DTABLE: 'bintable',
  TABLE: 'table',
};

/** Works out kind, shape and size of the HDU from its header. Throws InputError for faults of structure and sizes beyond the file. */
export function describeHdu(
  source: ByteSource,
  index: number,
  headerOffset: number,
  dataOffset: number,
  header: FitsHeader,
): { hdu: Hdu; warnings: string[] } {
  const at = { name: source.name, hdu: index, offset: headerOffset };
  const integer = (keyword: string, low: number, high: number, missing?: number): number => {
    const cards = header.all(keyword);
    const value = cards[0]?.value ?? missing;
    const ok = typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high;
    if (ok && cards.every(card => card.value === value)) return value;
    throw fitsFault('the FITS header is wrong', {
      ...at,
      keyword,
      expected: `one whole number from ${low} to ${high === Number.MAX_SAFE_INTEGER ? '2^53' : high}`,
      found: cards.length === 0 ? 'no such card' : cards.map(card => card.text || 'nothing').join(' and '),
    });
  };
  const axes = (prefix: string): number[] =>
    Array.from({ length: integer(prefix, 0, 999) }, (_, i) => integer(`${prefix}${i + 1}`, 0, Number.MAX_SAFE_INTEGER));

  const sampleType = (keyword: string): number => {
    const bitpix = integer(keyword, -64, 64);
    if (BITPIX.includes(bitpix)) return bitpix;
    throw fitsFault('unknown FITS sample type', { ...at, keyword, expected: BITPIX.join(', '), found: `${bitpix}` });
  };
  const stores = sampleType('BITPIX');
  const stored = axes('NAXIS');
  const groups = index === 0 && header.flag('GROUPS') && stored[0] === 0;
  const compressed = index > 0 && header.flag('ZIMAGE');
  const pcount = index > 0 || groups ? integer('PCOUNT', 0, Number.MAX_SAFE_INTEGER, 0) : 0;
  const gcount = index > 0 || groups ? integer('GCOUNT', 1, Number.MAX_SAFE_INTEGER, 1) : 1;
  const samples = stored.length === 0 ? 0 : (groups ? stored.slice(1) : stored).reduce((product, n) => product * n, 1);
  const dataBytes = (Math.abs(stores) / 8) * gcount * (pcount + samples);
  if (!(dataOffset + dataBytes <= source.size)) {
    const missing = dataOffset + dataBytes - source.size;
    throw fitsFault('the file is shorter than its FITS header says', {
      ...at,
      offset: dataOffset,
      keyword: stored.map((n, i) => `NAXIS${i + 1} = ${n}`).join(', '),
      expected: `${dataBytes} bytes of data`,
      found: `${Math.max(0, source.size - dataOffset)} (${missing} missing)`,
      remedy: 'The file is truncated or its header is damaged; copy it again.',
    });
  }

  const warnings: string[] = [];
  const order = [index === 0 ? 'SIMPLE' : 'XTENSION', 'BITPIX', 'NAXIS', ...stored.map((_, i) => `NAXIS${i + 1}`)];
  const misplaced = order.find((keyword, i) => header.cards[i]?.keyword !== keyword);
  if (misplaced) warnings.push(`${misplaced} is not where the standard wants it`);
  if (index === 0 && !header.flag('SIMPLE')) warnings.push('SIMPLE is not T: the file does not claim to conform');
  if (dataOffset + Math.ceil(dataBytes / BLOCK) * BLOCK > source.size)
    warnings.push('the last block is not padded to 2880 bytes');

  const extension = header.string('XTENSION') ?? '';
  const plain = index === 0 ? 'image' : Object.hasOwn(KINDS, extension) ? KINDS[extension] : 'foreign';
  const kind = groups ? 'groups' : compressed ? 'compressed' : plain;
  const version = header.number('EXTVER') ?? 1;
  const name = header.string('EXTNAME') || (index === 0 ? 'PRIMARY' : '');
  const shape = compressed ? axes('ZNAXIS') : stored;
  const bitpix = compressed ? sampleType('ZBITPIX') : stores;
  return { hdu: { index, name, version, kind, header, headerOffset, dataOffset, dataBytes, bitpix, shape }, warnings };
}

/** Whether the HDU holds an image, plain or tile-compressed. */
export const isImage = ({ kind }: Pick<Hdu, 'kind'>): boolean => kind === 'image' || kind === 'compressed';

/** `HDU 1 (DATA)`, for messages. */
export const hduLabel = ({ index, name }: Pick<Hdu, 'index' | 'name'>): string => `HDU ${index}${name ? ` (${name})` : ''}`;
