import * as Plot from '@observablehq/plot';
import { createRandom } from '../../core/cluster/index.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import { quantiles } from './picture.js';

/** At most this many points a chart, and axes in all (each pair of axes is a chart). */
const limits = { points: 2500, axes: 4 };

interface Sample {
  readonly id: number;
  /** Index into latents. */
  readonly at: number;
}

function sampleOf({ latents, latent, labels, valid, seed }: Segmentation): Sample[] {
  const pixels = new Int32Array(valid);
  let n = 0;
  for (let i = 0; i < labels.data.length && n < valid; i++)
    if (labels.data[i] > 0 && Number.isFinite(latents[i * latent])) pixels[n++] = i;
  const chosen = n > limits.points ? createRandom(seed, 7).sample(n, limits.points) : Int32Array.from({ length: n }, (_, i) => i);
  return Array.from(chosen, which => ({ id: labels.data[pixels[which]], at: pixels[which] * latent }));
}

function pairChart(
  segmentation: Segmentation,
  sample: readonly Sample[],
  clusters: readonly ClusterDescription[],
  [a, b]: readonly [number, number],
): Html {
  const { latents, latent } = segmentation;
  const domain = (axis: number) => {
    const values = Float32Array.from({ length: latents.length / latent }, (_, i) => latents[i * latent + axis]);
    const [low, high] = quantiles(values, [0.001, 0.999]);
    const air = 0.06 * (high - low) || 1;
    return Number.isFinite(low) ? [low - air, high + air] : [0, 1];
  };
  return chart(
    `latent-${a + 1}-${b + 1}`,
    `Latent axis ${b + 1} against latent axis ${a + 1}, points numbered by cluster at the cluster centres`,
    {
      width: 400,
      height: 340,
      marginTop: 24,
      marginBottom: 36,
      marginLeft: 46,
      marginRight: 10,
      x: { domain: domain(a), label: `Latent ${a + 1}`, labelArrow: 'none', ticks: 5 },
      y: { domain: domain(b), label: `Latent ${b + 1}`, labelArrow: 'none', ticks: 5, grid: true },
      marks: [
        clusters.map(c =>
          Plot.dot(
            sample.filter(s => s.id === c.id),
            {
              x: s => latents[s.at + a],
              y: s => latents[s.at + b],
              r: 1.7,
              fill: `var(--line-${c.id})`,
              fillOpacity: 0.65,
              clip: true,
            },
          ),
        ),
        Plot.text(clusters, {
          x: c => c.centre[a],
          y: c => c.centre[b],
          text: c => String(c.id),
          fontSize: 15,
          fontWeight: 700,
          fill: 'currentColor',
          stroke: 'var(--paper)',
          strokeWidth: 5,
          clip: true,
        }),
      ],
    },
  );
}

/** Scatter charts of the pairs of latent axes; of more than four axes the first four. */
export function latentFigures(
  segmentation: Segmentation,
  clusters: readonly ClusterDescription[],
): { charts: Html[]; note: Html } {
  const axes = Math.min(segmentation.latent, limits.axes);
  const pairs = Array.from({ length: axes }, (_, a) =>
    Array.from({ length: axes - a - 1 }, (_, i) => [a, a + 1 + i] as const),
  ).flat();
  const sample = sampleOf(segmentation);
  const some =
    sample.length < segmentation.valid &&
    html` ${sample.length} of ${segmentation.valid} spaxels, drawn by lot from the run's seed.`;
  const first = segmentation.latent > axes && html` The first ${axes} of ${segmentation.latent} axes.`;
  return { charts: pairs.map(pair => pairChart(segmentation, sample, clusters, pair)), note: html`${some}${first}` };
}
