// Runs a network from stdin on WebGPU and on the engine that `auto` picks; writes what came out to stdout as one JSON document.
import { openEngine, verifyGolden } from '../../../dist/core/engine/index.js';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const { network, input, n, golden } = JSON.parse(text);
const layers = network.layers.map(layer => ({
  ...layer,
  kernel: Float32Array.from(layer.kernel),
  bias: Float32Array.from(layer.bias),
}));
const engine = await openEngine('webgpu');
const compiled = await engine.compile({ ...network, layers });
const inputs = Float32Array.from(input);
const output = Array.from(await compiled.run(inputs, n));
const check = await verifyGolden(compiled, { n, inputs, outputs: Float32Array.from(golden) });
await engine.dispose();
const auto = await openEngine('auto');
await auto.dispose();
process.stdout.write(JSON.stringify({ device: engine.device, output, check, auto: auto.name }));
