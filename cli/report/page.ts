import { type Html, html } from './html.js';

const themes = html`<fieldset class="theme"><legend class="away">Colours of the page</legend>${['auto', 'light', 'dark'].map(
  theme =>
    html`<label><input class="away" type="radio" name="theme" id="theme-${theme}"${theme === 'auto' && html` checked`}>${theme}</label>`,
)}</fieldset>`;

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  /** Version of this package. */
  readonly version: string;
  readonly style: Html;
  /** Anchors of the sections with their names in the menu. */
  readonly menu: readonly (readonly [id: string, name: string])[];
  readonly body: readonly Html[];
  readonly footer: string;
}

/**
 * One HTML page that needs no network and runs no script. Whatever is put in is escaped unless it is Html; a content security policy
 * forbids everything but the page's own styles and its inlined images.
 */
export function pageHtml({ title, version, style, menu, body, footer }: PageParts): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="generator" content="cloisonne ${version}"><title>${title}</title>${style}</head><body>
<header class="bar"><div><nav aria-label="Parts of the report">${menu.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>${themes}</div></header>
<main>
${body}
<footer>${footer}</footer>
</main></body></html>
`.toString();
}
