import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { cellSide, healpixCentre, healpixOf } from '../../../core/cube/wcs/healpix.js';
import { cellsByLabel, mocOf, orderOf, pixelDegrees, uniqOf } from '../../../core/cube/wcs/moc.js';
import { celestial } from '../../cli/products/fake.js';

type Row = readonly [order: number, lon: number, lat: number, cell: number, lonCentre: number, latCentre: number];
const rows = JSON.parse(readFileSync('tests/fixtures/emit/healpix.json', 'utf8')) as Row[];

test('cells and their centres are those of healpy, from the poles to the equator, to order 24', () => {
  for (const [order, lon, lat, cell, lonCentre, latCentre] of rows) {
    expect(healpixOf(order, lon, lat), `order ${order} at ${lon}, ${lat}`).toBe(cell);
    const [x, y] = healpixCentre(order, cell);
    expect(Math.abs(((x - lonCentre + 540) % 360) - 180) * Math.cos((y * Math.PI) / 180)).toBeLessThan(1e-12);
    expect(Math.abs(y - latCentre)).toBeLessThan(1e-12);
  }
});

const wcs = celestialWcs(celestial.kind === 'celestial' ? celestial.cards : []);
const [width, height] = [9, 6];
const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width < 3 ? 1 : i === 40 ? 0 : 2));

test('the order fits the pixels: cells at most as wide, and more than half as wide', () => {
  const pixel = pixelDegrees(wcs, width, height) as number;
  // The determinant of the CD matrix of the fake: pixels of 0.2 arcsec.
  expect(pixel).toBeCloseTo(Math.sqrt(4.12858236376e-5 ** 2 + 3.71739225755e-5 ** 2), 10);
  const order = orderOf(pixel);
  expect(cellSide(order)).toBeLessThanOrEqual(pixel);
  expect(cellSide(order)).toBeGreaterThan(pixel / 2);
});

test('every cell whose centre is in the map belongs to the label there, and to no other', () => {
  const pixel = pixelDegrees(wcs, width, height) as number;
  const order = orderOf(pixel);
  const found = cellsByLabel({ width, height, data }, wcs, order, pixel);
  expect([...found.keys()].sort()).toEqual([1, 2]);
  const all = [...found].flatMap(([label, cells]) => cells.map(cell => [cell, label] as const));
  expect(new Set(all.map(([cell]) => cell)).size).toBe(all.length);
  const labelOf = new Map(all);
  // A finer grid of points than the search uses: every cell it meets has to be where it belongs.
  const met = new Set<number>();
  for (let y = -1; y < height + 1; y += 0.09)
    for (let x = -1; x < width + 1; x += 0.09) met.add(healpixOf(order, ...(wcs.pixelToSky(x, y) as [number, number])));
  for (const cell of met) {
    const [x, y] = (wcs.skyToPixel(...healpixCentre(order, cell)) as [number, number]).map(Math.floor);
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    expect(labelOf.get(cell) ?? 0).toBe(inside ? data[y * width + x] : 0);
  }
});

test('four siblings become their parent, again and again; UNIQ tells the order', () => {
  const moc = mocOf(3, [...Array.from({ length: 16 }, (_, i) => 32 + i), 5, 64, 65, 66, 67, 100]);
  expect([...moc.cells]).toEqual([
    [3, [5, 100]],
    [2, [16]],
    [1, [2]],
  ]);
  expect(uniqOf(moc)).toEqual([4 * 4 + 2, 4 * 16 + 16, 4 * 64 + 5, 4 * 64 + 100]);
  expect([
    ...mocOf(
      1,
      Array.from({ length: 48 }, (_, i) => i),
    ).cells,
  ]).toEqual([[0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]]);
});
