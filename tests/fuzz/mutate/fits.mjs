// Damage to FITS headers that leaves them headers: other values on cards, cards lost, doubled and exchanged.
import { mutateBytes, oneOf } from './bytes.mjs';

const CARD = 80;
const VALUES = [
  '0',
  '1',
  '-1',
  '2',
  '3',
  '7',
  '8',
  '16',
  '32',
  '-32',
  '-64',
  '64',
  '999',
  '65536',
  '2147483647',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1E308',
  '-1.5',
  'NaN',
  'T',
  'F',
  "''",
  "'x'",
  "'RICE_1'",
  "'WAVE-TAB'",
  "'1PB(0)'",
  "'1QB(9)'",
  "'0A'",
  "'999999999E'",
  "'TABLE'",
  "'BINTABLE'",
  "'IMAGE'",
  "'unclosed",
];
const NAMES = [
  'NAXIS',
  'NAXIS1',
  'NAXIS2',
  'NAXIS3',
  'NAXIS4',
  'NAXIS999',
  'BITPIX',
  'PCOUNT',
  'GCOUNT',
  'GROUPS',
  'TFIELDS',
  'TFORM1',
  'THEAP',
  'BSCALE',
  'BZERO',
  'BLANK',
  'CTYPE3',
  'CRVAL3',
  'CDELT3',
  'CD3_3',
  'CUNIT3',
  'XTENSION',
  'EXTEND',
  'SIMPLE',
  'ZIMAGE',
  'ZCMPTYPE',
  'ZBITPIX',
  'ZNAXIS',
  'ZNAXIS1',
  'ZNAXIS2',
  'ZTILE1',
  'ZTILE2',
  'ZVAL1',
  'END',
  'CONTINUE',
];

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
