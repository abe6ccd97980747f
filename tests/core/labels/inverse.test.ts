import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  type Affine,
  type ControlPoint,
  cellAt,
  cellMap,
  createTransform,
  hitTest,
  IDENTITY,
  inverseMap,
  type Registration,
  sampleLabels,
} from '../../../core/labels/index.js';
import { root } from '../../helpers/unpack.js';

const scipy = JSON.parse(await readFile(join(root, 'tests/fixtures/registration/scipy.json'), 'utf8')) as {
  readonly tps: { points: ControlPoint[] };
};
const [width, height] = [1000, 1500];
const keystone = [31, 2.5, 400, -1.5, 28, 900, 2e-5, -3e-5, 1] as const;
const kinds: readonly Registration[] = [
  { kind: 'affine', matrix: [-14, 3, 5, 17, 720, 60] },
  { kind: 'projective', matrix: keystone },
  { kind: 'projective', matrix: keystone.map(v => -3 * v) as unknown as typeof keystone },
  { kind: 'tps', points: scipy.tps.points },
];

/** Of each kind once: a spline's takes its time. */
const maps = new Map(kinds.map(kind => [kind, inverseMap(kind, width, height)]));
const mapOf = (registration: Registration) => maps.get(registration) ?? inverseMap(registration, width, height);

/** Cube pixels on an even grid, and how far the map leads from each when it comes back from the base image, in base pixels. */
function strays(registration: Registration): number[] {
  const { forward } = createTransform(registration);
  const map = cellMap(mapOf(registration), IDENTITY);
  const cell: [number, number] = [0, 0];
  return Array.from({ length: 41 * 41 }, (_, i) => {
    const base = forward((width * (i % 41)) / 40.001, (height * Math.floor(i / 41)) / 40.001) as [number, number];
    if (!cellAt(map, ...base, cell)) return Number.POSITIVE_INFINITY;
    const [x, y] = forward(...cell) as [number, number];
    return Math.hypot(x - base[0], y - base[1]);
  });
}

describe('the way back of a registration', () => {
  it.each(kinds)('is that of the transform: $kind', registration => {
    const { maxError } = mapOf(registration);
    expect(Math.max(...strays(registration))).toBeLessThan(registration.kind === 'tps' ? 2 * maxError : 1e-6);
    // A hundredth of a cube pixel, which is about 30 base pixels wide.
    expect(maxError).toBeLessThanOrEqual(registration.kind === 'tps' ? 0.32 : 0);
  });

  it('of a spline leads nowhere outside what the cube covers', () => {
    const map = cellMap(mapOf(kinds[3]), IDENTITY);
    expect(cellAt(map, -1e6, 0, [0, 0])).toBe(false);
  });

  it('knows how many cube pixels a base pixel is wide', () => {
    expect(inverseMap({ kind: 'affine', matrix: [2, 0, 0, 8, 0, 0] }, 10, 10).scale).toBeCloseTo(0.25, 12);
    const plain: Registration = { kind: 'projective', matrix: [2, 0, 0, 0, 8, 0, 0, 0, 1] };
    expect(inverseMap(plain, 10, 10).scale).toBeCloseTo(0.25, 6);
  });
});

test.each(kinds)('sampled labels are those that the hit test finds: $kind', registration => {
  const data = Uint16Array.from({ length: width * height }, (_, i) => (i * 7919) % 60000);
  const map = { width, height, data };
  const toBase: Affine = [90, 20, -30, 110, -300, -200];
  const picture = { left: -3, top: 2, width: 380, height: 420 };
  const sampled = sampleLabels(map, cellMap(mapOf(registration), toBase), picture);
  const transform = createTransform(registration);
  let wrong = 0;
  let inside = 0;
  for (let i = 0; i < sampled.length; i += 31) {
    const [x, y] = [(i % 380) - 3 + 0.5, Math.floor(i / 380) + 2.5];
    const hit = hitTest(map, transform, 90 * x - 30 * y - 300, 20 * x + 110 * y - 200);
    if (hit) inside++;
    if ((hit?.id ?? 0) !== sampled[i]) wrong++;
  }
  expect(inside).toBeGreaterThan(50);
  // A spline's grid is up to a hundredth of a cube pixel off.
  expect(wrong).toBeLessThanOrEqual(registration.kind === 'tps' ? inside * 0.01 : 0);
});
