import type { Sky } from '../../core/cube/wcs/sky-scale.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import { chip } from './legend.js';
import { fixed, onAxis, percent, prettyUnit, short, whole } from './words.js';

/** The table of the clusters: size, place, quality, strongest peaks. */
export function clusterTable(
  { axis }: Segmentation,
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
  sky: Sky | undefined,
): Html {
  const area = (c: ClusterDescription) => sky && html`<td class="n">${short(c.count * sky.pixelArcsec ** 2)}</td>`;
  const unit = axis.kind === 'channel' ? '' : ` (${prettyUnit(axis.unit)})`;
  const peaks = clusters.some(c => c.peaks.length > 0);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of clusters"><table class="wide"><thead><tr><th scope="col">Cluster</th><th scope="col" class="n">Spaxels</th><th scope="col" class="n">Share</th>${sky && html`<th scope="col" class="n">Area (arcsec²)</th>`}<th scope="col" class="n">Centroid x, y</th><th scope="col" class="n">Silhouette</th><th scope="col" class="n">Reconstruction error</th>${peaks && html`<th scope="col">Strongest peaks${unit}</th>`}</tr></thead><tbody>${clusters.map(
    c =>
      html`<tr><th scope="row">${chip(c.id)} ${styles.get(c.id)?.name ?? ''}</th><td class="n">${whole(c.count)}</td><td class="n">${percent(c.fraction)}</td>${area(c)}<td class="n">${fixed(c.centroid[0], 1)}, ${fixed(c.centroid[1], 1)}</td><td class="n">${fixed(c.silhouette, 3)}</td><td class="n">${short(c.reconstructionError)}</td>${
        peaks &&
        html`<td>${
          c.peaks.length > 0
            ? c.peaks
                .slice(0, 4)
                .map(p => onAxis(p.position, axis))
                .join(', ')
            : '–'
        }</td>`
      }</tr>`,
  )}</tbody></table></div>`;
}
