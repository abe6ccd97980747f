import { hexColor } from '../colors.js';
import type { DrawnSpectrum } from './drawn.js';

const NS = 'http://www.w3.org/2000/svg';
/** What is drawn with a colour of the page, and what the page's sheet says of its text. */
const painted = ['fill', 'stroke'] as const;
const inherited = ['font-family', 'font-size', 'font-weight', 'font-style', 'font-variant-numeric', 'text-anchor'] as const;
/** Of a row of the legend. */
const row = 18;

/**
 * A chart as it is seen as a file of its own, SVG 1.1: colours of the page as #rrggbb, the paper behind it, and under it what its lines are. `chart` stands in
 * the page; its pointer marks are left out.
 */
export function chartSvg(chart: SVGSVGElement, spectra: readonly DrawnSpectrum[], title: string): string {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const [from, to] = [chart, copy].map(svg => [svg, ...svg.querySelectorAll<SVGElement>('*')]);
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    const own = to[i];
    own.removeAttribute('class');
    own.removeAttribute('style');
    for (const name of painted) {
      const value = style.getPropertyValue(name);
      if (value && value !== 'none') own.setAttribute(name, value.startsWith('url(') ? value : hexColor(value, name));
      else own.setAttribute(name, 'none');
    }
    if (element instanceof SVGTextContentElement)
      for (const name of inherited) own.setAttribute(name, style.getPropertyValue(name));
  });
  for (const mark of copy.querySelectorAll('[aria-label="tip"], [aria-hidden="true"]')) mark.remove();
  const { width, height } = chart.viewBox.baseVal;
  const make = (tag: string, attributes: Record<string, string | number>, text = '') => {
    const made = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.textContent = text;
    return made;
  };
  const { color, backgroundColor, fontFamily } = getComputedStyle(chart.closest('.cloisonne') ?? chart);
  const [ink, paper] = [hexColor(color, 'text'), hexColor(backgroundColor, 'paper')];
  const tall = height + row * spectra.length + 12;
  const probe = chart.parentElement?.appendChild(document.createElement('i'));
  spectra.forEach((spectrum, i) => {
    const y = height + 6 + row * i;
    probe?.style.setProperty('color', spectrum.color);
    const swatch = probe ? hexColor(getComputedStyle(probe).color, 'spectrum') : ink;
    copy.append(make('rect', { x: 50, y: y + 3, width: 12, height: 12, rx: 2, fill: swatch }));
    copy.append(
      make(
        'text',
        { x: 70, y: y + 13, fill: ink, 'text-anchor': 'start', 'font-family': fontFamily, 'font-size': 12 },
        spectrum.name,
      ),
    );
  });
  probe?.remove();
  copy.prepend(make('title', {}, title), make('rect', { width, height: tall, fill: paper }));
  for (const [name, value] of Object.entries({ xmlns: NS, width, height: tall, viewBox: `0 0 ${width} ${tall}` }))
    copy.setAttribute(name, String(value));
  copy.removeAttribute('role');
  copy.removeAttribute('aria-label');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}
