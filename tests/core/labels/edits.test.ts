import { describe, expect, test } from 'vitest';
import {
  createEditLog,
  type Edit,
  mergeEdit,
  parseEdits,
  pushEdit,
  redoEdit,
  relabel,
  replayEdits,
  undoEdit,
} from '../../../core/labels/index.js';

const original = [
  { id: 1, name: 'sky', color: '#0000ff' },
  { id: 2, name: 'tree', color: '#00ff00' },
  { id: 3, name: 'moon', color: '#ffff00' },
  { id: 4, name: 'star', color: '#ffffff' },
];
const edits: Edit[] = [
  { kind: 'rename', cluster: 3, name: 'Moon' },
  { kind: 'merge', clusters: [3, 4], into: 5, name: 'lights', color: '#ffee00' },
  { kind: 'recolor', cluster: 5, color: '#ffcc00' },
  { kind: 'reorder', order: [5, 2] },
  { kind: 'merge', clusters: [5, 1], into: 6, name: 'heaven', color: '#112233' },
];
const summary = (list: readonly Edit[]) =>
  replayEdits(original, list).map(({ id, name, color, members }) => [id, name, color, members]);

test('replay: rename, merge, recolour, reorder, merge again', () => {
  expect(summary(edits.slice(0, 4))).toEqual([
    [5, 'lights', '#ffcc00', [3, 4]],
    [2, 'tree', '#00ff00', [2]],
    [1, 'sky', '#0000ff', [1]],
  ]);
  expect(summary(edits)).toEqual([
    [6, 'heaven', '#112233', [1, 3, 4]],
    [2, 'tree', '#00ff00', [2]],
  ]);
  expect(original[2].name).toBe('moon');
});

test('undo and redo walk the log; a new edit forgets what was undone', () => {
  let log = createEditLog(original, edits);
  for (let i = 0; i < 9; i++) log = undoEdit(log);
  expect([log.edits, log.undone]).toEqual([[], edits]);
  expect(undoEdit(log)).toBe(log);
  for (let i = 0; i < 9; i++) log = redoEdit(log);
  expect([log.edits, log.undone]).toEqual([edits, []]);
  log = pushEdit(undoEdit(log), { kind: 'rename', cluster: 2, name: 'cypress' });
  expect(log.undone).toEqual([]);
  expect(log.edits.length).toBe(5);
});

test('merging takes an id that was never used, also not by a cluster that is gone', () => {
  const log = createEditLog(original, edits);
  const edit = mergeEdit(log, [2, 6]);
  expect(edit).toEqual({ kind: 'merge', clusters: [2, 6], into: 7, name: 'tree + heaven', color: '#00ff00' });
});

test('the map after edits is a copy with new ids; it widens where an id needs it', () => {
  const map = { width: 5, height: 1, data: Uint8Array.of(0, 1, 2, 3, 4) };
  expect([...relabel(map, replayEdits(original, edits)).data]).toEqual([0, 6, 2, 6, 6]);
  expect([...map.data]).toEqual([0, 1, 2, 3, 4]);
  expect(relabel(map, replayEdits(original, edits.slice(0, 1)))).toBe(map);
  const far = replayEdits(original, [{ kind: 'merge', clusters: [1, 2], into: 256, name: 'n', color: '#000000' }]);
  expect(relabel(map, far).data).toEqual(Uint16Array.of(0, 256, 256, 3, 4));
});

test('the log goes through JSON', () => {
  expect(summary(parseEdits(JSON.parse(JSON.stringify(edits))))).toEqual(summary(edits));
});

describe('what does not fit is refused', () => {
  test.each([
    [{ kind: 'rename', cluster: 9, name: 'x' }, 'cannot rename [edit 1]: there is no cluster 9'],
    [
      { kind: 'merge', clusters: [1, 1], into: 5, name: 'x', color: '#000000' },
      'cannot merge [edit 1]: a cluster is named twice',
    ],
    [{ kind: 'merge', clusters: [1, 2], into: 3, name: 'x', color: '#000000' }, 'cannot merge [edit 1]: id 3 is taken'],
    [{ kind: 'recolor', cluster: 1, color: 'red' }, "cannot recolor [edit 1]: 'color' is not valid"],
    [{ kind: 'reorder', order: [1, 1] }, 'cannot reorder [edit 1]: a cluster is named twice'],
  ] as [Edit, string][])('%j', (edit, message) => {
    expect(() => createEditLog(original, [edit])).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  test.each([
    ['a list', /`edits` is not a list/],
    [[null], /edit 1\]: 'kind' is missing/],
    [
      [edits[0], { kind: 'rotate' }],
      /segmentation.json, edit 2\]: 'kind' is "rotate". Use the version of cloisonne that wrote it/,
    ],
    [[{ kind: 'rename', cluster: 1, name: ' ' }], /'name' is " "/],
    [[{ kind: 'merge', clusters: [1], into: 2, name: 'x', color: '#000000' }], /'clusters' is \[1\]/],
    [[{ kind: 'recolor', cluster: -1, color: '#000000' }], /'cluster' is -1/],
  ])('%j', (json, message) => {
    expect(() => parseEdits(json)).toThrow(message);
  });
});

test.each(['constructor', 'toString', '__proto__'])('a name every object has is no kind of edit: %s', kind => {
  expect(() => parseEdits([{ kind, cluster: 1 }])).toThrow(/kind/);
});
