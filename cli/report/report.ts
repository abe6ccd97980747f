import { firstRowAtBottom } from '../../core/cube/orientation.js';
import { skyOf } from '../../core/cube/wcs/sky-scale.js';
import { usedOnly } from '../../core/describe/used.js';
import type { Segmentation } from '../../core/segmentation.js';
import { type RunFacts, stylesOf } from '../../formats/result/index.js';
import { choiceOfK } from './choice.js';
import { clusterTable } from './cluster-table.js';
import { confidenceFigures } from './confidence.js';
import { header } from './header.js';
import { type Html, html } from './html.js';
import { identified, identityFigures } from './identity.js';
import { latentFigures } from './latents.js';
import { legend } from './legend.js';
import { type Ground, mapFigure } from './map-figure.js';
import { pageHtml } from './page.js';
import { differenceFigure, differenceScale, paperFigures } from './paper.js';
import { greyPixels, labelPixels, picture } from './picture.js';
import { provenance } from './provenance.js';
import { clusterCard, scrolling, section } from './sections.js';
import { averagesChart, bandsSwamp, contentOf, overviewChart } from './spectra.js';
import { styleSheet } from './style.js';
import { unclassifiedNote } from './unclassified.js';

const menu = [
  ['map', 'Map'],
  ['spectra', 'Spectra'],
  ['clusters', 'Clusters'],
  ['identity', 'Lines'],
  ['averages', 'Averages'],
  ['choice', 'Choice of K'],
  ['confidence', 'Confidence'],
  ['latents', 'Latents'],
  ['paper', 'Paper'],
  ['table', 'Table'],
  ['provenance', 'Provenance'],
] as const;

const sample = (dash: string, width: number) =>
  html`<svg viewBox="0 0 34 10" aria-hidden="true"><line x1="1" x2="33" y1="5" y2="5" stroke="currentColor" stroke-width="${width}" stroke-linecap="round" stroke-dasharray="${dash}"/></svg>`;

/** The segmentation with the spectra of the bands that took part only: what was left out, such as an absurd band, would set the scale of the charts. */
const ofUsedBands = (found: Segmentation): Segmentation => ({
  ...found,
  sweep: found.sweep.map(entry => ({
    ...entry,
    clusters: entry.clusters.map(cluster => usedOnly(cluster, found.cube.excludedBands)),
  })),
});

/**
 * The report: one HTML page that needs no network and runs no script, the same text for the same segmentation and facts. Whatever comes
 * from the data is escaped (see `pageHtml`).
 */
export function reportHtml(found: Segmentation, run: RunFacts): string {
  const segmentation = ofUsedBands(found);
  const { cube, k, labels, sweep, brightness, frame, unclassified } = segmentation;
  const ground: Ground = { width: cube.shape.width, height: cube.shape.height, yUp: firstRowAtBottom(frame) };
  const styles = stylesOf(segmentation, run);
  const list = [...styles.values()];
  const clusters = sweep.find(entry => entry.k === k)?.clusters ?? [];
  const sky = skyOf(frame);
  const grey = picture(greyPixels(brightness, ground.width, ground.height), ground.yUp);
  const map = picture(labelPixels(labels, list), ground.yUp);
  const latents = latentFigures(segmentation, clusters);
  const paper = paperFigures(segmentation, clusters, styles, ground, run);
  const difference = differenceScale(clusters);
  const up = ground.yUp ? 'The first row is at the bottom.' : 'The first row is at the top.';
  const empty = contentOf(segmentation.axis, clusters) ? ' The part of the axis where there is nothing is left out.' : '';
  const absent = (id: string) => (id === 'paper' && !paper) || (id === 'identity' && !identified(clusters));
  const shown = new Set(menu.filter(([id]) => !absent(id)).map(([id]) => id));

  const body: Html[] = [
    header(segmentation, sky),
    section(
      'map',
      'Where the clusters are',
      `Spaxels with spectra of one kind have one colour. ${up}`,
      html`<div class="grid maps"><figure tabindex="0">${mapFigure(ground, { id: 'grey', label: 'Brightness of the cube', picture: grey, sky })}<figcaption><strong>Brightness.</strong> Mean over the good samples of the bands used, asinh stretch between the percentiles 1 and 99.5.</figcaption></figure><figure tabindex="0">${mapFigure(ground, { id: 'labels', label: `Label map of ${k} cluster${k === 1 ? '' : 's'}`, picture: map, numbers: labels, unnumbered: unclassified?.id })}<figcaption><strong>Label map.</strong> Numbers stand inside the largest part of each cluster; spaxels without data are empty.</figcaption></figure></div><div class="after">${legend(clusters, styles, unclassified?.description)}${unclassified && unclassifiedNote(unclassified)}</div>`,
    ),
    section(
      'spectra',
      'What they look like',
      bandsSwamp(clusters)
        ? `Mean spectrum of each cluster on the axis of the cube. The scatter within clusters is larger than these differences; it is drawn below, cluster by cluster.${empty}`
        : `Mean spectrum of each cluster on the axis of the cube; the shaded band is one standard deviation to either side.${empty}`,
      scrolling('Mean spectra of all clusters', overviewChart(segmentation, clusters, { id: 'overview' })),
    ),
    section(
      'clusters',
      'One by one',
      `Each spectrum on its own scale. The silhouette says how well the spaxels of a cluster fit it: 1 is clear, 0 lies between two clusters. The reconstruction error is how far their spectra are from what the program can describe. Triangles mark peaks that stand out of the continuum${shown.has('identity') ? ', with the line that may be there' : ''}.${empty}${clusters.some(c => c.weighted) ? ' Dashed is the mean weighted by the inverse of the variance.' : ''}`,
      html`${clusters.map(c => clusterCard(segmentation, c, styles.get(c.id)!, ground))}`,
    ),
    shown.has('identity')
      ? section(
          'identity',
          'What they may be',
          'Lines found in the mean spectra, and the names they suggest. A name goes as far as its evidence: σ is what the fit loses without the line, in standard errors.',
          html`${identityFigures(segmentation, clusters, styles)}`,
        )
      : html``,
    section(
      'averages',
      'What the encoder makes of them',
      'The encoder turns each spectrum, once it is preprocessed, into a few numbers, its latents, and back. Three averages of each cluster, before and after. Where they part, the encoder loses something of the spectra or the cluster is a mixture.',
      html`<ul class="key"><li>${sample('', 2)}mean of the preprocessed spectra</li><li>${sample('5 3', 1.6)}mean of the decoded spectra</li><li>${sample('0 4', 2)}spectrum that the encoder makes of the mean of the latents</li></ul>${difference && html`<p class="lead">Below each: decoded minus preprocessed, one spectrum a row.</p><div class="bar-only">${difference.bar}</div>`}<div class="grid two">${clusters.map(
        c =>
          html`<figure tabindex="0"><h3>${styles.get(c.id)?.name ?? ''}</h3>${averagesChart(segmentation, c)}${difference && differenceFigure(segmentation, c, difference.range)}</figure>`,
      )}</div>`,
    ),
    section(
      'choice',
      'How many clusters',
      sweep.length > 1
        ? 'No score knows the right number of clusters, K. The silhouette tells how compact and how well separated clusters are, from −1 to 1; the others look at the same clusters in their own ways. Where they disagree, look at the maps: pick another K to see its own.'
        : 'Only this K was asked for.',
      choiceOfK(segmentation, styles, ground, sample),
    ),
    section(
      'confidence',
      'How sure it is',
      'Three views of the confidence in the label of each spaxel.',
      html`<div class="grid three">${confidenceFigures(segmentation, ground)}</div>`,
    ),
    section(
      'latents',
      'In latent space',
      html`The latents are the few numbers that the encoder makes of a spectrum: alike spectra lie close together. Each point is a spaxel; numbers stand at the means of the clusters. Above the diagonal the spaxels, below it where they lie densely, on it how many there are.${latents.note}`,
      latents.figure,
    ),
    paper
      ? section(
          'paper',
          'Figures of the paper',
          'As arXiv:2401.17695 shows its clusters; the three averages and the latents stand above.',
          paper,
        )
      : html``,
    section(
      'table',
      'In numbers',
      'Centroids are in cube pixels: pixel i covers i to i + 1. Silhouette and reconstruction error are explained above, cluster by cluster.',
      clusterTable(segmentation, clusters, styles, sky),
    ),
    section('provenance', 'Where it comes from', 'What is needed to get the same result again.', provenance(segmentation, run)),
  ];

  return pageHtml({
    title: `${cube.name}: ${k === 1 ? 'one cluster' : `${k} clusters`}`,
    version: run.version,
    style: styleSheet(
      list,
      sweep.map(entry => entry.k),
    ),
    menu: menu.filter(([id]) => shown.has(id)),
    body,
    footer: `Made by cloisonne ${run.version}. Times and machine are in run.json beside this page.`,
  });
}
