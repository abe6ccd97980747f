import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml, type Html, trusted } from './html.js';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Numbers in attributes need no more than hundredths of a pixel. */
const rounded = (markup: string): string =>
  markup.replace(/<[^>]+>/g, tag =>
    tag.replace(/\d+\.\d{3,}(?:e-\d+)?/g, digits => String(Math.round(Number(digits) * 100) / 100)),
  );

/**
 * A chart as an inline SVG that scales down with its column. `id` must be unique in the page: it names clip paths and markers, which
 * Observable Plot numbers by a counter of the process and so differently each time. `label` is what a screen reader says.
 */
export function chart(id: string, label: string, options: Plot.PlotOptions): Html {
  const figure = Plot.plot({
    ...options,
    document: document as unknown as Document,
    className: 'plot',
    style: { fontSize: '12px', fontFamily: 'inherit', ...(options.style as object) },
  });
  const names: string[] = [];
  const stable = (name: string) => {
    if (!names.includes(name)) names.push(name);
    return `part-${id}-${names.indexOf(name)}`;
  };
  const markup = figure.outerHTML
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/plot-[a-z]+-\d+/g, stable)
    // Groups without a role may not have a name: the figure has one.
    .replace(/ aria-(?:label|description|roledescription)="[^"]*"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `);
  return trusted(rounded(markup));
}
