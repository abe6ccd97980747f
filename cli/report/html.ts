/** Text that is HTML already. Only `html` and `trusted` make it. */
export class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** What a template may hold: strings and numbers are escaped, lists joined, false and undefined left out. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text made safe for element content and quoted attributes. Control characters, which HTML cannot hold, become U+FFFD. */
export const escapeHtml = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[&<>"']/g, c => entities[c]).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');

function text(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  return typeof value === 'object' ? value.map(text).join('') : escapeHtml(String(value));
}

/** Template tag: whatever is put in is escaped unless it is Html. */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(strings.reduce((out, string, i) => out + text(values[i - 1]) + string));

/** Markup from a source we trust: our own style sheet, or an SVG serialised from a document. */
export const trusted = (markup: string): Html => new Html(markup);
