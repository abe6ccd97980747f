import type { Outline } from '../../core/labels/outlines.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import { regionsOf, type Shapes } from './shapes.js';

/** An outline as the data of an SVG path, in pixels; with `fill-rule` evenodd its holes are holes. */
function svgPath(outline: Outline, scale: number): string {
  return outline
    .map(ring => {
      const points = Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i] * scale},${ring[2 * i + 1] * scale}`);
      return `M${points.join(' L')} Z`;
    })
    .join(' ');
}

/**
 * The regions of one cluster as a W3C Web Annotation page (`AnnotationPage`, one annotation a connected region, an SvgSelector each, in pixels of
 * `source` with y down the rows): what Annotorious and Mirador load. Identifiers are fragments of the page's own.
 */
export function annotationPage(shapes: Shapes, style: ClusterStyle, source: string): string {
  const items = regionsOf(shapes, style.id).map(i => {
    const outline = shapes.outlines[i];
    const path = `<path fill-rule="evenodd" d="${svgPath(outline, shapes.scale)}"/>`;
    return {
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      id: `#region-${i + 1}`,
      type: 'Annotation',
      motivation: 'tagging',
      body: [{ type: 'TextualBody', purpose: 'tagging', format: 'text/plain', value: style.name }],
      target: {
        source,
        selector: { type: 'SvgSelector', value: `<svg xmlns="http://www.w3.org/2000/svg">${path}</svg>` },
      },
    };
  });
  const page = { '@context': 'http://www.w3.org/ns/anno.jsonld', id: `#cluster-${style.id}`, type: 'AnnotationPage', items: [] };
  return `${JSON.stringify(page).slice(0, -2)}\n${items.map(item => JSON.stringify(item)).join(',\n')}\n]}\n`;
}
