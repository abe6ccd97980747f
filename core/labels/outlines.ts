import type { Components } from './components.js';
import type { LabelMap } from './types.js';

/** Corners of a closed line along pixel edges, [2 n]: x, y, x, y ... without the first one again; no corner lies between two in line with it. */
export type Ring = Int32Array;

/** The outline of a connected region: first its outer ring, then its holes. */
export type Outline = readonly Ring[];

/** Steps east, south, west, north. */
const STEP = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * Traces every region of a map along the edges of its spaxels (x to the right, y down the rows): outer rings run clockwise on a page whose
 * rows run down, holes the other way. Rings touch themselves nowhere, so that the outlines are valid polygons (OGC simple features), they
 * share every edge with their neighbours, and filled they give the map again. In the order of `regions`.
 */
export function outlines({ width, height, data }: LabelMap, { of, regions }: Components): Outline[] {
  const found: Ring[][] = regions.map(() => []);
  // 1 where the upper edge of a spaxel has been walked.
  const walked = new Uint8Array(data.length);
  const region = (x: number, y: number): number => (x >= 0 && y >= 0 && x < width && y < height ? of[y * width + x] : 0);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (of[i] === 0 || walked[i] || region(x, y - 1) === of[i]) continue;
      found[of[i] - 1].push(...simpleRings(walk(x, y, of[i])));
    }
  }
  return found.map(rings => [...rings.filter(ring => doubledArea(ring) > 0), ...rings.filter(ring => doubledArea(ring) < 0)]);

  /** Walks with the region on the right, as far right as it goes, from the upper left corner of a spaxel until it is back. */
  function walk(startX: number, startY: number, id: number): number[] {
    const corners: number[] = [];
    let [x, y, heading] = [startX, startY, 0];
    do {
      if (heading === 0) walked[y * width + x] = 1;
      x += STEP[heading][0];
      y += STEP[heading][1];
      const [right, left] = ahead(x, y, heading);
      const turn = region(...right) !== id ? 1 : region(...left) === id ? 3 : 0;
      if (turn > 0) corners.push(x, y);
      heading = (heading + turn) % 4;
    } while (x !== startX || y !== startY || heading !== 0);
    return corners;
  }
}

/** The spaxels ahead on the right and on the left of someone at corner (x, y). */
function ahead(x: number, y: number, heading: number): [right: [number, number], left: [number, number]] {
  switch (heading) {
    case 0:
      return [
        [x, y],
        [x, y - 1],
      ];
    case 1:
      return [
        [x - 1, y],
        [x, y],
      ];
    case 2:
      return [
        [x - 1, y - 1],
        [x - 1, y],
      ];
    default:
      return [
        [x, y - 1],
        [x - 1, y - 1],
      ];
  }
}

/** Cuts a line that comes back to a corner into rings that do not: where diagonal neighbours meet, a hole touches the outline in a point. */
function simpleRings(corners: readonly number[]): Ring[] {
  const rings: Ring[] = [];
  const path: [number, number][] = [];
  const place = new Map<string, number>();
  for (let i = 0; i < corners.length; i += 2) {
    const point: [number, number] = [corners[i], corners[i + 1]];
    const key = point.join();
    const seen = place.get(key);
    if (seen === undefined) {
      place.set(key, path.push(point) - 1);
      continue;
    }
    const loop = path.splice(seen);
    for (const passed of loop) place.delete(passed.join());
    rings.push(Int32Array.from(loop.flat()));
    place.set(key, path.push(point) - 1);
  }
  rings.push(Int32Array.from(path.flat()));
  return rings;
}

/** Twice the area inside, positive where the ring runs clockwise on a page whose rows run down. */
function doubledArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    sum += ring[i] * ring[j + 1] - ring[j] * ring[i + 1];
  }
  return sum;
}
