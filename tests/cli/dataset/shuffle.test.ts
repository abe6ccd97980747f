import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { shuffler } from '../../../cli/dataset/shuffle.js';

const folder = mkdtempSync(join(tmpdir(), 'cloisonne-shuffle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function shuffled(n: number, expected: number, seed: number): Promise<number[]> {
  const heaps = shuffler(join(folder, 'heaps'), 8, expected, seed);
  for (let i = 0; i < n; i++) await heaps.add(new Uint8Array(Int32Array.of(i, -i).buffer));
  const found: number[] = [];
  for await (const bytes of heaps.drain()) {
    const words = new Int32Array(bytes.slice().buffer);
    for (let i = 0; i < words.length; i += 2) {
      found.push(words[i + 1] === -words[i] ? words[i] : Number.NaN);
    }
  }
  expect(existsSync(join(folder, 'heaps'))).toBe(false);
  return found;
}

test.each([
  ['one heap', 1000],
  ['eight heaps', 6e7],
])('every record once, in an order of the seed: %s', async (_, expected) => {
  const order = await shuffled(4000, expected, 3);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 4000 }, (_, i) => i));
  expect(await shuffled(4000, expected, 3)).toEqual(order);
  expect(await shuffled(4000, expected, 4)).not.toEqual(order);
  // Rank correlation of place and number: within four standard errors of none.
  const mean = 3999 / 2;
  const covariance = order.reduce((sum, v, i) => sum + (v - mean) * (i - mean), 0);
  const variance = order.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  expect(Math.abs(covariance / variance)).toBeLessThan(4 / Math.sqrt(4000));
});
