import { expect, test } from 'vitest';
import { levelFor, majorityLevel, sampleLabels } from '../../../core/labels/index.js';

test('the label that most spaxels of a block have; ties: a cluster before no data, then the smaller id', () => {
  const data = Uint8Array.of(1, 1, 2, 0, 5, 3, 2, 0, 0, 0, 7, 7, 0, 9, 4);
  const map = { width: 5, height: 3, data };
  const level = majorityLevel(map, 1);
  expect([level.width, level.height]).toEqual([3, 2]);
  expect([...level.data]).toEqual([1, 0, 5, 7, 9, 4]);
});

test('a majority of majorities is another thing: the map itself is counted at each level', () => {
  const rows = ['1122', '1322', '1133', '1333'].map(row => [...row].map(Number));
  const map = { width: 4, height: 4, data: Uint8Array.from(rows.flat()) };
  const counts = [1, 2, 3].map(id => map.data.filter(value => value === id).length);
  expect(counts).toEqual([6, 4, 6]);
  expect([...majorityLevel(map, 2).data]).toEqual([1]);
  expect([...majorityLevel(map, 1).data]).toEqual([1, 2, 1, 3]);
  expect(majorityLevel(map, 0)).toBe(map);
});

test('against counting by hand on a random map, 16 bits', () => {
  let state = 3;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 20;
  const map = { width: 37, height: 29, data: Uint16Array.from({ length: 37 * 29 }, () => [0, 1, 300, 65535, 2][random() % 5]) };
  for (const level of [1, 2, 3, 6]) {
    const side = 2 ** level;
    const got = majorityLevel(map, level);
    expect(got.data).toBeInstanceOf(Uint16Array);
    for (let row = 0; row < got.height; row++)
      for (let column = 0; column < got.width; column++) {
        const votes = new Map<number, number>();
        map.data.forEach((id, i) => {
          if (Math.floor((i % 37) / side) === column && Math.floor(i / 37 / side) === row)
            votes.set(id, (votes.get(id) ?? 0) + 1);
        });
        const most = Math.max(...votes.values());
        const best = [...votes]
          .filter(([, n]) => n === most)
          .map(([id]) => id)
          .sort((p, q) => (p || 1e9) - (q || 1e9))[0];
        expect(got.data[row * got.width + column]).toBe(best);
      }
  }
});

test('the level whose cells are nearest to a pixel in size', () => {
  const map = { width: 1000, height: 10, data: new Uint8Array(10000) };
  expect([0.01, 1, 1.4, 1.5, 2, 2.8, 2.9, 4, 1e9].map(cells => levelFor(map, cells))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 10]);
});

test('samples under pixel centres, 0 outside and beyond the extent', () => {
  const map = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
  const window = { left: -1, top: 0, width: 5, height: 2 };
  expect([...sampleLabels(map, [1, 0, 0, 1, 0, 0], window)]).toEqual([0, 1, 2, 3, 0, 0, 4, 5, 6, 0]);
  expect([...sampleLabels(map, [1, 0, 0, 1, 0, 0], window, [2.5, 1.6])]).toEqual([0, 1, 2, 0, 0, 0, 4, 5, 0, 0]);
});
