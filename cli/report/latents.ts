import * as Plot from '@observablehq/plot';
import { createRandom } from '../../core/cluster/index.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import { quantiles } from './picture.js';
import { tick } from './words.js';

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

/** One cell of the matrix: its size, and margins that leave the frames of a row and of a column in line. */
const cell = { width: 320, height: 260, marginTop: 22, marginBottom: 34, marginLeft: 44, marginRight: 8 };

function scales({ latents, latent }: Segmentation, axes: number): Plot.ScaleOptions[] {
  return Array.from({ length: axes }, (_, axis) => {
    const values = Float32Array.from({ length: latents.length / latent }, (_, i) => latents[i * latent + axis]);
    const [low, high] = quantiles(values, [0.001, 0.999]);
    const air = 0.06 * (high - low) || 1;
    const domain = Number.isFinite(low) ? [low - air, high + air] : [0, 1];
    return { domain, label: `Latent ${axis + 1}`, labelArrow: 'none', ticks: 5, tickFormat: tick };
  });
}

interface View {
  readonly sample: readonly Sample[];
  readonly clusters: readonly ClusterDescription[];
  readonly latents: Float32Array;
  readonly scales: readonly Plot.ScaleOptions[];
}

const ofCluster = (sample: readonly Sample[], c: ClusterDescription) => sample.filter(s => s.id === c.id);

const numbers = (clusters: readonly ClusterDescription[], x: number, y: number) =>
  Plot.text(clusters, {
    x: c => c.centre[x],
    y: c => c.centre[y],
    text: c => String(c.id),
    fontSize: 15,
    fontWeight: 700,
    fill: 'currentColor',
    stroke: 'var(--paper)',
    strokeWidth: 5,
    clip: true,
  });

function scatter({ sample, clusters, latents, scales }: View, x: number, y: number): Html {
  const label = `Latent axis ${y + 1} against latent axis ${x + 1}, points numbered by cluster at the cluster centres`;
  return chart(`latent-${y + 1}-${x + 1}`, label, {
    ...cell,
    x: scales[x],
    y: { ...scales[y], grid: true },
    marks: [
      clusters.map(c =>
        Plot.dot(ofCluster(sample, c), {
          x: s => latents[s.at + x],
          y: s => latents[s.at + y],
          r: 1.5,
          fill: `var(--line-${c.id})`,
          fillOpacity: 0.65,
          clip: true,
        }),
      ),
      numbers(clusters, x, y),
    ],
  });
}

function contours({ sample, clusters, latents, scales }: View, x: number, y: number): Html {
  return chart(`contours-${y + 1}-${x + 1}`, `Density of each cluster in latent axes ${x + 1} and ${y + 1}`, {
    ...cell,
    x: scales[x],
    y: { ...scales[y], grid: true },
    marks: [
      clusters.map(c =>
        Plot.density(ofCluster(sample, c), {
          x: s => latents[s.at + x],
          y: s => latents[s.at + y],
          bandwidth: 9,
          thresholds: 5,
          stroke: `var(--line-${c.id})`,
          strokeWidth: 1.2,
          clip: true,
        }),
      ),
      numbers(clusters, x, y),
    ],
  });
}

function histogram({ sample, clusters, latents, scales }: View, axis: number): Html {
  const { domain, ...rest } = scales[axis];
  const [low, high] = domain as [number, number];
  const bins = 48;
  const step = (high - low) / bins;
  const floor = new Float64Array(bins);
  const bars = clusters.flatMap(c => {
    const counts = new Float64Array(bins);
    for (const s of ofCluster(sample, c)) {
      const bin = Math.floor((latents[s.at + axis] - low) / step);
      if (bin >= 0 && bin < bins) counts[bin]++;
    }
    return Array.from(counts, (count, i) => ({
      id: c.id,
      x1: low + i * step,
      x2: low + (i + 1) * step,
      y1: floor[i],
      y2: (floor[i] += count),
    }));
  });
  return chart(`histogram-${axis + 1}`, `Spaxels of each cluster along latent axis ${axis + 1}, one upon the other`, {
    ...cell,
    x: { domain, ...rest },
    y: { label: 'Spaxels', labelArrow: 'none', ticks: 5, grid: true },
    marks: clusters.map(c =>
      Plot.rect(
        bars.filter(bar => bar.id === c.id && bar.y2 > bar.y1),
        { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: `var(--line-${c.id})`, fillOpacity: 0.8 },
      ),
    ),
  });
}

/**
 * The paper's matrix of latent axes: scatter above the diagonal, contours of density below, stacked histograms on it; of more than four
 * axes the first four.
 */
export function latentFigures(segmentation: Segmentation, clusters: readonly ClusterDescription[]): { figure: Html; note: Html } {
  const axes = Math.min(segmentation.latent, limits.axes);
  const sample = sampleOf(segmentation);
  const some =
    sample.length < segmentation.valid &&
    html` ${sample.length} of ${segmentation.valid} spaxels, drawn by lot from the run's seed.`;
  const first = segmentation.latent > axes && html` The first ${axes} of ${segmentation.latent} axes.`;
  const view: View = { sample, clusters, latents: segmentation.latents, scales: scales(segmentation, axes) };
  const cells = Array.from({ length: axes * axes }, (_, i) => {
    const [row, column] = [Math.floor(i / axes), i % axes];
    return row === column ? histogram(view, row) : (column > row ? scatter : contours)(view, column, row);
  });
  const figure = html`<div class="scroll" tabindex="0" role="region" aria-label="Pairs of latent axes"><div class="pairs" style="grid-template-columns:repeat(${axes},minmax(0,${axes === 1 ? '480px' : '1fr'}))">${cells}</div></div>`;
  return { figure, note: html`${some}${first}` };
}
