import { curve, valueRange } from '../../core/describe/curve.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import type { ClusterDescription, Segmentation } from '../../core/segmentation.js';
import type { RunFacts } from '../../formats/result/index.js';
import { colorBar } from './color-bar.js';
import { type Html, html } from './html.js';
import { chip } from './legend.js';
import { type Ground, mapFigure } from './map-figure.js';
import { maskedColors } from './masked.js';
import { colorMap, quantiles, valuePicture } from './picture.js';
import { maskPicture } from './sections.js';
import { meanOverWaterfall, type Stack, shownOf, waterfall } from './waterfall.js';

/** The range of most values of several arrays. */
function commonRange(parts: readonly Float32Array[], [low, high]: readonly [number, number]): [number, number] {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const [a, b] = quantiles(all, [low, high]);
  return a < b ? [a, b] : [Number.isFinite(a) ? a : 0, (Number.isFinite(a) ? a : 0) + 1];
}

/** Mask, reconstructed spectra under their mean, true spectra under theirs: the paper's table of clusters. */
function clusterRows(
  { encoderAxis, labels }: Segmentation,
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
  { yUp }: Ground,
): Html | undefined {
  const shown = clusters.flatMap(c => (c.examples && c.examples.pixels.length > 0 ? [{ c, examples: c.examples }] : []));
  if (shown.length === 0) return undefined;
  const range = commonRange(
    shown.flatMap(({ examples }) => [examples.input, examples.decoded]),
    [0.005, 0.995],
  );
  const rows = shown.map(({ c, examples }) => {
    const mask = maskPicture(labels, styles.get(c.id)!, yUp, 220);
    const domain = valueRange([c.meanInput, c.meanDecoded].map(mean => curve(encoderAxis.values, mean, undefined, 500)));
    const n = examples.pixels.length;
    const view = (kind: 'decoded' | 'input', name: string, mean: Float64Array) => {
      const stack: Stack = { data: examples[kind], n };
      const label = `${name} spectra of cluster ${c.id}`;
      const options = {
        id: `waterfall-${kind}-${c.id}`,
        label,
        scheme: 'cividis',
        range,
        stroke: `var(--line-${c.id})`,
        domain,
      } as const;
      return meanOverWaterfall(encoderAxis, stack, mean, options);
    };
    const decoded =
      examples.decoded.some(Number.isFinite) &&
      html`<figure tabindex="0"><h5>Reconstructed</h5>${view('decoded', 'Reconstructed', c.meanDecoded)}</figure>`;
    return html`<article class="fall" aria-label="Waterfalls of ${styles.get(c.id)?.name ?? ''}"><div><h4>${chip(c.id)} ${styles.get(c.id)?.name ?? ''}</h4><img class="mask" src="${mask.src}" width="${mask.width}" height="${mask.height}" alt="Mask of cluster ${c.id}"><p>${shownOf(n, c.count)}</p></div>${decoded}<figure tabindex="0"><h5>True</h5>${view('input', 'True', c.meanInput)}</figure></article>`;
  });
  const bar = colorBar('waterfall', 'the waterfalls', colorMap('cividis', ...range), range, 'Preprocessed value');
  return html`<h3>Clusters and their spectra</h3><p class="lead">Each row of a waterfall is the spectrum of one spaxel, drawn by lot from the run's seed, in pixel order; the line over it is the mean of the whole cluster.</p><div class="bar-only">${bar}</div>${rows}`;
}

/** The cube summed up: original, decoded, embedded. */
function integratedMaps({ integrated, latents, latent }: Segmentation, ground: Ground): Html | undefined {
  if (!integrated) return undefined;
  const { width, height } = ground;
  const embedded = Float32Array.from({ length: width * height }, (_, i) =>
    latents.subarray(i * latent, (i + 1) * latent).reduce((sum, z) => sum + z, 0),
  );
  const both = commonRange([integrated.input, integrated.decoded], [0.005, 0.995]);
  const panels = [
    ['original', 'Original', integrated.input, both, 'Mean of the preprocessed spectrum over its bands.'],
    ['decoded', 'Decoded', integrated.decoded, both, 'The same of the decoded spectrum, in the same colours.'],
    ['embedded', 'Embedded', embedded, commonRange([embedded], [0.005, 0.995]), 'Sum of the latents.'],
  ] as const;
  // Without a decoder there is nothing decoded to show.
  const known = panels.filter(([, , values]) => values.some(Number.isFinite));
  return html`<h3>Integrated over the bands</h3><div class="grid three">${known.map(([key, title, values, range, text]) => {
    const color = colorMap('cividis', ...range);
    const id = `integrated-${key}`;
    const shown = valuePicture(values, ground, 'cividis', range);
    const map = mapFigure(ground, { id, label: `${title} cube integrated over its bands`, picture: shown, size: 340 });
    return html`<figure tabindex="0">${map}${colorBar(id, `the ${key} image`, color, range)}<figcaption><strong>${title}.</strong> ${text}</figcaption></figure>`;
  })}</div>`;
}

/** The figures of the paper that the other sections do not hold; undefined for a segmentation that carries none of what they need. */
export function paperFigures(
  segmentation: Segmentation,
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
  ground: Ground,
  run: Pick<RunFacts, 'rgb'>,
): Html | undefined {
  const parts = [
    clusterRows(segmentation, clusters, styles, ground),
    integratedMaps(segmentation, ground),
    maskedColors(segmentation, clusters, styles, ground, run.rgb),
  ].filter(part => part !== undefined);
  return parts.length > 0 ? html`${parts.map(part => html`<div class="part">${part}</div>`)}` : undefined;
}

/** Decoded minus preprocessed spectra of one cluster, to stand under its three averages; `range` is shared by all clusters. */
export function differenceFigure({ encoderAxis }: Segmentation, c: ClusterDescription, range: readonly [number, number]): Html {
  if (!c.examples) return html``;
  const { input, decoded, pixels } = c.examples;
  const stack = { data: decoded.map((v, i) => v - input[i]), n: pixels.length };
  const label = `Decoded minus preprocessed spectra of cluster ${c.id}, ${shownOf(pixels.length, c.count)}`;
  return waterfall(encoderAxis, stack, { id: `difference-${c.id}`, label, scheme: 'puor', range, height: 130, bare: true });
}

/** The range of differences that the colours of `differenceFigure` cover, symmetric, and its colour bar; undefined without examples or decoder. */
export function differenceScale(clusters: readonly ClusterDescription[]): { range: [number, number]; bar: Html } | undefined {
  const parts = clusters.flatMap(({ examples }) =>
    examples?.decoded.some(Number.isFinite) ? [examples.decoded.map((v, i) => Math.abs(v - examples.input[i]))] : [],
  );
  if (parts.length === 0) return undefined;
  const [, most] = commonRange(parts, [0, 0.99]);
  const range: [number, number] = [-most, most];
  return {
    range,
    bar: colorBar('difference', 'the differences', colorMap('puor', ...range), range, 'Decoded minus preprocessed'),
  };
}
