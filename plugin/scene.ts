import { type CellMap, cellMap, levelFor } from '../core/labels/index.js';
import type { Affine, LabelMap } from '../core/labels/types.js';
import type { OverlayLayer } from './layer.js';
import type { Clip } from './view.js';

/** A layer as one picture needs it; both renderers and the export draw from this, by the same rule. */
export interface DrawnLayer {
  readonly layer: OverlayLayer;
  /** 0 is the map itself, n its majority in blocks of 2^n spaxels. */
  readonly level: number;
  readonly map: LabelMap;
  /** Where the cube ends, in cells of `map`: its last row and column of blocks need not be whole. */
  readonly extent: readonly [x: number, y: number];
  /** Pixels of the picture to cells of `map`. */
  readonly toCell: CellMap;
  /** A pixel is on the outline when one of these pixels around it has another label: [x, y] pairs. Empty: no outline. */
  readonly outline: Int32Array;
  /** The cluster with a white line of `white` inside a black one of `black`; 0 for none. */
  readonly highlighted: number;
  readonly white: Int32Array;
  readonly black: Int32Array;
}

/** The most offsets that `ring` gives. */
export const ringLimit = 16;

/**
 * The neighbours that tell whether a pixel is within `width` pixels of another label: eight directions, at the width (at least 1, rounded) and,
 * from 2 on, at half of it, so that thin parts are seen. [x, y] pairs; empty for a width of 0.
 */
export function ring(width: number): Int32Array {
  const outer = Math.max(1, Math.round(width));
  const radii = outer > 1 ? [outer, Math.ceil(outer / 2)] : [1];
  const at = (radius: number, turn: number) => [
    Math.round(radius * Math.cos((turn * Math.PI) / 4)),
    Math.round(radius * Math.sin((turn * Math.PI) / 4)),
  ];
  return width > 0
    ? Int32Array.from(radii.flatMap(r => [0, 1, 2, 3, 4, 5, 6, 7].flatMap(turn => at(r, turn))))
    : new Int32Array();
}

/**
 * What to draw of a layer where `toBase` takes pixels of the picture to base-image pixels; outlines are `density` times as wide as in CSS pixels.
 * The whole picture is of one level: that of the middle of the cube, where a registration has not the same scale everywhere.
 */
export function drawnLayer(layer: OverlayLayer, toBase: Affine, density: number): DrawnLayer {
  const { inverse } = layer.placement;
  const basePerPixel = Math.sqrt(Math.abs(toBase[0] * toBase[3] - toBase[1] * toBase[2]));
  const level = layer.minify === 'majority' ? levelFor(layer.labels, inverse.scale * basePerPixel) : 0;
  const share = 1 / 2 ** level;
  const highlighted = layer.styles.shown(layer.highlighted ?? 0)?.id ?? 0;
  return {
    layer,
    level,
    map: layer.level(level),
    extent: [layer.labels.width * share, layer.labels.height * share],
    toCell: cellMap(inverse, toBase, share),
    outline: ring(layer.outline * density),
    highlighted,
    white: highlighted ? ring(1.5 * density) : new Int32Array(),
    black: highlighted ? ring(3 * density) : new Int32Array(),
  };
}

/** Layers that can be drawn on one canvas: those after another in plain `source-over` with the same clip; each of another blend stands alone. */
export function runsOf<T extends { readonly layer: OverlayLayer; readonly clip?: Clip }>(layers: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const drawn of layers) {
    const last = runs.at(-1);
    const together =
      last && drawn.layer.blend === 'source-over' && last[0].layer.blend === 'source-over' && last[0].clip === drawn.clip;
    if (together) last.push(drawn);
    else runs.push([drawn]);
  }
  return runs;
}
