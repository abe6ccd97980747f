import { describe, expect, it, test } from 'vitest';
import { createRandom } from '../../../core/cluster/random.js';
import {
  createEditLog,
  type Edit,
  type EditLog,
  type LabelMap,
  needsLatents,
  parseEdits,
  pushEdit,
  type Region,
  reclusterEdit,
  redoEdit,
  regionMask,
  replayEdits,
  replayLabels,
  splitEdit,
  undoEdit,
} from '../../../core/labels/index.js';

/** 12 x 8: no data in the first column, then clusters 1 (left) and 2 (right); each of two blobs in latent space, upper and lower rows. */
const [width, height] = [12, 8];
const random = createRandom(2);
const data = Uint8Array.from({ length: width * height }, (_, i) => (i % width === 0 ? 0 : i % width < 7 ? 1 : 2));
const map: LabelMap = { width, height, data };
const latents = {
  size: 2,
  data: Float32Array.from({ length: 2 * width * height }, (_, i) => {
    const pixel = i >> 1;
    if (data[pixel] === 0) return Number.NaN;
    const upper = Math.floor(pixel / width) < 3;
    return (i % 2 === 0 ? 10 * data[pixel] : upper ? 4 : 0) + 0.3 * random.normal();
  }),
};
const original = [
  { id: 1, name: 'left', color: '#0000ff' },
  { id: 2, name: 'right', color: '#00ff00' },
];
const start = createEditLog(original);
const idsOf = (log: EditLog) => replayEdits(log.original, log.edits).map(({ id }) => id);
const replayed = ({ edits }: EditLog) => replayLabels(map, original, edits, latents);
/** Label of the pixel at x, y. */
const at = ({ labels }: ReturnType<typeof replayed>, x: number, y: number) => labels.data[y * width + x];

test('a split takes the members apart by their latents, the largest part first', () => {
  const log = pushEdit(start, splitEdit(start, 1, 2));
  expect(log.edits[0]).toMatchObject({
    kind: 'split',
    cluster: 1,
    seed: 0,
    parts: [
      { id: 3, name: 'left (1)' },
      { id: 4, name: 'left (2)' },
    ],
  });
  const result = replayed(log);
  expect(result.clusters.map(({ id, members }) => [id, members])).toEqual([
    [3, [3]],
    [4, [4]],
    [2, [2]],
  ]);
  for (let y = 0; y < height; y++) {
    expect([at(result, 0, y), at(result, 9, y)]).toEqual([0, 2]);
    for (let x = 1; x < 7; x++) expect(at(result, x, y)).toBe(y < 3 ? 4 : 3);
  }
  expect([...new Set(data)]).toEqual([0, 1, 2]);
});

test('a region is clustered again: its spaxels leave their clusters, others stay', () => {
  const log = pushEdit(start, reclusterEdit(start, { x0: 0, y0: 0, x1: 9, y1: 3 }, 2, 7));
  const result = replayed(log);
  expect(result.clusters.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect([at(result, 0, 1), at(result, 2, 1), at(result, 8, 1), at(result, 10, 1), at(result, 2, 5)]).toEqual([0, 3, 4, 2, 1]);
});

test('merging, splitting what was merged, and clustering parts again; undo and redo walk through it', () => {
  const edits: Edit[] = [
    { kind: 'merge', clusters: [1, 2], into: 3, name: 'all', color: '#123456' },
    splitEdit(pushEdit(start, { kind: 'merge', clusters: [1, 2], into: 3, name: 'all', color: '#123456' }), 3, 4),
    { kind: 'rename', cluster: 4, name: 'first' },
    {
      kind: 'recluster',
      region: {
        polygon: [
          [0, 0],
          [12, 0],
          [12, 3],
          [0, 3],
        ],
      },
      seed: 1,
      parts: [{ id: 300, name: 'top', color: '#ffffff' }],
    },
    { kind: 'merge', clusters: [300, 4], into: 301, name: 'n', color: '#000000' },
  ];
  let log = createEditLog(original, edits);
  const whole = replayed(log);
  // The upper blobs were parts of their own, all of whose spaxels the region took.
  expect(whole.clusters.map(({ id, members }) => [id, members])).toEqual([
    [301, [4, 300]],
    [5, [5]],
  ]);
  expect(whole.labels.data).toBeInstanceOf(Uint16Array);
  expect([at(whole, 3, 1), at(whole, 3, 6) !== at(whole, 9, 6)]).toEqual([301, true]);
  for (let i = 0; i < 4; i++) log = undoEdit(log);
  expect(idsOf(log)).toEqual([3]);
  expect([at(replayed(log), 3, 1), at(replayed(log), 9, 6)]).toEqual([3, 3]);
  for (let i = 0; i < 4; i++) log = redoEdit(log);
  expect(replayed(log)).toEqual(whole);
  expect(parseEdits(JSON.parse(JSON.stringify(edits)))).toEqual(edits);
});

test('the same log gives the same labels, another seed may not; only cuts need latents', () => {
  const log = pushEdit(start, splitEdit(start, 2, 3, 5));
  expect(replayed(log)).toEqual(replayed(log));
  expect([needsLatents(log.edits), needsLatents([{ kind: 'rename', cluster: 1, name: 'x' }])]).toEqual([true, false]);
  const merged: Edit[] = [{ kind: 'merge', clusters: [1, 2], into: 3, name: 'x', color: '#000000' }];
  expect([...new Set(replayLabels(map, original, merged).labels.data)]).toEqual([0, 3]);
});

test('a new id is never one that was used, also not by an edit in between', () => {
  let log = pushEdit(start, splitEdit(start, 1, 2));
  log = pushEdit(log, reclusterEdit(log, { x0: 0, y0: 0, x1: 4, y1: 4 }, 2));
  expect(splitEdit(log, 2, 2).parts.map(({ id }) => id)).toEqual([7, 8]);
});

describe('what does not fit is refused', () => {
  const part = (id: number) => ({ id, name: 'p', color: '#000000' });
  test.each([
    [{ kind: 'split', cluster: 9, seed: 0, parts: [part(3), part(4)] }, 'cannot split [edit 1]: there is no cluster 9'],
    [{ kind: 'split', cluster: 1, seed: 0, parts: [part(3), part(2)] }, 'cannot split [edit 1]: id 2 is taken'],
    [{ kind: 'split', cluster: 1, seed: 0, parts: [part(3), part(3)] }, 'cannot split [edit 1]: id 3 is taken'],
    [{ kind: 'split', cluster: 1, seed: 0, parts: [part(3)] }, "cannot split [edit 1]: 'parts' is not valid"],
    [{ kind: 'split', cluster: 1, seed: -1, parts: [part(3), part(4)] }, "cannot split [edit 1]: 'seed' is not valid"],
    [
      { kind: 'recluster', region: { x0: 3, y0: 0, x1: 3, y1: 4 }, seed: 0, parts: [part(3)] },
      "cannot recluster [edit 1]: 'region' is not valid",
    ],
    [
      {
        kind: 'recluster',
        region: {
          polygon: [
            [0, 0],
            [1, 1],
          ],
        },
        seed: 0,
        parts: [part(3)],
      },
      "cannot recluster [edit 1]: 'region' is not valid",
    ],
  ] as [Edit, string][])('%j', (edit, message) => {
    expect(() => createEditLog(original, [edit])).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  test.each([
    [{ x0: 20, y0: 0, x1: 30, y1: 4 }, /cannot recluster \[edit 1\]: its 0 spaxels do not make 2 different clusters/],
    [{ x0: 1, y0: 0, x1: 2, y1: 1 }, /its 1 spaxels do not make 2/],
  ])('a region too small: %j', (region, message) => {
    expect(() => replayed(pushEdit(start, reclusterEdit(start, region, 2)))).toThrow(message);
  });

  test('no latents, those of another map, or holes in them', () => {
    const { edits } = pushEdit(start, splitEdit(start, 1, 2));
    expect(() => replayLabels(map, original, edits)).toThrow(/cannot split \[edit 1\]: there are no latents of this map/);
    expect(() => replayLabels(map, original, edits, { size: 3, data: latents.data })).toThrow(/of a map of another size/);
    const holes = { size: 2, data: latents.data.map((v, i) => (i === 6 ? Number.NaN : v)) };
    expect(() => replayLabels(map, original, edits, holes)).toThrow(/some of its spaxels have no latents/);
  });
});

describe('regions', () => {
  const count = (region: Region) => regionMask(region, 10, 10).reduce((sum, v) => sum + v, 0);

  it('have the pixels whose centres lie inside', () => {
    expect(count({ x0: 2, y0: 3, x1: 50, y1: 5 })).toBe(16);
    expect(
      count({
        polygon: [
          [2, 3],
          [10, 3],
          [10, 5],
          [2, 5],
        ],
      }),
    ).toBe(16);
    expect(
      count({
        polygon: [
          [-5, -5],
          [20, -5],
          [20, 20],
          [-5, 20],
        ],
      }),
    ).toBe(100);
    // A triangle under the diagonal: centres on it count on one side only.
    expect(
      count({
        polygon: [
          [0, 0],
          [10, 0],
          [10, 10],
        ],
      }),
    ).toBe(55);
    expect(
      count({
        polygon: [
          [0, 0],
          [10, 10],
          [0, 10],
        ],
      }),
    ).toBe(45);
  });

  it('two that share an edge share no pixel and leave none out', () => {
    const left = regionMask(
      {
        polygon: [
          [0, 0],
          [4.5, 0],
          [7.5, 10],
          [0, 10],
        ],
      },
      10,
      10,
    );
    const right = regionMask(
      {
        polygon: [
          [4.5, 0],
          [10, 0],
          [10, 10],
          [7.5, 10],
        ],
      },
      10,
      10,
    );
    expect(left.every((v, i) => v + right[i] === 1)).toBe(true);
  });
});
