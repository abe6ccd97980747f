import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onnxNetwork } from '../../../../core/encoder/onnx/network.js';
import { forward64, largestDifference } from '../../engine/networks.js';

const at = (n: string) => new URL(`../../../fixtures/onnx/${n}`, import.meta.url);
const exp = JSON.parse(readFileSync(at('expected.json'), 'utf8'));
for (const n of Object.keys(exp.models))
  test(n, () => {
    try {
      const m = exp.models[n];
      const r = onnxNetwork(
        new Uint8Array(readFileSync(at(n + '.onnx'))),
        n + '.onnx',
        ['sampled', 'two_heads'].includes(n) ? m.output : undefined,
      );
      console.log(
        n,
        r.producer,
        r.opset,
        JSON.stringify(r.input),
        r.output,
        r.network.inputSize,
        r.network.layers.map(l => l.units + l.activation),
        largestDifference(forward64(r.network, Float32Array.from(m.inputs), 5), m.latents),
      );
    } catch (e) {
      console.log(n, (e as Error).message);
    }
  });
