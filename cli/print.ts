import { CONTROLS, printableLines } from '../core/cube/printable.js';

/** Two safe ways to show a control character: JSON has one that readers undo. */
const escaped = (json: string): string =>
  json.replace(CONTROLS, part =>
    Array.from(part, c => (c === '\n' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)).join(''),
  );

/**
 * Writes results to stdout. Names, units and headers come from files: no control character of theirs reaches the terminal. In a JSON document they are
 * escaped, in a text they are left out.
 */
export function print(text: string): void {
  process.stdout.write(/^[[{]/.test(text) ? escaped(text) : printableLines(text));
}
