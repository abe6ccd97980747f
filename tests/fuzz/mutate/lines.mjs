// Damage to headers of `key = value` lines that leaves them lines: other values, keys exchanged, lines lost and doubled.
import { mutateBytes, oneOf } from './bytes.mjs';

const VALUES = ['', '0', '1', '-1', '2', '3', '4', '8', '1e3', '0x10', '0.5', 'NaN', 'Infinity', '65536', '2147483648', '4294967296',
  '9007199254740991', '9007199254740993', '1e308', '-1e308', '1e-320', '{', '}', '{1, 2}', '{1,, x}', '1, 2, 3', 'x', '\u0000', ';', 'constructor',
  '__proto__', '../../etc/passwd', '9'.repeat(400), 'x '.repeat(3000), '{'.repeat(3000)]; // biome-ignore format: a list

const latin1 = bytes => new TextDecoder('latin1').decode(bytes);

/** Key, separator and value of the lines of ENVI, Ripple, INCA and EDF headers; data that look like one count as one. */
const linesOf = text => [...text.matchAll(/^([ \t({]*[A-Za-z][\w .:-]*?)([ \t]*=[ \t]*|\t| : )([^\r\n;]*)/gm)];

function otherValue(random, key, value, lines, donors) {
  const kind = random.uniform();
  const same = donors.filter(line => line[1] === key);
  if (kind < 0.3 && same.length > 0) return oneOf(random, same)[3];
  if (kind < 0.5) return oneOf(random, lines)[3];
  const number = Number.parseFloat(value);
  if (kind < 0.7 && !Number.isNaN(number)) return `${number * oneOf(random, [-1, 2, 0.5, 1e9]) + oneOf(random, [0, 1, -1])}`;
  return oneOf(random, VALUES);
}

function editLine(random, text, donors) {
  const lines = linesOf(text);
  if (lines.length === 0) return text;
  const { 0: whole, 1: key, 2: sign, 3: value, index } = oneOf(random, lines);
  const put = line => text.slice(0, index) + line + text.slice(index + whole.length);
  const kind = random.uniform();
  if (kind < 0.65) return put(key + sign + otherValue(random, key, value, lines, donors));
  if (kind < 0.8) return put(oneOf(random, [...lines, ...donors])[1] + sign + value);
  if (kind < 0.9) return put('');
  return put(`${whole}${oneOf(random, ['\n', '\r\n', ' ;\n', ';'])}${oneOf(random, [...lines, ...donors])[0]}`);
}

/** Damage to a file with such a header: a few of its lines, now and then its bytes. */
export function mutateLines(random, bytes, others) {
  if (random.uniform() < 0.2) return mutateBytes(random, bytes, others);
  const donors = linesOf(latin1(oneOf(random, others)));
  let text = latin1(bytes);
  for (let i = oneOf(random, [1, 1, 2, 4]); i > 0; i--) text = editLine(random, text, donors);
  const out = Uint8Array.from(text, letter => letter.charCodeAt(0));
  return random.uniform() < 0.1 ? mutateBytes(random, out, others) : out;
}
