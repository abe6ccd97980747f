/** The paper's figures of a segmentation, drawn by the parts of the report of `cloisonne segment`. */
import { html } from '../../../dist/cli/report/html.js';
import { latentFigures } from '../../../dist/cli/report/latents.js';
import { differenceFigure, differenceScale, paperFigures } from '../../../dist/cli/report/paper.js';
import { averagesChart } from '../../../dist/cli/report/spectra.js';
import { places, styleOf } from './style.mjs';

/** Text of HTML for one study's part of the page; `rgb` is the picture that its cube was made from, if any. */
export function figuresOf(study, segmentation, evaluation, classes, rgb) {
  const { cube, k, sweep } = segmentation;
  const clusters = sweep.find(entry => entry.k === k)?.clusters ?? [];
  const ground = { width: cube.shape.width, height: cube.shape.height, yUp: false };
  const styles = new Map(
    [...places(evaluation, classes.length)].map(([label, place]) => [
      label,
      { ...styleOf(place, classes[place - 1]), id: label },
    ]),
  );
  const difference = differenceScale(clusters);
  const latents = latentFigures(segmentation, clusters);
  const averages = clusters.map(
    c =>
      html`<figure><h4>${styles.get(c.id)?.name}</h4>${averagesChart(segmentation, c)}${difference && differenceFigure(segmentation, c, difference.range)}</figure>`,
  );
  const parts = html`${paperFigures(segmentation, clusters, styles, ground, { rgb })}
<h3>Three averages</h3><p class="lead">Mean of the preprocessed spectra (eq. 8, solid), of the decoded ones (eq. 9, dashed), and the decoded mean latent (eq. 10, dotted); below, decoded minus preprocessed, one spectrum a row.</p>${difference && html`<div class="bar-only">${difference.bar}</div>`}<div class="grid two">${averages}</div>
<h3>Latents</h3>${latents.figure}`;
  // Names within drawings are unique in a page of one segmentation; here are two.
  return parts.toString().replace(/\bpart-/g, `part-${study}-`);
}
