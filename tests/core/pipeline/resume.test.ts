import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { platform } from '#platform';
import type { SegmentOptions } from '../../../core/pipeline/options.js';
import { parseSteps } from '../../../core/preprocess/index.js';
import type { Segmentation } from '../../../core/segmentation.js';
import { eventsOfRun, heavyRows, memoryStore, segmentation, threeKinds } from './scene.js';

const MB = 1024 * 1024;
const { cube } = threeKinds();
const OPTIONS: SegmentOptions = { steps: parseSteps('none'), kMin: 2, kMax: 4, engine: 'cpu', maxMemory: 500 * MB };
/** Claims so much memory a row that a block has few rows. */
const source = (onPiece?: (y0: number, rows: number) => void) => heavyRows(cube, 30 * MB, onPiece);

let wanted: Segmentation;

// A clock on which half a minute passes at every look, so that every block is saved.
beforeEach(async () => {
  vi.spyOn(platform, 'baselineBytes').mockReturnValue(100 * MB);
  let time = 0;
  vi.spyOn(platform, 'now').mockImplementation(() => (time += 30_000));
  wanted ??= await segmentation(source(), OPTIONS);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs until the `n`th save and stops there, as Ctrl-C would. */
async function interrupted(n: number) {
  const controller = new AbortController();
  const store = memoryStore(saves => saves === n && controller.abort());
  await expect(eventsOfRun(source(), { ...OPTIONS, checkpoint: store, signal: controller.signal })).rejects.toMatchObject({
    tag: 'InterruptedError',
  });
  return store;
}

/** The rows of `encode` and the result of a run that goes on from a store. */
async function resumed(checkpoint: SegmentOptions['checkpoint']) {
  const events = await eventsOfRun(source(), { ...OPTIONS, checkpoint });
  const last = events.at(-1);
  const rows = events.flatMap(e => (e.type === 'progress' && e.phase === 'encode' ? [e.done] : []));
  return { rows, result: last?.type === 'result' ? last.segmentation : undefined };
}

describe('an interrupted run', () => {
  it.each([1, 2, 4])('goes on behind the last block saved (%i blocks) and ends with the same bytes', async blocks => {
    const store = await interrupted(blocks);
    const row = new Float64Array((store.entries.get('latents-cpu') as Uint8Array).slice(0, 8).buffer)[0];
    expect(row).toBeGreaterThan(0);
    expect(row).toBeLessThan(cube.height);
    const { rows, result } = await resumed(store);
    expect(rows[0]).toBeGreaterThan(row);
    expect(rows.at(-1)).toBe(cube.height);
    expect(result).toEqual(wanted);
  });

  it('does not read the cube for latents again once all are saved', async () => {
    const whole = memoryStore();
    expect(await segmentation(source(), { ...OPTIONS, checkpoint: whole })).toEqual(wanted);
    const { rows, result } = await resumed(whole);
    expect(rows).toEqual([]);
    expect(result).toEqual(wanted);
  });

  it('starts again from a checkpoint that is damaged or of another cube', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(24), new Uint8Array(100_000).fill(1)]) {
      const store = memoryStore();
      store.entries.set('latents-cpu', bytes);
      const { rows, result } = await resumed(store);
      expect(rows[0]).toBeLessThan(cube.height);
      expect(result).toEqual(wanted);
    }
  });

  it('passes on what the store says when it cannot save', async () => {
    const full = { load: async () => undefined, save: () => Promise.reject(new Error('disk full')) };
    await expect(eventsOfRun(source(), { ...OPTIONS, checkpoint: full })).rejects.toThrow('disk full');
  });

  it('stops in every phase', async () => {
    const { segment } = await import('../../../core/segment.js');
    for (const phase of ['scan', 'fit', 'encode', 'cluster', 'describe']) {
      const controller = new AbortController();
      const run = async (): Promise<void> => {
        for await (const event of segment(source(), { ...OPTIONS, signal: controller.signal }))
          if (event.type === 'progress' && event.phase === phase) controller.abort();
      };
      await expect(run()).rejects.toMatchObject({ tag: 'InterruptedError' });
    }
  });
});
