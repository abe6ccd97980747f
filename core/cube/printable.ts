// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const PATTERN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/**
 * C0, DEL and C1 controls, by which a text could steer a terminal, and the marks that reorder a line (bidirectional embeddings, overrides and
 * isolates).
 */
export const CONTROLS: RegExp = PATTERN;

/** A text from outside as one line that a terminal only prints: tabs and line breaks become spaces, other control characters go. */
export const printable = (text: string): string => text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replace(CONTROLS, '');

/** The same for a text of several lines: its line breaks stay, and tabs. */
export const printableLines = (text: string): string =>
  text.replace(/[^\n\t]+/g, part => part.replace(/[\u0085\u2028\u2029]/g, ' ').replace(CONTROLS, ''));
