// Damage to the OME-XML in a TIFF that leaves it XML, in the bytes it has.
import { mutateBytes, oneOf } from './bytes.mjs';

const VALUES = ['', '0', '1', '-1', '2', '3', '1e3', '0.5', 'NaN', '65536', '2147483648', '9007199254740993', '1e308', 'XYZCT', 'XYTCZ', 'XYCCT',
  'urn:uuid:1', 'constructor', '&#1114112;', '&amp;lt;', 'nm', 'x'.repeat(80)]; // biome-ignore format: a list

function edit(random, xml) {
  const tags = [...xml.matchAll(/<[^<>]*>/g)];
  const attributes = [...xml.matchAll(/ (\w+)="([^"]*)"/g)];
  const put = ({ 0: old, index }, text) => xml.slice(0, index) + text + xml.slice(index + old.length);
  const kind = random.uniform();
  const chosen = oneOf(random, kind < 0.75 ? attributes : tags);
  if (!chosen) return xml;
  if (kind < 0.5) return put(chosen, ` ${chosen[1]}="${oneOf(random, VALUES)}"`);
  if (kind < 0.65) return put(chosen, ` ${chosen[1]}="${oneOf(random, attributes)[2]}"`);
  if (kind < 0.75) return put(chosen, ` ${oneOf(random, attributes)[1]}="${chosen[2]}"`);
  return put(chosen, kind < 0.85 ? '' : kind < 0.95 ? chosen[0] + oneOf(random, tags)[0] : oneOf(random, tags)[0]);
}

/** Damage to an OME-TIFF: attributes and tags of its description, and bytes. What no longer fits is cut off, what is left are spaces. */
export function mutateOme(random, bytes, others) {
  const file = new TextDecoder('latin1').decode(bytes);
  const { 0: whole, index } = /(<\?xml[^>]*>)?<OME[\s\S]*?<\/OME>/.exec(file) ?? {};
  if (!whole || random.uniform() < 0.25) return mutateBytes(random, bytes, others);
  // The schema's address makes room for longer values.
  let xml = whole.replace(/ xmlns:xsi="[^"]*"| xsi:schemaLocation="[^"]*"/g, '');
  for (let i = oneOf(random, [1, 1, 2, 4]); i > 0; i--) xml = edit(random, xml);
  const out = bytes.slice();
  for (let i = 0; i < whole.length; i++) out[index + i] = i < xml.length ? xml.charCodeAt(i) : 0x20;
  return random.uniform() < 0.1 ? mutateBytes(random, out, others) : out;
}
