import { expect, test } from 'vitest';
import { createRandom } from '../../../core/cluster/index.js';
import { components } from '../../../core/labels/components.js';
import { outlines, type Ring } from '../../../core/labels/outlines.js';
import type { LabelMap } from '../../../core/labels/types.js';

const mapOf = (...rows: readonly string[]): LabelMap => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

/** Labels in clumps: every pixel takes its left or upper neighbour's half of the time. */
function clumps(width: number, height: number, seed: number): LabelMap {
  const random = createRandom(seed);
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const draw = random.uniform();
    data[i] = draw < 0.3 && i > 0 ? data[i - 1] : draw < 0.6 && i >= width ? data[i - width] : Math.floor(random.uniform() * 4);
  }
  return { width, height, data };
}

/** Regions by flood filling, in reading order. */
function flooded({ width, height, data }: LabelMap): number[] {
  const of = new Array<number>(data.length).fill(0);
  let count = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || of[start] > 0) continue;
    of[start] = ++count;
    for (const queue = [start]; queue.length > 0; ) {
      const i = queue.pop() as number;
      const [x, y] = [i % width, Math.floor(i / width)];
      const near = [x > 0 && i - 1, x < width - 1 && i + 1, y > 0 && i - width, y < height - 1 && i + width];
      for (const j of near)
        if (j !== false && of[j] === 0 && data[j] === data[i]) {
          of[j] = count;
          queue.push(j);
        }
    }
  }
  return of;
}

/** Whether a point is inside by the even-odd rule. */
function inside(rings: readonly Ring[], x: number, y: number): boolean {
  let odd = false;
  for (const ring of rings)
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    }
  return odd;
}

const maps = [
  mapOf('11', '11'),
  mapOf('010', '101', '010'),
  mapOf('11111', '12021', '10201', '12021', '11111'),
  // A ring that closes over a corner only: what is inside is open to what is outside.
  mapOf('0111', '1001', '1001', '1111'),
  mapOf('1001', '0110', '0110', '1001'),
  ...[1, 2, 3].map(seed => clumps(17, 13, seed)),
];

test('regions are those of a flood fill, with their area, centroid and box', () => {
  for (const map of maps) {
    const { of, regions } = components(map);
    expect([...of]).toEqual(flooded(map));
    regions.forEach((region, r) => {
      const pixels = [...of.keys()].filter(i => of[i] === r + 1);
      const [xs, ys] = [pixels.map(i => i % map.width), pixels.map(i => Math.floor(i / map.width))];
      const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length + 0.5;
      expect(region.label).toBe(map.data[pixels[0]]);
      expect(region.area).toBe(pixels.length);
      expect(region.centroid[0]).toBeCloseTo(mean(xs), 12);
      expect(region.centroid[1]).toBeCloseTo(mean(ys), 12);
      expect(region.box).toEqual([Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1]);
    });
  }
});

test('outlines filled give the regions again, point by point', () => {
  for (const map of maps) {
    const found = components(map);
    const traced = outlines(map, found);
    for (let i = 0; i < map.data.length; i++) {
      const [x, y] = [(i % map.width) + 0.5, Math.floor(i / map.width) + 0.5];
      const owners = traced.flatMap((rings, r) => (inside(rings, x, y) ? [r + 1] : []));
      expect(owners).toEqual(found.of[i] === 0 ? [] : [found.of[i]]);
    }
  }
});

test('rings are simple: one exterior first, no corner twice, none in line with its neighbours', () => {
  const area = (ring: Ring) => {
    let sum = 0;
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      sum += ring[i] * ring[j + 1] - ring[j] * ring[i + 1];
    }
    return sum;
  };
  for (const map of maps) {
    for (const rings of outlines(map, components(map))) {
      expect(rings.map(ring => Math.sign(area(ring)))).toEqual(rings.map((_, i) => (i === 0 ? 1 : -1)));
      for (const ring of rings) {
        const corners = Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i]},${ring[2 * i + 1]}`);
        expect(new Set(corners).size).toBe(corners.length);
        for (let i = 0; i < ring.length; i += 2) {
          const [j, k] = [(i + 2) % ring.length, (i + 4) % ring.length];
          expect((ring[i] === ring[j]) !== (ring[j] === ring[k])).toBe(true);
        }
      }
    }
  }
});

test('a region that touches itself in a corner has a hole there, not a line that crosses', () => {
  const [closed] = outlines(maps[3], components(maps[3]));
  expect(closed.map(ring => [...ring])).toEqual([
    [4, 0, 4, 4, 0, 4, 0, 1, 1, 1, 1, 0],
    [1, 1, 1, 3, 3, 3, 3, 1],
  ]);
});
