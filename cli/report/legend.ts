import type { ClusterStyle } from '../../core/labels/types.js';
import type { ClusterDescription } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import { percent, whole } from './words.js';

/** A square of the cluster's colour with its number in it. The number is read out; the colour is not needed. */
export const chip = (id: number, text: string = String(id)): Html => html`<span class="chip chip-${id}">${text}</span>`;

/** The legend of a label map: number, colour, name, spaxels and share, with a bar of the share. */
export function legend(
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
  unclassified?: ClusterDescription,
): Html {
  const largest = Math.max(...clusters.map(c => c.fraction), 1e-9);
  return html`<table class="legend"><thead><tr><th scope="col">Cluster</th><th scope="col" class="n">Spaxels</th><th scope="col" class="n">Share</th><th aria-hidden="true"></th></tr></thead><tbody>${clusters.map(
    c =>
      html`<tr><th scope="row">${chip(c.id)} ${styles.get(c.id)?.name ?? ''}</th><td class="n">${whole(c.count)}</td><td class="n">${percent(c.fraction)}</td><td class="share" aria-hidden="true"><span class="fill-${c.id}" style="width:${((100 * c.fraction) / largest).toFixed(1)}%"></span></td></tr>`,
  )}${
    unclassified &&
    html`<tr><th scope="row">${chip(unclassified.id, '–')} Unclassified</th><td class="n">${whole(unclassified.count)}</td><td class="n">${percent(unclassified.fraction)}</td><td class="share" aria-hidden="true"></td></tr>`
  }</tbody></table>`;
}
