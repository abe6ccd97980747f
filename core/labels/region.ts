/**
 * A part of a map, in cube pixels (pixel i covers [i, i + 1)): a rectangle whose x1 and y1 are exclusive, or a polygon, closed by itself, to which
 * the pixels belong whose centres it surrounds an odd number of times.
 */
export type Region =
  | { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }
  | { readonly polygon: readonly (readonly [x: number, y: number])[] };

const MOST_CORNERS = 10_000;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isPoint = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);

/** Whether a value from a file is a region. */
export function isRegion(value: unknown): value is Region {
  if (typeof value !== 'object' || value === null) return false;
  const { polygon, x0, y0, x1, y1 } = value as Readonly<Record<string, unknown>>;
  if (polygon !== undefined)
    return Array.isArray(polygon) && polygon.length >= 3 && polygon.length <= MOST_CORNERS && polygon.every(isPoint);
  return [x0, y0, x1, y1].every(isCount) && (x0 as number) < (x1 as number) && (y0 as number) < (y1 as number);
}

/** [height * width] 1 where a pixel belongs to the region; what lies outside the map is left out. */
export function regionMask(region: Region, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  if ('polygon' in region) {
    for (let y = 0; y < height; y++) {
      const crossings = crossingsAt(region.polygon, y + 0.5);
      for (let x = 0; x < width; x++) mask[y * width + x] = crossings.filter(at => at <= x + 0.5).length % 2;
    }
    return mask;
  }
  const { x0, y0, x1, y1 } = region;
  for (let y = y0; y < Math.min(y1, height); y++) mask.fill(1, y * width + Math.min(x0, width), y * width + Math.min(x1, width));
  return mask;
}

/** Where the outline crosses a horizontal line. An edge has its lower end, not its upper one, so that corners count once. */
function crossingsAt(polygon: readonly (readonly [number, number])[], y: number): number[] {
  return polygon.flatMap(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length];
    return ay <= y !== by <= y ? [ax + ((y - ay) * (bx - ax)) / (by - ay)] : [];
  });
}
