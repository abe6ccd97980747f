import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCube } from '../../../core/cube/cube.js';
import { momentsByLabel } from '../../../core/describe/by-label.js';
import type { CheckpointStore, SegmentOptions } from '../../../core/pipeline/options.js';
import { platform } from '../../../core/platform/node.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import type { Segmentation, SegmentEvent } from '../../../core/segmentation.js';
import { clusterShards, encodeShard, labelShard, mergeShards } from '../../../core/shards.js';
import { openSampleSource } from '../../../formats/index.js';
import { type MemoryCube, memoryCube } from '../cube/memory-source.js';
import { heavyRows, memoryStore, segmentation, threeKinds } from '../pipeline/scene.js';

const expected = JSON.parse(readFileSync('tests/fixtures/describe/weighted.json', 'utf8')) as {
  bands: number[];
  labels: Record<string, { mean: number[]; error: number[] }>;
};

test('weighted means and their errors are those of numpy, whatever the block', async () => {
  const data = Uint8Array.from({ length: 900 }, (_, i) => (i % 30 < 4 ? 0 : 1 + (Math.floor(i / 90) % 3)));
  const source = await openSampleSource(await platform.openFile('samples/data/muse.fits'));
  try {
    const of = (rows: number) =>
      momentsByLabel(createCube(source), { width: 30, height: 30, data }, [1, 3], { rows, weights: 'variance' });
    const [whole, ...others] = await Promise.all([30, 7].map(of));
    for (const other of others) expect(other).toEqual(whole);
    [1, 3].forEach((id, i) => {
      const { mean, error } = expected.labels[id];
      expected.bands.forEach((band, b) => {
        expect(whole[i].weighted?.mean[band]).toBeCloseTo(mean[b], 10);
        expect(whole[i].weighted?.error[band]).toBeCloseTo(error[b], 10);
      });
    });
  } finally {
    await source.close();
  }
});

// A chunk of 4096 spaxels and a part of another; some samples have no usable variance.
const { cube: plain } = threeKinds(70, 61, 5, 0.2);
const useless = [Number.NaN, 0, -1, Number.POSITIVE_INFINITY];
const cube: MemoryCube = {
  ...plain,
  variance: plain.data.map((_, i) => (i % 31 < 4 ? useless[i % 31] : 0.5 + ((i * 7919) % 101) / 50)),
};
const OPTIONS: SegmentOptions = {
  steps: parseSteps('none'),
  kMin: 2,
  kMax: 3,
  engine: 'cpu',
  exactLimit: 1000,
  weights: 'variance',
};
const GIB = 2 ** 30;

async function drain(events: AsyncIterable<SegmentEvent>): Promise<SegmentEvent | undefined> {
  let last: SegmentEvent | undefined;
  for await (const event of events) last = event;
  return last;
}

async function sharded(store: CheckpointStore): Promise<Segmentation> {
  const shards = [1, 0].map(index => ({ index, count: 2 }));
  for (const shard of shards) await drain(encodeShard(memoryCube(cube), OPTIONS, store, shard));
  await drain(clusterShards(memoryCube(cube), OPTIONS, store, 2));
  for (const shard of shards) await drain(labelShard(memoryCube(cube), OPTIONS, store, shard));
  const last = await drain(mergeShards(memoryCube(cube), OPTIONS, store, 2));
  if (last?.type !== 'result') throw new Error('no result');
  return last.segmentation;
}

test('segment weights every K, in shards, small blocks and under any cap alike, and leaves all else as it is', async () => {
  const found = await segmentation(memoryCube(cube), OPTIONS);
  expect(await segmentation(heavyRows(cube, GIB / 8), { ...OPTIONS, maxMemory: GIB, threads: 1 })).toEqual(found);
  expect(await sharded(memoryStore())).toEqual(found);
  const { weights: _, ...unweighted } = OPTIONS;
  const without = await segmentation(memoryCube(cube), unweighted);
  expect(without.sweep.flatMap(({ clusters }) => clusters).some(({ weighted }) => weighted)).toBe(false);
  const stripped = found.sweep.map(({ clusters, ...entry }) => ({
    ...entry,
    clusters: clusters.map(({ weighted, ...others }) => others),
  }));
  expect({ ...found, sweep: stripped }).toEqual(without);

  const { data, variance = data, width, height, bands } = cube;
  const pixels = width * height;
  for (const { labels, clusters } of found.sweep)
    for (const { id, weighted } of clusters)
      for (let b = 0; b < bands; b++) {
        let [weights, products] = [0, 0];
        for (let p = 0; p < pixels; p++) {
          const [x, v] = [data[b * pixels + p], variance[b * pixels + p]];
          if (labels.data[p] !== id || Number.isNaN(x) || !(v > 0 && v < Number.POSITIVE_INFINITY)) continue;
          weights += 1 / v;
          products += x / v;
        }
        expect(weighted?.mean[b]).toBeCloseTo(products / weights, 10);
        expect(weighted?.error[b]).toBeCloseTo(1 / Math.sqrt(weights), 10);
      }
});

test('a cube without variance is refused before it is read', async () => {
  const onPiece = () => {
    throw new Error('it was read');
  };
  await expect(segmentation(memoryCube({ ...plain, onPiece }), OPTIONS)).rejects.toMatchObject({
    tag: 'UsageError',
    why: 'it has no variance',
  });
  await expect(
    drain(encodeShard(memoryCube({ ...plain, onPiece }), OPTIONS, memoryStore(), { index: 0, count: 1 })),
  ).rejects.toMatchObject({ tag: 'UsageError' });
});
