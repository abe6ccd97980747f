import type { Unclassified } from '../../core/segmentation.js';
import { type Html, html } from './html.js';
import { short, whole } from './words.js';

/** Why spaxels are unclassified, under the legend of the map. */
export function unclassifiedNote({ limits, reasons, description }: Unclassified): Html {
  if (!description) return html`<p class="lead after">Every spaxel of this K has a cluster; other K leave some unclassified.</p>`;
  const facts = [
    reasons.reconstruction > 0 &&
      `${whole(reasons.reconstruction)} that the encoder does not bring back (error above ${short(limits.reconstruction ?? Number.NaN)})`,
    reasons.distance > 0 &&
      `${whole(reasons.distance)} whose latents lie far from those it was trained on (distance above ${short(limits.distance ?? Number.NaN)})`,
    reasons.clusters > 0 && `${whole(reasons.clusters)} far from all of the earlier clusters`,
    reasons.odd > 0 && `${whole(reasons.odd)} unlike all others, too few to be a cluster`,
    reasons.margin > 0 &&
      `${whole(reasons.margin)} on a border between clusters (margin below ${short(limits.margin ?? Number.NaN)})`,
  ].filter(fact => fact !== false);
  return html`<p class="lead after">Grey spaxels are unclassified and belong to no cluster: ${facts.join('; ')}.</p>`;
}
