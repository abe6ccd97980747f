import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { scanCube } from '../../core/cube/scan.js';
import { withAxis } from '../../core/cube/with-axis.js';
import { platform } from '../../core/platform/node.js';
import { parseSteps } from '../../core/preprocess/index.js';
import { type Recipe, type TrainingBackend, trainEncoder } from '../../core/train/index.js';
import { openSampleSource, readAxisSidecar } from '../../formats/index.js';
import { drain } from '../core/train/spectra.js';
import { path } from './segmenting.js';

const installed = await import('onnxruntime-node').then(
  () => true,
  () => false,
);

async function train(backend: TrainingBackend, recipe: Partial<Recipe>) {
  const map = await openSampleSource(await platform.openFile(path('samples/data/raman.tif')));
  const source = withAxis(map, readAxisSidecar(await readFile(path('samples/data/raman.json')), 'raman.json', map.shape.bands));
  const { sample } = await scanCube(source);
  await source.close();
  const { events, result } = await drain(
    trainEncoder({
      ...{ spectra: sample.data, n: sample.n, axis: source.spectralAxis, unit: source.unit },
      ...{ steps: parseSteps('baseline:order=5:iterations=50,area'), recipe },
      ...{ name: 'raman', data: 'samples/data/raman.tif', backend },
    }),
  );
  return { result, curve: events.flatMap(event => (event.type === 'epoch' ? [event.loss, event.valLoss] : [])) };
}

describe.skipIf(!installed)('training on the Raman map with onnxruntime (skipped: onnxruntime-node is not installed)', () => {
  const follows = (found: readonly number[], expected: readonly number[]) => {
    expect(found.length).toBe(expected.length);
    found.forEach((loss, i) => {
      expect(Math.abs(loss / expected[i] - 1)).toBeLessThan(1e-3);
    });
  };

  it('follows the loss curve of wasm to 1e-3 over thirty epochs, and gives the same bytes twice', async () => {
    const recipe = { latent: 3, hidden: [32], epochs: 30, batch: 64, seed: 0 };
    const [wasm, first, second] = [
      await train('wasm', recipe),
      await train('onnxruntime', recipe),
      await train('onnxruntime', recipe),
    ];
    follows(first.curve, wasm.curve);
    expect(second).toEqual(first);
  });

  it('follows it through the first epochs of a deep network too', async () => {
    // Later on rounding alone decides: the curves of wasm and cpu are 1e-2 apart after a dozen epochs.
    const recipe = { latent: 3, epochs: 4, seed: 0 };
    follows((await train('onnxruntime', recipe)).curve, (await train('wasm', recipe)).curve);
  });
});
