import { describe, expect, it } from 'vitest';
import { InputError } from '../../../core/cube/errors.js';
import type { CheckpointStore, SegmentOptions } from '../../../core/pipeline/options.js';
import { pack, unpack } from '../../../core/pipeline/pack.js';
import { shareOf } from '../../../core/pipeline/shards/index.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import type { Segmentation, SegmentEvent } from '../../../core/segmentation.js';
import { clusterShards, encodeShard, labelShard, mergeShards } from '../../../core/shards.js';
import { memoryCube } from '../cube/memory-source.js';
import { memoryStore, segmentation, threeKinds } from './scene.js';

// 95 x 90 spaxels are two whole chunks of 4096 and a third that is not full; rows do not end where chunks do.
const { cube } = threeKinds(95, 90, 8, 0.2);
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 1, kMax: 3, engine: 'cpu', exactLimit: 1000 };
const wanted = await segmentation(memoryCube(cube), OPTIONS);

async function drain(events: AsyncIterable<SegmentEvent>): Promise<SegmentEvent[]> {
  const seen: SegmentEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** All phases, shards in the order given, each with a cube of its own as on a machine of its own. */
async function sharded(count: number, order: readonly number[], options = OPTIONS, store = memoryStore()): Promise<Segmentation> {
  const source = () => memoryCube(cube);
  for (const index of order) await drain(encodeShard(source(), options, store, { index, count }));
  await drain(clusterShards(source(), options, store, count));
  for (const index of order) await drain(labelShard(source(), options, store, { index, count }));
  const last = (await drain(mergeShards(source(), options, store, count))).at(-1);
  if (last?.type !== 'result') throw new Error('no result');
  return last.segmentation;
}

describe('shards', () => {
  it.each([
    ['one', 1, [0]],
    ['three, the last first, one twice', 3, [2, 0, 1, 0]],
    ['ten, more than there are chunks', 10, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ])('give the result of segment: %s', async (_, count, order) => {
    expect(await sharded(count, order)).toEqual(wanted);
  });

  it('share what is measured on the whole cube', async () => {
    const options = { ...OPTIONS, steps: parseSteps('unit:faint=0.9') };
    const whole = await segmentation(memoryCube(cube), options);
    expect(whole.measured).toHaveLength(1);
    expect(await sharded(3, [1, 0, 2], options)).toEqual(whole);
  });

  it('leave the same bytes whoever runs them, and when they are run again', async () => {
    const [first, second] = [memoryStore(), memoryStore()];
    await sharded(2, [0, 1], OPTIONS, first);
    await sharded(2, [1, 0, 1], { ...OPTIONS, threads: 1, maxMemory: 2 ** 31 }, second);
    expect([...first.entries.keys()].sort()).toEqual([
      ...['clusters', 'encoded-1-of-2', 'encoded-2-of-2', 'labelled-1-of-2', 'labelled-2-of-2', 'prepared'],
      ...['sums-1-of-2-1', 'sums-2-of-2-1'],
    ]);
    for (const [name, bytes] of first.entries) expect(second.entries.get(name), name).toEqual(bytes);
  });

  it('name those that are missing', async () => {
    const store = memoryStore();
    const run = (events: AsyncIterable<SegmentEvent>) => drain(events);
    await run(encodeShard(memoryCube(cube), OPTIONS, store, { index: 1, count: 3 }));
    await expect(run(clusterShards(memoryCube(cube), OPTIONS, store, 3))).rejects.toThrow(
      "shards of 'encode' are missing: 1/3, 3/3. Run them (shard encode --shard 1/3), then this again.",
    );
    for (const index of [0, 2]) await run(encodeShard(memoryCube(cube), OPTIONS, store, { index, count: 3 }));
    await expect(run(labelShard(memoryCube(cube), OPTIONS, store, { index: 0, count: 3 }))).rejects.toThrow(
      /clusters are missing/,
    );
    await run(clusterShards(memoryCube(cube), OPTIONS, store, 3));
    await run(labelShard(memoryCube(cube), OPTIONS, store, { index: 0, count: 3 }));
    await expect(run(mergeShards(memoryCube(cube), OPTIONS, store, 3))).rejects.toThrow(
      "shards of 'label' are missing: 2/3, 3/3",
    );
    store.entries.delete('sums-1-of-3-1');
    for (const index of [1, 2]) await run(labelShard(memoryCube(cube), OPTIONS, store, { index, count: 3 }));
    await expect(run(mergeShards(memoryCube(cube), OPTIONS, store, 3))).rejects.toThrow(/sums of a shard are missing or damaged/);
  });

  it('of different engines are not put together', async () => {
    const store = memoryStore();
    const other: CheckpointStore = { load: store.load, save: (name, bytes) => store.save(name, bytes) };
    await drain(encodeShard(memoryCube(cube), OPTIONS, other, { index: 0, count: 2 }));
    await drain(encodeShard(memoryCube(cube), { ...OPTIONS, engine: 'wasm' }, other, { index: 1, count: 2 }));
    await expect(drain(clusterShards(memoryCube(cube), OPTIONS, other, 2))).rejects.toMatchObject({
      tag: 'EngineError',
      why: 'cpu in shard 1, wasm in shard 2',
    });
  });

  it('leave nothing of a read that fails in the middle', async () => {
    const store = memoryStore();
    const shard = { index: 0, count: 1 };
    const onPiece = (y0: number): void => {
      if (y0 >= 30) throw new InputError('cannot read', { why: 'EIO' });
    };
    const fails = (run: typeof encodeShard) =>
      expect(drain(run(memoryCube({ ...cube, onPiece }), { ...OPTIONS, kMax: 2 }, store, shard))).rejects.toMatchObject({
        why: 'EIO',
      });
    const run = (phase: typeof encodeShard) => drain(phase(memoryCube(cube), { ...OPTIONS, kMax: 2 }, store, shard));
    await fails(encodeShard);
    expect([...store.entries.keys()]).toEqual([]);
    await run(encodeShard);
    await drain(clusterShards(memoryCube(cube), { ...OPTIONS, kMax: 2 }, store, 1));
    await fails(labelShard);
    expect([...store.entries.keys()]).toEqual(['prepared', 'encoded-1-of-1', 'clusters']);
  });

  it('share everything, once', () => {
    for (const [count, total] of [
      [1, 7],
      [10, 3],
      [3, 10],
      [4, 0],
    ]) {
      const shares = Array.from({ length: count }, (_, index) => shareOf({ index, count }, total));
      expect(shares.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))).toEqual([
        ...Array(total).keys(),
      ]);
    }
  });
});

it('packed values come back as they were', () => {
  const value = {
    numbers: [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324],
    nested: { text: 'naïve', list: [{ a: Float32Array.of(1, Number.NaN) }, { a: new Uint8Array(0) }], yes: true },
    arrays: [Uint16Array.of(65535), Int32Array.of(-1), Float64Array.of(-0, 1 / 3), Uint32Array.of(2 ** 32 - 1)],
    part: new Float64Array([1, 2, 3]).subarray(1, 2),
  };
  const back = unpack<typeof value>(pack(value));
  expect(back).toEqual(value);
  expect(Object.is(back.numbers[1], -0)).toBe(true);
  // A view into a larger buffer, as a file system may hand out.
  const shifted = new Uint8Array(pack(value).length + 3);
  shifted.set(pack(value), 3);
  expect(unpack(shifted.subarray(3))).toEqual(value);
});
