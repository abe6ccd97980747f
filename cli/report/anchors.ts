import type { LabelMap } from '../../core/labels/types.js';

/** A place well inside the largest part of a cluster, where its number can be printed. */
export interface Anchor {
  readonly id: number;
  /** Pixel centre, cube pixels. */
  readonly x: number;
  readonly y: number;
  /** Distance to the border of the cluster, pixels. */
  readonly depth: number;
}

/** For each id the pixel farthest from other labels and from the edge (3-4 chamfer distance), of equals the one nearest to the middle. */
export function anchors({ width, height, data }: LabelMap): Anchor[] {
  const distance = new Uint32Array(data.length);
  const step = (x: number, y: number, i: number, dx: number, dy: number, cost: number): number => {
    const [u, v] = [x + dx, y + dy];
    if (u < 0 || v < 0 || u >= width || v >= height) return cost;
    const j = v * width + u;
    return data[j] === data[i] ? distance[j] + cost : cost;
  };
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      distance[i] = Math.min(step(x, y, i, -1, 0, 3), step(x, y, i, -1, -1, 4), step(x, y, i, 0, -1, 3), step(x, y, i, 1, -1, 4));
  for (let i = data.length - 1, y = height - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--, i--) {
      const behind = Math.min(step(x, y, i, 1, 0, 3), step(x, y, i, 1, 1, 4), step(x, y, i, 0, 1, 3), step(x, y, i, -1, 1, 4));
      distance[i] = Math.min(distance[i], behind);
    }
  const deepest = new Map<number, number>();
  for (let i = 0; i < data.length; i++) if (data[i] > 0) deepest.set(data[i], Math.max(distance[i], deepest.get(data[i]) ?? 0));
  const found = new Map<number, Anchor & { readonly away: number }>();
  for (let i = 0; i < data.length; i++) {
    const id = data[i];
    if (id === 0 || distance[i] < deepest.get(id)!) continue;
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const away = Math.hypot(x - width / 2, y - height / 2);
    if (!(away >= (found.get(id)?.away ?? Number.POSITIVE_INFINITY))) found.set(id, { id, x, y, depth: distance[i] / 3, away });
  }
  return [...found.values()].map(({ id, x, y, depth }) => ({ id, x, y, depth })).sort((a, b) => a.id - b.id);
}
