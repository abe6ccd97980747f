import * as Plot from '@observablehq/plot';
import { axisLabel } from '../../core/cube/axis.js';
import { curve, valueRange } from '../../core/describe/curve.js';
import { axisOfCard } from '../../core/encoder/index.js';
import type { EncoderCard, EncoderHistory } from '../../core/encoder/types.js';
import { axisAfterSteps } from '../../core/preprocess/index.js';
import { chart } from '../report/chart.js';
import { type Html, html } from '../report/html.js';
import { prettyUnit, short, tick } from '../report/words.js';

/** Axes of latent space that are drawn, in pairs. */
const AXES = 4;
/** Points of a drawn ellipse. */
const ELLIPSE = 72;

/** Two standard deviations of the latents' normal in the plane of two axes. */
function ellipse({ limits, latent }: EncoderCard, a: number, b: number): { x: number; y: number }[] {
  if (!limits) return [];
  const { mean, covariance } = limits.latent;
  const [aa, ab, bb] = [covariance[a * latent + a], covariance[a * latent + b], covariance[b * latent + b]];
  const first = Math.sqrt(aa);
  if (!(first > 0)) return [];
  const second = Math.sqrt(Math.max(0, bb - (ab / first) ** 2));
  return Array.from({ length: ELLIPSE + 1 }, (_, i) => {
    const [cos, sin] = [2 * Math.cos((2 * Math.PI * i) / ELLIPSE), 2 * Math.sin((2 * Math.PI * i) / ELLIPSE)];
    return { x: mean[a] + first * cos, y: mean[b] + (ab / first) * cos + second * sin };
  });
}

function pairChart(card: EncoderCard, latents: EncoderHistory['latents'], a: number, b: number): Html {
  return chart(`latent-${a + 1}-${b + 1}`, `Latent axis ${b + 1} against latent axis ${a + 1}`, {
    ...{ width: 340, height: 300, marginTop: 24, marginBottom: 36, marginLeft: 46, marginRight: 10 },
    x: { label: `Latent ${a + 1}`, labelArrow: 'none', ticks: 5, nice: true },
    y: { label: `Latent ${b + 1}`, labelArrow: 'none', ticks: 5, grid: true, nice: true },
    marks: [
      Plot.line(ellipse(card, a, b), { x: 'x', y: 'y', stroke: 'currentColor', strokeOpacity: 0.6, strokeDasharray: '4 4' }),
      Plot.dot(latents, { x: row => row[a], y: row => row[b], r: 2.2, fill: 'var(--accent)', fillOpacity: 0.55 }),
    ],
  });
}

/** Scatter of the latents that the history keeps: the pairs of the first four axes, or a histogram of the only one. */
export function latentCharts(card: EncoderCard, { latents }: EncoderHistory): Html[] {
  const axes = Math.min(card.latent, AXES);
  if (axes === 1) {
    const marks = [
      Plot.rectY(
        latents.map(([value]) => ({ value })),
        Plot.binX({ y: 'count' }, { x: 'value' }),
      ),
      Plot.ruleY([0]),
    ];
    const histogram = chart('latent-1', 'Histogram of the latent', {
      ...{ width: 640, height: 260, marginLeft: 52, marks },
      x: { label: 'Latent 1', labelArrow: 'none' },
      y: { label: 'Spectra', labelArrow: 'none', grid: true },
    });
    return [histogram];
  }
  return Array.from({ length: axes }, (_, a) =>
    Array.from({ length: axes - a - 1 }, (_, i) => pairChart(card, latents, a, a + 1 + i)),
  ).flat();
}

/** A few spectra as the encoder's networks see them, each with what comes back. */
export function reconstructionCharts(card: EncoderCard, { reconstructions }: EncoderHistory): Html[] {
  const axis = axisAfterSteps([...card.steps], axisOfCard(card.input.axis));
  return reconstructions.map(({ spectrum, decoded }, i) => {
    const [input, back] = [spectrum, decoded].map(values => curve(axis.values, values, undefined, 500));
    const error = Math.sqrt(spectrum.reduce((sum, v, band) => sum + (v - decoded[band]) ** 2, 0) / spectrum.length);
    const figure = chart(
      `spectrum-${i + 1}`,
      `Spectrum ${i + 1} and its reconstruction, root mean square error ${short(error)}`,
      {
        ...{ width: 500, height: 220, marginTop: 18, marginBottom: 36, marginLeft: 52, marginRight: 12 },
        x: { label: prettyUnit(axisLabel(axis)), labelArrow: 'none', tickFormat: tick },
        y: {
          domain: valueRange([input, back]),
          label: 'Preprocessed value',
          labelArrow: 'none',
          grid: true,
          ticks: 5,
          tickFormat: tick,
        },
        marks: [
          Plot.lineY(input, { x: 'x', y: 'y', stroke: 'currentColor', strokeOpacity: 0.5, strokeWidth: 1 }),
          Plot.lineY(back, { x: 'x', y: 'y', stroke: 'var(--accent)', strokeWidth: 1.7 }),
        ],
      },
    );
    return html`<figure>${figure}<figcaption>Root mean square error ${short(error)}</figcaption></figure>`;
  });
}
