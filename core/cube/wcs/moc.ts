import type { CelestialWcs } from './celestial.js';
import { cellSide, deepestOrder, healpixCentre, healpixOf } from './healpix.js';

/** A part of the sky as HEALPix cells of several orders, none inside another; `cells` by order, nested numbers ascending. */
export interface Moc {
  /** The deepest order. */
  readonly order: number;
  readonly cells: ReadonlyMap<number, readonly number[]>;
}

/** The order whose cells are at most as wide as a pixel. */
export function orderOf(pixelDegrees: number): number {
  let order = 0;
  while (order < deepestOrder && cellSide(order) > pixelDegrees) order++;
  return order;
}

/** Width of the pixel at the centre of an image, in degrees: the square root of its area; undefined where it sees no sky. */
export function pixelDegrees(wcs: CelestialWcs, width: number, height: number): number | undefined {
  const [x, y] = [width / 2, height / 2];
  const [here, right, down] = [wcs.pixelToSky(x, y), wcs.pixelToSky(x + 1, y), wcs.pixelToSky(x, y + 1)];
  if (!here || !right || !down) return undefined;
  const narrow = Math.cos((here[1] * Math.PI) / 180);
  const step = (to: readonly [number, number]) => [(((to[0] - here[0] + 540) % 360) - 180) * narrow, to[1] - here[1]];
  const [a, b] = [step(right), step(down)];
  return Math.sqrt(Math.abs(a[0] * b[1] - a[1] * b[0]));
}

/**
 * The cells of an order whose centres lie in the pixels of each label: [cells] by label. So no cell belongs to two labels, and all that lie in
 * the map belong to one. Labels of 0 are left out.
 */
export function cellsByLabel(
  { width, height, data }: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
  wcs: CelestialWcs,
  order: number,
  pixel: number,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const seen = new Set<number>();
  // Points half a cell apart meet every cell whose centre is in the pixel.
  const points = Math.max(1, Math.ceil((2 * pixel) / cellSide(order)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = data[y * width + x];
      if (label === 0) continue;
      seen.clear();
      for (let i = 0; i < points * points; i++) {
        const sky = wcs.pixelToSky(x + ((i % points) + 0.5) / points, y + (Math.floor(i / points) + 0.5) / points);
        if (sky) seen.add(healpixOf(order, ...sky));
      }
      for (const cell of seen) {
        const at = wcs.skyToPixel(...healpixCentre(order, cell));
        if (!at || Math.floor(at[0]) !== x || Math.floor(at[1]) !== y) continue;
        const cells = found.get(label);
        if (cells) cells.push(cell);
        else found.set(label, [cell]);
      }
    }
  }
  return found;
}

/** Cells of one order as a MOC: four that make up one of the order above become that one, again and again. */
export function mocOf(order: number, cells: readonly number[]): Moc {
  const byOrder = new Map<number, readonly number[]>();
  let level = [...cells].sort((a, b) => a - b);
  for (let o = order; level.length > 0; o--) {
    const kept: number[] = [];
    const above: number[] = [];
    for (let i = 0; i < level.length; i++) {
      const whole = o > 0 && level[i] % 4 === 0 && level[i + 3] === level[i] + 3;
      if (whole) above.push(level[i] / 4);
      else kept.push(level[i]);
      if (whole) i += 3;
    }
    if (kept.length > 0) byOrder.set(o, kept);
    level = above;
  }
  return { order, cells: byOrder };
}

/** The numbers 4 * 4^order + cell of all cells, ascending. */
export function uniqOf({ cells }: Moc): number[] {
  return [...cells].flatMap(([order, list]) => list.map(cell => 4 * 4 ** order + cell)).sort((a, b) => a - b);
}
