import { describe, expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { colorDifference, parseColor, seenLab } from '../../../core/labels/color.js';
import {
  canonicalIds,
  clusterStyles,
  colorTable,
  countIds,
  idsByOverlap,
  labelsToRgba,
  palette,
  toLabelMap,
} from '../../../core/labels/index.js';
import { smallestDifference } from '../../../core/labels/palette.js';

const refused = (run: () => unknown) => expect(run).toThrowError(expect.toSatisfy(err => isCloisonneError(err, 'UsageError')));

describe('ids', () => {
  it('start at the largest cluster; equal sizes follow their centres', () => {
    expect([...canonicalIds([5, 9, 5, 7], [3, 0, 0, 0, 3, -1, 0, 0])]).toEqual([4, 1, 3, 2]);
    expect([...canonicalIds([], [])]).toEqual([]);
  });

  it('stay with the cluster that overlaps most, one to one', () => {
    const reference = { labels: [0, 0, 0, 0, 1, 1, 1, 2, 2, 2], ids: [3, 1, 2] };
    expect([...idsByOverlap([2, 2, 2, 2, 0, 0, 0, 1, 1, 0], 3, reference)]).toEqual([1, 2, 3]);
    // Fewer clusters: the ids that are kept are those of the reference.
    expect([...idsByOverlap([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], 2, reference)]).toEqual([2, 3]);
    // More: the new ones take free ids, the larger first.
    const finer = idsByOverlap([0, 0, 0, 4, 1, 1, 1, 2, 3, 3], 5, reference);
    expect([...finer]).toEqual([3, 1, 4, 2, 5]);
    refused(() => idsByOverlap([0, 1], 2, reference));
  });

  it('agree with trying every matching', () => {
    const labels = Array.from({ length: 60 }, (_, i) => (i * 7 + (i >> 3)) % 4);
    const other = Array.from({ length: 60 }, (_, i) => (i * 5 + (i >> 2)) % 4);
    const agreement = (ids: ArrayLike<number>) => labels.filter((l, i) => ids[l] === other[i] + 1).length;
    const orders = (list: number[]): number[][] =>
      list.length ? list.flatMap(x => orders(list.filter(y => y !== x)).map(rest => [x, ...rest])) : [[]];
    const best = Math.max(...orders([1, 2, 3, 4]).map(agreement));
    expect(agreement(idsByOverlap(labels, 4, { labels: other, ids: [1, 2, 3, 4] }))).toBe(best);
  });

  it('become a map with 0 where there is no data, of two bytes only when needed', () => {
    const map = toLabelMap(3, 2, [1, 0, 1, 1, 0, 1], [0, 1, 0, 1], [2, 1]);
    expect(map).toEqual({ width: 3, height: 2, data: Uint8Array.of(2, 0, 1, 2, 0, 1) });
    expect([...countIds(map)]).toEqual([2, 2, 2]);
    expect(toLabelMap(1, 1, [1], [0], [300]).data).toEqual(Uint16Array.of(300));
    refused(() => toLabelMap(2, 1, [1, 1], [0], [1]));
    refused(() => toLabelMap(2, 1, [1, 0], [0, 0], [1]));
  });
});

describe('palette', () => {
  it('is Okabe-Ito first and keeps its beginning as it grows', () => {
    expect(palette(8)).toEqual(['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7', '#000000']);
    expect(palette(40).slice(0, 8)).toEqual(palette(8));
    expect(palette(60).slice(0, 40)).toEqual(palette(40));
    expect(palette(12).slice(8)).toMatchInlineSnapshot(`
      [
        "#0000ff",
        "#aaffaa",
        "#772200",
        "#3322aa",
      ]
    `);
    expect(palette(300).slice(255)).toEqual(palette(45));
    refused(() => palette(-1));
  });

  it('can be told apart, also by the colour-blind', () => {
    for (const [n, least] of [
      [8, 17],
      [20, 17],
      [40, 12],
      [80, 7],
      [255, 3],
    ]) {
      const colors = palette(n);
      expect(new Set(colors).size).toBe(n);
      expect(smallestDifference(colors.map(parseColor))).toBeGreaterThan(least);
    }
  });

  it('rests on CIELAB values as published', () => {
    // Lindbloom's calculator, sRGB, D65.
    for (const [rgb, lab] of [
      [0xff0000, [53.24, 80.09, 67.2]],
      [0x00ff00, [87.73, -86.18, 83.18]],
      [0x0000ff, [32.3, 79.19, -107.86]],
      [0xffffff, [100, 0, 0]],
    ] as const) {
      seenLab(rgb, 'normal').forEach((v, i) => {
        expect(Math.abs(v - lab[i])).toBeLessThan(0.02);
      });
    }
    // Red and green of equal lightness look nearly alike without middle-wave cones; blue and yellow do not.
    const differs = (p: number, q: number) => colorDifference(seenLab(p, 'deuteranopia'), seenLab(q, 'deuteranopia'));
    expect(differs(0xc05000, 0x7b7b00)).toBeLessThan(20);
    expect(differs(0x0000ff, 0xffff00)).toBeGreaterThan(100);
  });
});

describe('colours on a map', () => {
  const map = { width: 2, height: 2, data: Uint8Array.of(0, 1, 2, 9) };

  it('are those of the styles; no data, hidden and unknown ids are transparent', () => {
    const styles = [
      { id: 1, name: 'a', color: '#102030', opacity: 0.5 },
      { id: 2, name: 'b', color: '#FFFFFF', visible: false },
    ];
    expect([...labelsToRgba(map, styles)]).toEqual([0, 0, 0, 0, 16, 32, 48, 128, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(colorTable(styles, 256).length).toBe(1024);
    expect([...labelsToRgba({ width: 1, height: 1, data: Uint16Array.of(300) }, clusterStyles([300])).subarray(3)]).toEqual([
      255,
    ]);
    refused(() => labelsToRgba(map, [{ id: 1, name: 'a', color: 'red' }]));
  });

  it('belong to ids, so that another K shows the same cluster in the same colour', () => {
    expect(clusterStyles([2, 5]).map(style => style.color)).toEqual([palette(5)[1], palette(5)[4]]);
  });
});
