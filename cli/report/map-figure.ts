import * as Plot from '@observablehq/plot';
import { type Sky, scaleBar } from '../../core/cube/wcs/sky-scale.js';
import type { LabelMap } from '../../core/labels/types.js';
import { anchors } from './anchors.js';
import { chart } from './chart.js';
import type { Html } from './html.js';
import type { Picture } from './picture.js';
import { tick } from './words.js';

/** Where a picture of the cube stands: its size in spaxels, and whether its first row is drawn at the bottom (see `firstRowAtBottom`). */
export interface Ground {
  readonly width: number;
  readonly height: number;
  readonly yUp: boolean;
}

/** An image on axes in cube pixels. */
export interface MapOptions {
  readonly id: string;
  readonly label: string;
  readonly picture: Picture;
  /** Cluster numbers printed on the map. */
  readonly numbers?: LabelMap;
  /** The label that is no cluster and gets no number. */
  readonly unnumbered?: number;
  /** North, east and a scale bar. */
  readonly sky?: Sky;
  /** Width and largest height of the drawing in px. */
  readonly size?: number;
}

const margin = { top: 8, right: 8, bottom: 34, left: 44 };

/** A map as SVG: square pixels, not smoothed, ticks in spaxels. */
export function mapFigure(
  { width, height, yUp }: Ground,
  { id, label, picture, numbers, unnumbered, sky, size = 480 }: MapOptions,
): Html {
  const scale = Math.min((size - margin.left - margin.right) / width, (1.3 * size - margin.top - margin.bottom) / height);
  const [w, h] = [width * scale, height * scale];
  const ticks = (pixels: number) => Math.max(2, Math.min(6, Math.round(pixels / 60)));
  const pad = 16 / scale;
  return chart(id, label, {
    width: w + margin.left + margin.right,
    height: h + margin.top + margin.bottom,
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    x: {
      domain: [0, width],
      range: [margin.left, margin.left + w],
      ticks: ticks(w),
      tickFormat: tick,
      label: 'x (pixel)',
      labelArrow: 'none',
    },
    y: {
      domain: yUp ? [0, height] : [height, 0],
      range: [margin.top + h, margin.top],
      ticks: ticks(h),
      tickFormat: tick,
      label: null,
    },
    marks: [
      Plot.image([picture.src], {
        x: width / 2,
        y: height / 2,
        width: w,
        height: h,
        src: d => d,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
      }),
      Plot.frame({ strokeOpacity: 0.3 }),
      numbers ? numberMarks(numbers, scale, unnumbered) : null,
      sky ? skyMarks(sky, { width, height, yUp }, pad, scale) : null,
    ],
  });
}

function numberMarks(labels: LabelMap, scale: number, unnumbered?: number): Plot.Markish {
  const numbered = anchors(labels).filter(({ id }) => id !== unnumbered);
  return Plot.text(numbered, {
    x: 'x',
    y: 'y',
    text: d => String(d.id),
    // A number must lie on its own cluster: on slivers it is smaller.
    fontSize: d => Math.max(9, Math.min(17, d.depth * scale * 1.6)),
    fontWeight: 700,
    fill: 'white',
    stroke: '#000',
    strokeOpacity: 0.75,
    strokeWidth: 3.5,
  });
}

function skyMarks(sky: Sky, { width, height, yUp }: Ground, pad: number, scale: number): Plot.Markish {
  const length = 34 / scale;
  // Screen directions: drawn with the first row on top, y of the sky vectors points down.
  const [left, bottom] = [pad, yUp ? pad : height - pad];
  const inner = yUp ? 1 : -1;
  const reach = (axis: 0 | 1) => Math.max(0, -sky.north[axis], -sky.east[axis]) * (length + 12 / scale);
  const reachY = yUp ? reach(1) : Math.max(0, sky.north[1], sky.east[1]) * (length + 12 / scale);
  const [x, y] = [left + reach(0), bottom + inner * reachY];
  const ends = [
    { name: 'N', to: sky.north },
    { name: 'E', to: sky.east },
  ].map(({ name, to }) => ({ name, x2: x + to[0] * length, y2: y + to[1] * length, dx: to[0], dy: to[1] }));
  const bar = scaleBar(sky, width);
  const barY = yUp ? pad : height - pad;
  const halo = { stroke: '#000', strokeOpacity: 0.8, strokeWidth: 3.5 };
  const line = { stroke: 'white', strokeWidth: 1.6 };
  const barEnds = { x1: [width - pad - bar.pixels], x2: [width - pad], y: [barY] };
  return [
    Plot.link(ends, { x1: x, y1: y, x2: 'x2', y2: 'y2', ...halo }),
    Plot.arrow(ends, { x1: x, y1: y, x2: 'x2', y2: 'y2', headLength: 6, ...line }),
    Plot.text(ends, {
      x: d => d.x2 + (d.dx * 9) / scale,
      y: d => d.y2 + (d.dy * 9) / scale,
      text: 'name',
      fill: 'white',
      fontWeight: 600,
      ...halo,
    }),
    Plot.ruleY([0], { ...barEnds, ...halo }),
    Plot.ruleY([0], { ...barEnds, stroke: 'white', strokeWidth: 2 }),
    Plot.text([bar.text], {
      x: width - pad - bar.pixels / 2,
      y: barY,
      dy: -9,
      text: d => d,
      fill: 'white',
      fontWeight: 600,
      ...halo,
    }),
  ];
}
