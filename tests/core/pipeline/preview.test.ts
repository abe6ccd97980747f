import { expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import { segment } from '../../../core/segment.js';
import type { SegmentEvent } from '../../../core/segmentation.js';
import { memoryCube } from '../cube/memory-source.js';
import { eventsOfRun, segmentation, threeKinds } from './scene.js';

const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 2, kMax: 3, seed: 0, engine: 'cpu' };
type Preview = Extract<SegmentEvent, { type: 'preview' }>;
const previewsOf = (events: readonly SegmentEvent[]) => events.filter((event): event is Preview => event.type === 'preview');

test('a preview labels each spaxel once, in pixel order, as the kinds lie, and changes nothing of the result', async () => {
  const { cube, truth } = threeKinds(48, 48);
  const events = await eventsOfRun(memoryCube(cube), { ...OPTIONS, preview: 3 });
  const map = new Uint8Array(truth.length);
  let next = 0;
  for (const { from, labels } of previewsOf(events)) {
    expect(from).toBeGreaterThanOrEqual(next);
    map.set(labels, from);
    next = from + labels.length;
  }
  expect(previewsOf(events).length).toBeGreaterThan(2);
  expect(map).toEqual(truth);
  const last = events.at(-1);
  if (last?.type !== 'result') throw new Error('no result');
  const plain = await segmentation(memoryCube(cube), OPTIONS);
  expect(last.segmentation.latents).toEqual(plain.latents);
  expect(last.segmentation.labels).toEqual(plain.labels);
  expect(previewsOf(await eventsOfRun(memoryCube(cube), OPTIONS))).toEqual([]);
});

test('more clusters than the sample has different spectra are as many as there are', async () => {
  const { cube, truth } = threeKinds(20, 18, 24, 0);
  const events = await eventsOfRun(memoryCube(cube), { ...OPTIONS, kMin: 1, latent: 2, preview: 9 });
  const ids = new Set(previewsOf(events).flatMap(({ labels }) => [...labels]));
  expect(ids).toEqual(new Set(truth));
});

test('a run without a checkpoint stops within a batch, in the middle of a block', async () => {
  const { cube } = threeKinds(120, 120);
  const control = new AbortController();
  const seen: SegmentEvent[] = [];
  const run = async () => {
    for await (const event of segment(memoryCube(cube), { ...OPTIONS, preview: 3, signal: control.signal })) {
      seen.push(event);
      if (event.type === 'preview') control.abort();
    }
  };
  await expect(run()).rejects.toSatisfy(err => isCloisonneError(err, 'InterruptedError'));
  // All rows are one block of 14 batches.
  expect(seen.find(event => event.type === 'plan')?.blockRows).toBe(120);
  expect(previewsOf(seen).length).toBeLessThan(4);
});
