import type OpenSeadragon from 'openseadragon';
import type { Affine, ClusterStyle, LabelMap } from '../../core/labels/index.js';

/** The rule of the overlay written a second time, slowly and pixel by pixel, from its documentation. */
export interface Model {
  readonly labels: LabelMap;
  readonly registration: Affine;
  readonly clusters: readonly ClusterStyle[];
  /** Device pixels. */
  readonly outline?: number;
  readonly opacity?: number;
  readonly fill?: number;
  readonly majority?: boolean;
}

/** Screen pixels to cube pixels, solved from three points that OpenSeadragon maps. */
function mapping(viewer: OpenSeadragon.Viewer, [a, b, c, d, e, f]: Affine, css: { x: number; y: number }) {
  const item = viewer.world.getItemAt(0);
  const point = viewer.viewport.getCenter(true);
  const cube = (x: number, y: number) => {
    [point.x, point.y] = [x * css.x, y * css.y];
    const at = item.viewportToImageCoordinates(viewer.viewport.pointFromPixel(point, true), true);
    const det = a * d - b * c;
    return { x: (d * (at.x - e) - c * (at.y - f)) / det, y: (a * (at.y - f) - b * (at.x - e)) / det };
  };
  const [o, r, t] = [cube(0, 0), cube(1000, 0), cube(0, 1000)];
  return (x: number, y: number) => ({
    x: o.x + ((r.x - o.x) * x + (t.x - o.x) * y) / 1000,
    y: o.y + ((r.y - o.y) * x + (t.y - o.y) * y) / 1000,
    cells: Math.sqrt(Math.abs((r.x - o.x) * (t.y - o.y) - (r.y - o.y) * (t.x - o.x))) / 1000,
  });
}

/** Colours [r, g, b, a] of pixels of the overlay, not premultiplied; `near` is true where rounding may decide. */
export function modelOf(viewer: OpenSeadragon.Viewer, css: { x: number; y: number }, model: Model) {
  const { labels, registration, clusters, outline = 0, opacity = 1, fill = 1, majority = true } = model;
  const toCube = mapping(viewer, registration, css);
  const side = majority ? 2 ** Math.max(0, Math.round(Math.log2(toCube(0, 0).cells))) : 1;
  const modes = new Map<string, number>();
  const modeOf = (column: number, row: number) => {
    const key = `${column} ${row}`;
    const known = modes.get(key);
    if (known !== undefined) return known;
    const votes = new Map<number, number>();
    for (let y = row * side; y < Math.min(labels.height, (row + 1) * side); y++)
      for (let x = column * side; x < Math.min(labels.width, (column + 1) * side); x++) {
        const id = labels.data[y * labels.width + x];
        votes.set(id, (votes.get(id) ?? 0) + 1);
      }
    const best = [...votes].sort(([p, n], [q, m]) => m - n || (p === 0 ? 1 : q === 0 ? -1 : p - q))[0][0];
    modes.set(key, best);
    return best;
  };
  const idAt = (px: number, py: number) => {
    const { x, y } = toCube(px + 0.5, py + 0.5);
    return x < 0 || y < 0 || x >= labels.width || y >= labels.height ? 0 : modeOf(Math.floor(x / side), Math.floor(y / side));
  };
  const width = outline > 0 ? Math.max(1, Math.round(outline)) : 0;
  const radii = width > 1 ? [width, Math.ceil(width / 2)] : [width];
  return {
    side,
    at(px: number, py: number): number[] {
      const id = idAt(px, py);
      const style = clusters.find(cluster => cluster.id === id);
      if (!style) return [0, 0, 0, 0];
      const edge =
        width > 0 &&
        radii.some(r =>
          [0, 45, 90, 135, 180, 225, 270, 315].some(degrees => {
            const turn = (degrees * Math.PI) / 180;
            return idAt(px + Math.round(r * Math.cos(turn)), py + Math.round(r * Math.sin(turn))) !== id;
          }),
        );
      const alpha = edge ? opacity : opacity * fill * (style.opacity ?? 1);
      if (alpha === 0) return [0, 0, 0, 0];
      return [...[1, 3, 5].map(at => Number.parseInt(style.color.slice(at, at + 2), 16)), Math.round(255 * alpha)];
    },
  };
}
