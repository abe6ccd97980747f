import { expect, test } from 'vitest';
import { onnxModel } from '../../../core/engine/index.js';
import { intField, textField } from '../../../core/engine/onnxruntime/protobuf.js';
import { forward64, largestDifference, seededNetwork, seededNormals } from './networks.js';

const ort = await import('onnxruntime-node').catch(() => undefined);

test('varints and strings follow the protocol-buffers encoding guide', () => {
  // https://protobuf.dev/programming-guides/encoding/: 1: 150 is 08 96 01, 2: "testing" is 12 07 74 65 73 74 69 6e 67.
  expect([...intField(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...textField(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
});

test.skipIf(!ort)(
  'the ONNX bytes load by themselves, with a free batch size (skipped: onnxruntime-node is not installed)',
  async () => {
    const network = seededNetwork([20, 16, 8, 4, 2], ['selu', 'tanh', 'sigmoid', 'relu'], 9);
    const session = await ort!.InferenceSession.create(onnxModel(network));
    expect([session.inputNames, session.outputNames]).toEqual([['x'], ['y']]);
    expect(session.inputMetadata[0]).toMatchObject({ type: 'float32', shape: ['batch', 20] });
    for (const n of [1, 5]) {
      const x = seededNormals(n * 20, n);
      const { y } = await session.run({ x: new ort!.Tensor('float32', x, [n, 20]) });
      expect(largestDifference(y.data as Float32Array, forward64(network, x, n))).toBeLessThan(1e-6);
    }
    await session.release();
  },
);
