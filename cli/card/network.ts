import * as Plot from '@observablehq/plot';
import { layerStack } from '../../core/encoder/index.js';
import type { Encoder } from '../../core/encoder/types.js';
import { chart } from '../report/chart.js';
import type { Html } from '../report/html.js';

interface Column {
  readonly x: number;
  readonly units: number;
  readonly words: string;
  readonly latent: boolean;
}

/** The layers from input through latent to output, as columns whose height grows with the logarithm of their units. */
export function networkChart({ encode, decode }: Encoder): Html {
  const layers = [
    { units: encode.inputSize, words: 'input' },
    ...layerStack(encode, decode).map(({ units, activation }) => ({ units, words: activation })),
  ];
  const columns: Column[] = layers.map((layer, x) => ({
    ...layer,
    x,
    latent: x === encode.layers.length,
    words: x === encode.layers.length ? 'latent' : layer.words,
  }));
  const height = ({ units }: Column) => Math.log2(units + 1) / 2;
  const tallest = Math.max(...columns.map(height));
  const links = columns.slice(1).flatMap((to, i) => [1, -1].map(side => ({ from: columns[i], to, side })));
  return chart('network', `Layers: ${columns.map(({ units, words }) => `${units} ${words}`).join(', ')}`, {
    ...{ width: 1000, height: 250, marginTop: 10, marginBottom: 10, marginLeft: 8, marginRight: 8 },
    x: { axis: null, domain: [-0.5, columns.length - 0.5] },
    y: { axis: null, domain: [-tallest - 1.6, tallest + 1.2] },
    marks: [
      Plot.link(links, {
        x1: ({ from }) => from.x + 0.17,
        x2: ({ to }) => to.x - 0.17,
        y1: ({ from, side }) => side * height(from),
        y2: ({ to, side }) => side * height(to),
        stroke: 'currentColor',
        strokeOpacity: 0.2,
      }),
      Plot.rect(columns, {
        x1: c => c.x - 0.17,
        x2: c => c.x + 0.17,
        y1: c => -height(c),
        y2: height,
        fill: c => (c.latent ? 'var(--accent)' : 'currentColor'),
        fillOpacity: c => (c.latent ? 1 : 0.28),
        r: 5,
      }),
      Plot.text(columns, { x: 'x', y: height, dy: -10, text: c => String(c.units), fontWeight: 650, fontSize: 13 }),
      Plot.text(columns, { x: 'x', y: () => -tallest - 0.8, text: 'words', fontSize: 11.5, fillOpacity: 0.75 }),
    ],
  });
}
