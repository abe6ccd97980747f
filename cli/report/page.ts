import type { ClusterStyle } from '../../core/labels/types.js';
import { type Html, html } from './html.js';
import { styleSheet } from './style.js';

/** A page of ours, and its parts. */
export interface Page {
  readonly title: string;
  /** What a screen reader calls the menu. */
  readonly label: string;
  readonly version: string;
  /** Cluster colours that the page uses, and numbers of clusters it can switch between. */
  readonly styles: readonly ClusterStyle[];
  readonly ks?: readonly number[];
  /** Rules of CSS beside the common ones. */
  readonly style?: Html;
  readonly menu: readonly (readonly [id: string, title: string])[];
  readonly body: readonly Html[];
  readonly footer: string;
}

const themes = html`<fieldset class="theme"><legend class="away">Colours of the page</legend>${['auto', 'light', 'dark'].map(
  theme =>
    html`<label><input class="away" type="radio" name="theme" id="theme-${theme}"${theme === 'auto' && html` checked`}>${theme}</label>`,
)}</fieldset>`;

/**
 * A page that needs no network and runs no script: a bar with the menu and the switch of the theme, then the parts. A content security policy forbids
 * everything but the page's own styles and its inlined images.
 */
export function page({ title, label, version, styles, ks = [], style, menu, body, footer }: Page): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="generator" content="cloisonne ${version}"><title>${title}</title>${styleSheet(
    styles,
    ks,
  )}${style && html`<style>${style}</style>`}</head><body>
<div class="bar"><div><nav aria-label="${label}">${menu.map(([id, text]) => html`<a href="#${id}">${text}</a>`)}</nav>${themes}</div></div>
<main>
${body}
<footer>${footer}</footer>
</main></body></html>
`.toString();
}
