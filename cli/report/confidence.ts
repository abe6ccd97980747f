import type { Segmentation } from '../../core/segmentation.js';
import { colorBar } from './color-bar.js';
import { type Html, html } from './html.js';
import { type Ground, mapFigure } from './map-figure.js';
import { colorMap, quantiles, type Scheme, valuePicture } from './picture.js';

interface Layer {
  readonly key: 'silhouette' | 'margin' | 'reconstruction';
  readonly title: string;
  readonly text: string;
  readonly scheme: Scheme;
}

const layers: readonly Layer[] = [
  {
    key: 'silhouette',
    title: 'Silhouette',
    text: 'How much nearer a spectrum is to its own cluster than to the next: 1 is deep inside, 0 between two, below 0 nearer to the other.',
    scheme: 'rdbu',
  },
  {
    key: 'margin',
    title: 'Margin',
    text: 'Distance to the second nearest centre against that to the nearest: 0 on a border, 1 on a centre.',
    scheme: 'cividis',
  },
  {
    key: 'reconstruction',
    title: 'Reconstruction error',
    text: 'Root mean square of decoded minus preprocessed spectrum: where it is high the encoder has not seen the like.',
    scheme: 'cividis',
  },
];

/** The confidence maps, each with its colour bar; without that of the reconstruction for an encoder that has no decoder. */
export function confidenceFigures({ confidence }: Segmentation, ground: Ground): Html[] {
  const known = layers.filter(({ key }) => confidence[key].some(Number.isFinite));
  return known.map(({ key, title, text, scheme }) => {
    const values = confidence[key];
    const range: readonly [number, number] =
      key === 'silhouette' ? [-1, 1] : key === 'margin' ? [0, 1] : [0, quantiles(values, [0.99])[0] || 1];
    const color = colorMap(scheme, range[0], range[1]);
    const id = `confidence-${key}`;
    const map = mapFigure(ground, {
      id,
      label: `Map of ${title.toLowerCase()}`,
      picture: valuePicture(values, ground, scheme, range),
      size: 340,
    });
    return html`<figure tabindex="0">${map}${colorBar(id, title.toLowerCase(), color, range)}<figcaption><strong>${title}.</strong> ${text}</figcaption></figure>`;
  });
}
