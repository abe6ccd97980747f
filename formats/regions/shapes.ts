import { components, type LabelRegion } from '../../core/labels/components.js';
import { majorityLevel } from '../../core/labels/majority.js';
import { type Outline, outlines } from '../../core/labels/outlines.js';
import type { LabelMap } from '../../core/labels/types.js';

/** The outlines of a map within a limit of size. */
export interface Shapes {
  /** Pixels of the map that a unit of the outlines stands for: 1, or a power of two where they had to be made coarser. */
  readonly scale: number;
  readonly regions: readonly LabelRegion[];
  /** In the order of `regions`, in units of `scale` pixels. */
  readonly outlines: readonly Outline[];
  readonly corners: number;
}

const grouped = new WeakMap<Shapes, Map<number, number[]>>();

/** Places in `regions` and `outlines` of the regions of a label, in order; looked for once for all labels. */
export function regionsOf(shapes: Shapes, label: number): readonly number[] {
  let places = grouped.get(shapes);
  if (!places) {
    places = new Map();
    for (const [i, region] of shapes.regions.entries()) {
      const known = places.get(region.label);
      if (known) known.push(i);
      else places.set(region.label, [i]);
    }
    grouped.set(shapes, places);
  }
  return places.get(label) ?? [];
}

/** Corners that viewers still draw. */
const mostCorners = 500_000;

/**
 * Outlines of a map with at most `most` corners in all. A map with more is halved by majority until it fits: neighbours keep sharing their
 * edges, which no simplification of single lines would promise. One pixel always fits.
 */
export function shapesOf(map: LabelMap, most = mostCorners): Shapes {
  for (let level = 0; ; level++) {
    const part = majorityLevel(map, level);
    const found = components(part);
    const traced = outlines(part, found);
    const corners = traced.flat().reduce((sum, ring) => sum + ring.length / 2, 0);
    if (corners <= most || part.data.length === 1)
      return { scale: 2 ** level, regions: found.regions, outlines: traced, corners };
  }
}
