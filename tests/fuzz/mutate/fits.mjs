// Damage to FITS headers that leaves them headers: other values on cards, cards lost, doubled and exchanged.
import { mutateBytes, mutateFrom, oneOf } from './bytes.mjs';

const CARD = 80;
const BLOCK = 2880;
// biome-ignore format: a list
const VALUES = ['0', '1', '-1', '2', '3', '7', '8', '16', '32', '-32', '-64', '64', '999', '65536', '1000000', '2147483647', '2147483648',
  '4294967296', '9007199254740993', '1E308', '-1.5', '1E-320', 'NaN', 'T', 'F', "''", "'x'", "'constructor'", "'__proto__'", "'TABLE'", "'BINTABLE'",
  "'IMAGE'", "'unclosed", "'RICE_1'", "'GZIP_1'", "'GZIP_2'", "'PLIO_1'", "'HCOMPRESS_1'", "'NOCOMPRESS'", "'SUBTRACTIVE_DITHER_2'", "'BLOCKSIZE'",
  "'BYTEPIX'", "'SMOOTH'", "'ZSCALE'", "'COMPRESSED_DATA'", "'1PB(0)'", "'1QB(9)'", "'1PI'", "'0A'", "'1D'", "'6E'", "'999999999E'", "'WAVE-TAB'", "'WAVE-LOG'",
  "'AWAV-GRI'", "'WCS-TABLE'", "'WAVE'", "'(1,6)'", "'(999999999,2)'", "'Angstrom'"];
// biome-ignore format: a list
const NAMES = ['NAXIS', 'NAXIS1', 'NAXIS2', 'NAXIS3', 'NAXIS4', 'NAXIS999', 'BITPIX', 'PCOUNT', 'GCOUNT', 'GROUPS', 'TFIELDS', 'TFORM1', 'TFORM2', 'TTYPE1', 'TTYPE2',
  'TDIM1', 'TSCAL1', 'TZERO1', 'TUNIT1', 'THEAP', 'BSCALE', 'BZERO', 'BLANK', 'CTYPE1', 'CTYPE3', 'CRVAL3', 'CRPIX3', 'CDELT3', 'CD3_3', 'PC3_1', 'CUNIT1',
  'CUNIT3', 'RESTFRQ', 'RESTWAV', 'DC-FLAG', 'PS3_0', 'PS3_1', 'PS3_2', 'PV3_1', 'PV3_2', 'PV3_3', 'XTENSION', 'EXTNAME', 'EXTVER', 'EXTEND', 'SIMPLE', 'HDUCLAS3',
  'ERRDATA', 'QUALDATA', 'ZIMAGE', 'ZCMPTYPE', 'ZBITPIX', 'ZNAXIS', 'ZNAXIS1', 'ZNAXIS2', 'ZNAXIS3', 'ZTILE1', 'ZTILE2', 'ZTILE3', 'ZNAME1', 'ZNAME2', 'ZVAL1',
  'ZVAL2', 'ZQUANTIZ', 'ZDITHER0', 'ZSCALE', 'ZZERO', 'ZBLANK', 'ZMASKCMP', 'END', 'CONTINUE'];

/** Where the cards of the headers lie; data that look like a card count as one. */
function cardsOf(bytes) {
  const found = [];
  for (let at = 0; at + CARD <= bytes.length && found.length < 600; at += CARD) {
    const text = String.fromCharCode(...bytes.subarray(at, at + 10));
    if (/^[A-Z][A-Z0-9_-]* *= $/.test(text) || /^END {7}/.test(text)) found.push(at);
  }
  return found;
}

const put = (bytes, at, text) => bytes.set(new TextEncoder().encode(text.padEnd(CARD).slice(0, CARD)), at);

function editCard(random, bytes, cards) {
  const at = oneOf(random, cards);
  const name = String.fromCharCode(...bytes.subarray(at, at + 8)).trim();
  const kind = random.uniform();
  if (kind < 0.55) put(bytes, at, `${name.padEnd(8)}= ${oneOf(random, VALUES).padStart(20)}`);
  else if (kind < 0.75) put(bytes, at, `${oneOf(random, NAMES).padEnd(8)}= ${oneOf(random, VALUES).padStart(20)}`);
  else if (kind < 0.85) put(bytes, at, '');
  else bytes.copyWithin(at, oneOf(random, cards), at + CARD);
}

/** Damage to a FITS file: cards, and bytes. */
export function mutateFits(random, bytes, others) {
  const cards = cardsOf(bytes);
  if (cards.length === 0 || random.uniform() < 0.35) return mutateBytes(random, bytes, others);
  const out = bytes.slice();
  for (let i = Math.floor(random.uniform() * 3); i >= 0; i--) editCard(random, out, cards);
  return random.uniform() < 0.2 ? mutateBytes(random, out, others) : out;
}

/** Damage to a tile-compressed file: as above, and often only to the rows of its table and the streams behind them. */
export function mutateTiles(random, bytes, others) {
  const ends = cardsOf(bytes).filter(at => bytes[at] === 0x45 && bytes[at + 3] === 0x20);
  const kind = random.uniform();
  if (kind < 0.4 || ends.length === 0) return mutateFits(random, bytes, others);
  const table = Math.ceil((oneOf(random, ends) + CARD) / BLOCK) * BLOCK;
  if (table >= bytes.length) return mutateFits(random, bytes, others);
  const at = kind < 0.6 ? table : table + Math.floor(random.uniform() * (bytes.length - table));
  const out = mutateFrom(random, bytes, others, at);
  return kind < 0.9 ? out : mutateFits(random, out, others);
}
