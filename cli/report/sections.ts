import { countIds } from '../../core/labels/index.js';
import type { ClusterStyle, LabelMap } from '../../core/labels/types.js';
import type { ClusterDescription, Segmentation, SweepResult } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import { chip, legend } from './legend.js';
import { type Ground, mapFigure } from './map-figure.js';
import { labelPixels, type Picture, picture } from './picture.js';
import { clusterChart, overviewChart } from './spectra.js';
import { fixed, percent, short, whole } from './words.js';

/** A part of the page with an anchor for the menu. */
export const section = (id: string, title: string, lead: Html | string, body: Html): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="lead">${lead}</p>${body}</section>`;

/** A chart that keeps a readable width on a narrow screen and scrolls there. */
export const scrolling = (label: string, body: Html): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${body}</div>`;

/** The mask of one cluster in its colour over a faint ground of all valid spaxels. */
export function maskPicture(labels: LabelMap, style: ClusterStyle, yUp: boolean, side = 440): Picture {
  const largest = countIds(labels).length - 1;
  const styles = Array.from({ length: largest }, (_, i) =>
    i + 1 === style.id ? style : { id: i + 1, name: '', color: '#808080', opacity: 0.16 },
  );
  return picture(labelPixels(labels, styles), yUp, side);
}

/** One cluster: its mask, its spectrum, its numbers. */
export function clusterCard(segmentation: Segmentation, c: ClusterDescription, style: ClusterStyle, { yUp }: Ground): Html {
  const mask = maskPicture(segmentation.labels, style, yUp);
  const text = `${whole(c.count)} spaxels (${percent(c.fraction)}), silhouette ${fixed(c.silhouette, 3)}, reconstruction error ${short(c.reconstructionError)}`;
  return html`<article class="cluster" aria-label="${style.name}"><div><h3>${chip(c.id)} ${style.name}</h3><img class="mask" src="${mask.src}" width="${mask.width}" height="${mask.height}" alt="Mask of cluster ${c.id}"><p>${text}</p></div>${scrolling(`Spectrum of cluster ${c.id}`, clusterChart(segmentation, c))}</article>`;
}

function panel(
  segmentation: Segmentation,
  { k, labels, clusters, silhouetteMacro, silhouettePointwise }: SweepResult,
  styles: ReadonlyMap<number, ClusterStyle>,
  ground: Ground,
): Html {
  const map = mapFigure(ground, {
    id: `map-k-${k}`,
    label: `Label map of ${k} clusters`,
    picture: picture(labelPixels(labels, [...styles.values()]), ground.yUp),
    numbers: labels,
    unnumbered: segmentation.unclassified?.id,
  });
  const spectra = overviewChart(segmentation, clusters, { id: `spectra-k-${k}`, width: 600, height: 260, plain: true });
  const scores =
    k === 1 ? 'everything together' : `macro silhouette ${fixed(silhouetteMacro, 3)}, pointwise ${fixed(silhouettePointwise, 3)}`;
  const count = k === 1 ? 'One cluster' : `${k} clusters`;
  return html`<div class="panel" id="panel-${k}" role="group" aria-label="${count}"><h3>${count}: ${scores}</h3><div class="grid"><figure tabindex="0">${map}</figure><div tabindex="0">${spectra}${legend(clusters, styles)}</div></div></div>`;
}

/** Thumbnails of the label maps of every K, as radio buttons, and the panel of the one that is picked. Works without a script. */
export function kBrowser(segmentation: Segmentation, styles: ReadonlyMap<number, ClusterStyle>, ground: Ground): Html {
  const thumbs = segmentation.sweep.map(({ k, labels }) => {
    const { src } = picture(labelPixels(labels, [...styles.values()]), ground.yUp, 168);
    return html`<label><input class="away" type="radio" name="k" id="k-${k}" value="${k}"${k === segmentation.k && html` checked`}><img src="${src}" alt="">K = ${k}${k === segmentation.k && ' (chosen)'}</label>`;
  });
  return html`<fieldset class="ks"><legend class="away">Number of clusters to show</legend><div class="thumbs">${thumbs}</div>${segmentation.sweep.map(entry => panel(segmentation, entry, styles, ground))}</fieldset>`;
}
