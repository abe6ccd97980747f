import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isCloisonneError } from '../../../core/cube/errors.js';
import type { ByteSource } from '../../../core/platform/types.js';
import { openTiff } from '../../../formats/tiff/index.js';
import { expected, fixture } from './helpers.js';

/** Numerical Recipes' generator: the same damage every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function memory(bytes: Uint8Array): ByteSource {
  const within = (offset: number, length: number) => {
    if (offset < 0 || length < 0 || offset + length > bytes.length) throw new Error(`read past the end: ${offset} + ${length}`);
    return bytes.slice(offset, offset + length);
  };
  return {
    name: 'damaged',
    size: bytes.length,
    read: async (offset, length) => within(offset, length),
    readInto: async (offset, target) => target.set(within(offset, target.length)),
    close: async () => {},
  };
}

it('damaged bytes are read or refused with an InputError, nothing else', async () => {
  const next = random(7);
  let refused = 0;
  for (const name of Object.keys(expected.files)) {
    const bytes = readFileSync(fixture(name));
    for (let round = 0; round < 12; round++) {
      const copy = new Uint8Array(bytes);
      const reach = next() < 0.7 ? Math.min(600, copy.length) : copy.length;
      for (let i = 0; i < 3; i++) copy[Math.floor(next() * reach)] = Math.floor(next() * 256);
      const cut = next() < 0.15 ? Math.floor(next() * copy.length) : copy.length;
      try {
        const source = await openTiff(memory(copy.slice(0, cut)));
        if (source.shape.width * source.shape.height * source.shape.bands > 1e7) continue;
        for await (const piece of source.samples(0, source.shape.height)) expect(piece.data.length).toBeGreaterThan(0);
        await source.spectrum(0, 0);
      } catch (err) {
        if (!isCloisonneError(err, 'InputError')) throw new Error(`${name}, round ${round}`, { cause: err });
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(100);
});
