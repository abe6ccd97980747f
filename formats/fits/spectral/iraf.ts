import type { FitsHeader } from '../header.js';

/** What IRAF's WATi_nnn cards say of an axis: `wtype=linear label=Wavelength units=angstroms axtype=wave`, the cards joined. */
export function watAttributes(header: FitsHeader, axis: number): ReadonlyMap<string, string> {
  const parts: string[] = [];
  for (let i = 1; i <= 999; i++) {
    const part = header.get(`WAT${axis}_${String(i).padStart(3, '0')}`);
    if (!part || typeof part.value !== 'string') break;
    // Attributes run on from card to card: a text of the full length loses no blank at its end.
    parts.push(part.value.padEnd(68));
  }
  const found = new Map<string, string>();
  for (const [, key, quoted, plain] of parts.join('').matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|(\S+))/g))
    found.set(key.toLowerCase(), (quoted ?? plain).trim());
  return found;
}
