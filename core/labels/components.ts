import type { LabelMap } from './types.js';

/** A connected region: spaxels of one label that share sides. Pixel i covers [i, i + 1), its centre is i + 0.5. */
export interface LabelRegion {
  readonly label: number;
  /** Spaxels. */
  readonly area: number;
  /** Centre of mass in pixels. */
  readonly centroid: readonly [x: number, y: number];
  /** First column and row, and those behind the last. */
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number];
}

/** Which region each spaxel belongs to: [height * width], 0 for no data, else 1 + its place in `regions`, which stand in order of their first spaxel. */
export interface Components {
  readonly of: Uint32Array;
  readonly regions: readonly LabelRegion[];
}

/** Takes a map apart into connected regions (neighbours share a side), by union-find in two passes over the rows. */
export function components({ width, height, data }: LabelMap): Components {
  const parent = new Uint32Array(data.length);
  const root = (i: number): number => {
    let top = i;
    while (parent[top] !== top) top = parent[top];
    while (parent[i] !== top) [parent[i], i] = [top, parent[i]];
    return top;
  };
  for (let i = 0; i < data.length; i++) {
    parent[i] = i;
    if (data[i] === 0) continue;
    if (i % width > 0 && data[i - 1] === data[i]) parent[i] = root(i - 1);
    if (i >= width && data[i - width] === data[i]) {
      const [a, b] = [root(i), root(i - width)];
      // The smaller index is the root: the region's first spaxel.
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const of = new Uint32Array(data.length);
  const sums: { label: number; area: number; sx: number; sy: number; box: [number, number, number, number] }[] = [];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (data[i] === 0) continue;
      const first = root(i);
      if (first === i) {
        sums.push({ label: data[i], area: 0, sx: 0, sy: 0, box: [x, y, x + 1, y + 1] });
        of[i] = sums.length;
      } else of[i] = of[first];
      const region = sums[of[i] - 1];
      region.area++;
      region.sx += x + 0.5;
      region.sy += y + 0.5;
      const [x0, y0, x1] = region.box;
      region.box = [Math.min(x0, x), y0, Math.max(x1, x + 1), y + 1];
    }
  }
  const regions = sums.map(({ label, area, sx, sy, box }) => ({ label, area, centroid: [sx / area, sy / area] as const, box }));
  return { of, regions };
}
