import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import { type EngineName, engineReports, openEngine, verifyGolden } from '../../../core/engine/index.js';
import { loadTf } from '../../../core/engine/tfjs.js';
import { cpuEngines, forward64, largestDifference, seededNetwork, seededNormals } from './networks.js';

const network = seededNetwork([60, 40, 24, 12, 9, 3], ['selu', 'relu', 'tanh', 'sigmoid']);
const n = 1500;
const input = seededNormals(n * 60);
const expected = forward64(network, input, n);

const printed: unknown[] = [];
const { log, info, warn } = console;
beforeAll(() => {
  console.log = console.info = console.warn = (...args: unknown[]) => void printed.push(args);
});
afterAll(() => {
  Object.assign(console, { log, info, warn });
});

test.each(cpuEngines)('%s agrees with the network in float64, for every activation', async name => {
  const engine = await openEngine(name);
  const compiled = await engine.compile(network);
  expect(largestDifference(await compiled.run(input, n), expected)).toBeLessThan(2e-6);
  await engine.dispose();
});

test.each(cpuEngines)('%s gives the same bits for any batch size and thread count', async name => {
  const run = async (batch: number, threads: number) => {
    const engine = await openEngine(name, { threads });
    const compiled = await engine.compile(network);
    const out = new Float32Array(n * 3);
    for (let at = 0; at < n; at += batch) {
      const rows = Math.min(batch, n - at);
      out.set(await compiled.run(input.subarray(at * 60, (at + rows) * 60), rows), at * 3);
    }
    await engine.dispose();
    return out;
  };
  const whole = await run(n, 1);
  for (const batch of [7, 256, 1001]) expect(await run(batch, 2)).toEqual(whole);
});

test('an engine that misses the golden vectors is refused by name and skipped by auto with one warning', async () => {
  const inputs = input.subarray(0, 4 * 60);
  const golden = { n: 4, inputs, outputs: Float32Array.from(expected.subarray(0, 12)) };
  const broken = {
    ...network,
    layers: network.layers.map((layer, i) => (i === 4 ? { ...layer, bias: layer.bias.map(b => b + 0.02) } : layer)),
  };
  const verify = (wrong: EngineName[]) => async (engine: Awaited<ReturnType<typeof openEngine>>) =>
    verifyGolden(await engine.compile(wrong.includes(engine.name) ? broken : network), golden);
  await expect(openEngine('wasm', { verify: verify(['wasm']) })).rejects.toThrow(
    /wasm does not reproduce the golden vectors.*--engine/,
  );
  const warnings: string[] = [];
  const engine = await openEngine('auto', {
    verify: verify(['onnxruntime', 'webgpu', 'tfjs-node-gpu']),
    onWarning: line => warnings.push(line),
  });
  expect(engine.name).toBe('wasm');
  expect(warnings.filter(line => line.includes('onnxruntime'))).toHaveLength(1);
  await engine.dispose();
});

test('golden vectors that no engine reproduces are the fault of the encoder', async () => {
  const inputs = input.subarray(0, 4 * 60);
  const golden = { n: 4, inputs, outputs: Float32Array.from(expected.subarray(0, 12), value => 2 * value) };
  const verify = async (engine: Awaited<ReturnType<typeof openEngine>>) => verifyGolden(await engine.compile(network), golden);
  for (const name of ['auto', 'wasm', 'cpu'] as const) {
    const warnings: string[] = [];
    const error = await openEngine(name, { verify, onWarning: line => warnings.push(line) }).catch(err => err);
    expect(isCloisonneError(error, 'EncoderMismatchError')).toBe(true);
    expect(error.message).toMatch(
      /does not reproduce its own golden vectors \[.*cpu.*\]: the smallest deviation is .* Steps, weights/,
    );
    expect(warnings).toEqual([]);
  }
});

test('NaN from an engine is not a pass', async () => {
  const compiled = { run: async () => Float32Array.of(Number.NaN), dispose: () => {} };
  expect(await verifyGolden(compiled, { n: 1, inputs: new Float32Array(1), outputs: Float32Array.of(1) })).toMatchObject({
    ok: false,
  });
});

test('engines leave no tensors behind', async () => {
  const tf = await loadTf();
  const before = tf.memory().numTensors;
  const engine = await openEngine('wasm');
  const compiled = await engine.compile(network);
  await compiled.run(input, n);
  await engine.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('unknown and missing engines are named, with the command that adds them', async () => {
  await expect(openEngine('cuda' as EngineName)).rejects.toMatchObject({ tag: 'UsageError' });
  const reports = await engineReports();
  expect(reports.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'webgpu', 'onnxruntime', 'wasm', 'cpu']);
  for (const { name, available, detail, install } of reports) {
    if (available) continue;
    if (detail === 'not installed') expect(install).toMatch(/npm install/);
    else expect(install).toBeUndefined();
    expect(detail).not.toMatch(/npm install/);
    await expect(openEngine(name)).rejects.toMatchObject({ tag: 'EngineError' });
  }
  expect(reports.filter(({ available }) => available).map(({ name }) => name)).toEqual(expect.arrayContaining([...cpuEngines]));
});

test('nothing was printed', () => {
  expect(printed).toEqual([]);
});
