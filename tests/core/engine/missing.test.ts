import { expect, test, vi } from 'vitest';
import { openEngine } from '../../../core/engine/index.js';

vi.mock('#platform', async original => {
  const { platform } = await original<typeof import('../../../core/platform/node.js')>();
  const broken = { ok: false, reason: 'libonnxruntime.so.1: cannot open shared object file' };
  const missing = { ok: false, reason: 'not installed' };
  const importOptional = async (name: string) => (name === 'onnxruntime-node' ? broken : missing);
  return { platform: { ...platform, importOptional } };
});

test('without its optional packages auto takes wasm, with one line of warning', async () => {
  const warnings: string[] = [];
  const engine = await openEngine('auto', { onWarning: line => warnings.push(line) });
  expect(engine.name).toBe('wasm');
  expect(warnings).toEqual([
    expect.stringMatching(/^engine onnxruntime is not used: .*cannot open shared object.*npm install onnxruntime-node/),
  ]);
  expect(warnings[0]).not.toContain('\n');
});

test('asked for by name, a missing package is an error with the command that adds it', async () => {
  for (const name of ['onnxruntime', 'webgpu', 'tfjs-node-gpu'] as const) {
    await expect(openEngine(name)).rejects.toMatchObject({ tag: 'EngineError', message: expect.stringMatching(/npm install/) });
  }
});
