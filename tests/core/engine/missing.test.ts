import { expect, test, vi } from 'vitest';
import { engineReports, openEngine } from '../../../core/engine/index.js';

const onnxruntime = vi.hoisted(() => ({ ok: false, reason: '' }));

vi.mock('#platform', async original => {
  const { platform } = await original<typeof import('../../../core/platform/node.js')>();
  const missing = { ok: false, reason: 'not installed' };
  const importOptional = async (name: string) => (name === 'onnxruntime-node' ? onnxruntime : missing);
  return { platform: { ...platform, importOptional } };
});

test('what is not installed is no warning: auto takes wasm and names it with the command that adds it', async () => {
  onnxruntime.reason = 'not installed';
  const warnings: string[] = [];
  const missing: string[] = [];
  const engine = await openEngine('auto', {
    onWarning: line => warnings.push(line),
    onMissing: (name, install) => missing.push(`${name}: ${install}`),
  });
  expect(engine.name).toBe('wasm');
  expect(warnings).toEqual([]);
  expect(missing).toContainEqual(expect.stringMatching(/^onnxruntime: .*npm install onnxruntime-node$/));
  const report = (await engineReports()).find(({ name }) => name === 'onnxruntime');
  expect(report).toMatchObject({
    available: false,
    detail: 'not installed',
    install: expect.stringMatching(/onnxruntime-node$/),
  });
});

test('an engine that is installed and broken costs one line of warning', async () => {
  onnxruntime.reason = 'libonnxruntime.so.1: cannot open shared object file';
  const warnings: string[] = [];
  const missing: string[] = [];
  const engine = await openEngine('auto', { onWarning: line => warnings.push(line), onMissing: name => missing.push(name) });
  expect(engine.name).toBe('wasm');
  expect(warnings).toEqual([
    expect.stringMatching(/^engine onnxruntime is not used: .*cannot open shared object.*npm install onnxruntime-node/),
  ]);
  expect(warnings[0]).not.toContain('\n');
  expect(missing).not.toContain('onnxruntime');
});

test('asked for by name, a missing package is an error with the command that adds it', async () => {
  for (const name of ['onnxruntime', 'webgpu', 'tfjs-node-gpu'] as const) {
    await expect(openEngine(name)).rejects.toMatchObject({ tag: 'EngineError', message: expect.stringMatching(/npm install/) });
  }
});
