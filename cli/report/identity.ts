import * as Plot from '@observablehq/plot';
import { curve } from '../../core/describe/curve.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import type { ClusterDescription, LineEvidence, Segmentation, Suggestion } from '../../core/segmentation.js';
import { chart } from './chart.js';
import { type Html, html } from './html.js';
import { chip } from './legend.js';
import { scrolling } from './sections.js';
import { contentOf } from './spectra.js';
import { axisTitle, fixed, onAxis, short, tick, withUnit } from './words.js';

const WIDTH = 900;
const MARGINS = { left: 62, right: 16 };
/** Rows of labels over the spectrum, and how far apart two of one row must be. */
const ROWS = 4;
const ROW_HEIGHT = 14;

const byArea = (lines: readonly LineEvidence[]) => [...lines].sort((p, q) => q.area - p.area);

/** Lines with the row of their label: the largest first, each in the lowest row where it touches no other; those without room are left out. */
function arranged(lines: readonly LineEvidence[], [low, high]: readonly [number, number]): (LineEvidence & { row: number })[] {
  const scale = (WIDTH - MARGINS.left - MARGINS.right) / (high - low);
  const placed: (LineEvidence & { row: number })[] = [];
  for (const line of byArea(lines)) {
    const room = (other: LineEvidence) => 3.6 * (line.name.length + other.name.length) + 6;
    const row = Array.from({ length: ROWS }, (_, i) => i).find(candidate =>
      placed.every(other => other.row !== candidate || Math.abs(other.position - line.position) * scale >= room(other)),
    );
    if (row !== undefined) placed.push({ ...line, row });
  }
  return placed;
}

/** The mean spectrum with the lines that were found in it written over them. Counts get a square root, under which their noise is even. */
function annotated({ axis, cube }: Segmentation, c: ClusterDescription, { kind, lines }: Suggestion): Html {
  const points = curve(axis.values, c.mean, undefined);
  const finite = points.filter(p => Number.isFinite(p.y));
  const root = kind === 'xrf';
  const ends = [axis.edges[0], axis.edges[axis.edges.length - 1]];
  const part = contentOf(axis, [c]) ?? ends;
  // The part with something in it, with every line that was found and air beside it.
  const air = 0.02 * Math.abs(ends[1] - ends[0]);
  const seen = [...part, ...lines.flatMap(({ position }) => [position - air, position + air])];
  const [left, right] = [Math.max(Math.min(...ends), Math.min(...seen)), Math.min(Math.max(...ends), Math.max(...seen))];
  const low = root ? 0 : finite.reduce((least, p) => Math.min(least, p.y), 0);
  const high = finite.reduce((most, p) => Math.max(most, p.y), Number.MIN_VALUE);
  const labels = arranged(lines, [left, right]);
  const top = 24 + ROWS * ROW_HEIGHT;
  return chart(
    `identity-${c.id}`,
    `Mean spectrum of cluster ${c.id} with ${lines.map(line => line.name).join(', ') || 'no lines found'}`,
    {
      width: WIDTH,
      height: 260 + top,
      marginTop: top,
      marginBottom: 36,
      marginLeft: MARGINS.left,
      marginRight: MARGINS.right,
      x: { domain: [left, right], label: axisTitle(axis), labelAnchor: 'center', tickFormat: tick },
      y: {
        type: root ? 'sqrt' : 'linear',
        domain: [low, high * 1.02],
        label: withUnit('Mean', cube.unit),
        grid: true,
        ticks: 5,
        tickFormat: tick,
      },
      marks: [
        Plot.ruleX(labels, {
          x: 'position',
          y1: 'value',
          y2: high * 1.02,
          stroke: 'currentColor',
          strokeOpacity: 0.25,
          strokeDasharray: '2 3',
        }),
        Plot.lineY(points, { x: 'x', y: 'y', stroke: `var(--line-${c.id})`, strokeWidth: 1.3, clip: true }),
        Array.from({ length: ROWS }, (_, row) =>
          Plot.text(
            labels.filter(line => line.row === row),
            { x: 'position', frameAnchor: 'top', dy: -9 - row * ROW_HEIGHT, text: 'name', fill: 'currentColor', fontSize: 11.5 },
          ),
        ),
      ],
    },
  );
}

function evidence({ axis }: Segmentation, { lines, ratios = [], notes }: Suggestion): Html {
  const strongest = byArea(lines).slice(0, 6);
  const list = strongest
    .map(line => `${line.name} at ${onAxis(line.position, axis)} (${short(line.significance, 2)} σ)`)
    .join(', ');
  const bpt = ratios.map(({ name, value, error }) => `log ${name} = ${fixed(value, 2)} ± ${fixed(error, 2)}`).join(', ');
  return html`${list && html`<p>${list}${lines.length > strongest.length && ` and ${lines.length - strongest.length} more`}.</p>`}${bpt && html`<p>${bpt}.</p>`}${notes.map(note => html`<p>${note}</p>`)}`;
}

/** Whether there is anything to say about what the clusters are. */
export const identified = (clusters: readonly ClusterDescription[]): boolean => clusters.some(c => c.suggestion);

/** For each cluster the name its lines suggest, its mean spectrum with them, and what the name rests on. */
export function identityFigures(
  segmentation: Segmentation,
  clusters: readonly ClusterDescription[],
  styles: ReadonlyMap<number, ClusterStyle>,
): Html[] {
  return clusters.flatMap(c => {
    const { suggestion } = c;
    if (!suggestion) return [];
    const name = suggestion.name || 'not told by its lines';
    return [
      html`<article class="identity" aria-label="What ${styles.get(c.id)?.name ?? ''} may be"><h3>${chip(c.id)} ${name}</h3>${scrolling(`Lines of cluster ${c.id}`, annotated(segmentation, c, suggestion))}${evidence(segmentation, suggestion)}</article>`,
    ];
  });
}
