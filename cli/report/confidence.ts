import * as Plot from '@observablehq/plot';
import type { Segmentation } from '../../core/segmentation.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import { type Ground, mapFigure } from './map-figure.js';
import { colored, colorMap, picture, quantiles } from './picture.js';

interface Layer {
  readonly key: 'silhouette' | 'margin' | 'reconstruction';
  readonly title: string;
  readonly text: string;
  readonly scheme: 'cividis' | 'puor';
}

const layers: readonly Layer[] = [
  {
    key: 'silhouette',
    title: 'Silhouette',
    text: 'How much nearer a spectrum is to its own cluster than to the next: 1 is deep inside, 0 between two, below 0 nearer to the other.',
    scheme: 'puor',
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

function colorBar(id: string, label: string, color: (value: number) => number, [low, high]: readonly [number, number]): Html {
  const ramp = Float32Array.from({ length: 256 }, (_, i) => low + ((high - low) * i) / 255);
  const { src } = picture(colored(ramp, 256, 1, color), false);
  const [width, left, right] = [340, 44, 8];
  return chart(`${id}-bar`, `Colour bar of ${label}`, {
    width,
    height: 40,
    marginTop: 4,
    marginBottom: 24,
    marginLeft: left,
    marginRight: right,
    x: { domain: [low, high], ticks: 5, label: null },
    marks: [
      Plot.image([src], {
        x: (low + high) / 2,
        frameAnchor: 'middle',
        width: width - left - right,
        height: 12,
        src: d => d,
        preserveAspectRatio: 'none',
      }),
      Plot.axisX({ ticks: 5, label: null }),
    ],
  });
}

/** The three confidence maps, each with its colour bar. */
export function confidenceFigures({ confidence }: Segmentation, ground: Ground): Html[] {
  return layers.map(({ key, title, text, scheme }) => {
    const values = confidence[key];
    const range: readonly [number, number] =
      key === 'silhouette' ? [-1, 1] : key === 'margin' ? [0, 1] : [0, quantiles(values, [0.99])[0] || 1];
    const color = colorMap(scheme, range[0], range[1]);
    const id = `confidence-${key}`;
    const map = mapFigure(ground, {
      id,
      label: `Map of ${title.toLowerCase()}`,
      picture: picture(colored(values, ground.width, ground.height, color), ground.yUp),
      size: 340,
    });
    return html`<figure>${map}${colorBar(id, title.toLowerCase(), color, range)}<figcaption><strong>${title}.</strong> ${text}</figcaption></figure>`;
  });
}
