import type OpenSeadragon from 'openseadragon';
import { type ClusterStyle, createTransform, type LabelMap, type Registration } from '../../core/labels/index.js';

/** The rule of the overlay written a second time, slowly and pixel by pixel, from its documentation. */
export interface Model {
  readonly labels: LabelMap;
  readonly registration: Registration;
  readonly clusters: readonly ClusterStyle[];
  /** Device pixels. */
  readonly outline?: number;
  readonly opacity?: number;
  readonly fill?: number;
  readonly majority?: boolean;
}

type Xy = { readonly x: number; readonly y: number };

/** Base-image pixel to cube pixel: solved from the definition of each kind, by Newton's method for a spline. */
function wayBack(registration: Registration): (at: Xy) => Xy {
  if (registration.kind === 'tps') {
    const { inverse } = createTransform(registration);
    return ({ x, y }) => {
      const [u, v] = inverse(x, y) ?? [-1, -1];
      return { x: u, y: v };
    };
  }
  const [a, c, e, b, d, f, g, h, i] =
    registration.kind === 'projective'
      ? registration.matrix
      : [0, 2, 4, 1, 3, 5].map(n => registration.matrix[n]).concat([0, 0, 1]);
  // (a - u g) x + (c - u h) y = u i - e, (b - v g) x + (d - v h) y = v i - f.
  return ({ x: u, y: v }) => {
    const [p, q, r, s, t, w] = [a - u * g, c - u * h, b - v * g, d - v * h, u * i - e, v * i - f];
    const det = p * s - q * r;
    return { x: (t * s - q * w) / det, y: (p * w - t * r) / det };
  };
}

/** Screen pixels to cube pixels, through three points that OpenSeadragon maps, with the cube pixels that one is wide in the cube's middle. */
function mapping(viewer: OpenSeadragon.Viewer, registration: Registration, labels: LabelMap, css: Xy) {
  const item = viewer.world.getItemAt(0);
  const point = viewer.viewport.getCenter(true);
  const base = (x: number, y: number) => {
    [point.x, point.y] = [x * css.x, y * css.y];
    return item.viewportToImageCoordinates(viewer.viewport.pointFromPixel(point, true), true);
  };
  const [o, r, t] = [base(0, 0), base(1000, 0), base(0, 1000)];
  const back = wayBack(registration);
  const area = (p: Xy, q: Xy, s: Xy) => Math.abs((q.x - p.x) * (s.y - p.y) - (q.y - p.y) * (s.x - p.x));
  const middle = createTransform(registration).forward(labels.width / 2, labels.height / 2) ?? [0, 0];
  const around = [0, 1, 2].map(n => back({ x: middle[0] + 0.1 * (n % 2), y: middle[1] + 0.1 * Math.floor(n / 2) }));
  const cells = Math.sqrt(area(around[0], around[1], around[2]) * 100 * area(o, r, t)) / 1000;
  const at = (x: number, y: number) =>
    back({ x: o.x + ((r.x - o.x) * x + (t.x - o.x) * y) / 1000, y: o.y + ((r.y - o.y) * x + (t.y - o.y) * y) / 1000 });
  return { at, cells };
}

/** Colours [r, g, b, a] of pixels of the overlay, not premultiplied; `near` is true where rounding may decide. */
export function modelOf(viewer: OpenSeadragon.Viewer, css: { x: number; y: number }, model: Model) {
  const { labels, registration, clusters, outline = 0, opacity = 1, fill = 1, majority = true } = model;
  const toCube = mapping(viewer, registration, labels, css);
  const side = majority ? 2 ** Math.max(0, Math.round(Math.log2(toCube.cells))) : 1;
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
    const { x, y } = toCube.at(px + 0.5, py + 0.5);
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
