import { describe, expect, it } from 'vitest';
import { channelAxis, linearAxis } from '../../../core/cube/axis.js';
import { createCube } from '../../../core/cube/cube.js';
import { MemoryCapError } from '../../../core/cube/errors.js';
import { formatBytes, planRows } from '../../../core/cube/memory.js';
import type { SampleSource } from '../../../core/cube/types.js';
import { withAxis } from '../../../core/cube/with-axis.js';
import { memoryCube, noiseCube } from './memory-source.js';

const MB = 1024 * 1024;
const small = noiseCube(4, 50, 6, 0);

/** A cube whose reader says that a row costs it `rowBytes`. */
const cubeOf = (rowBytes: number, rowAlign: number, height = 50) =>
  createCube(memoryCube({ ...small, height, more: { rowAlign, stagingBytes: rows => rows * rowBytes } }));

describe('planRows', () => {
  it.each([1, 4, 7, 16])('takes the most rows that fit, in multiples of %i', align => {
    const cube = cubeOf(MB, align);
    for (let cap = 20; cap <= 90; cap += 7) {
      const rows = planRows(cube, {}, cap * MB, 3 * MB);
      expect(rows === 50 || rows % align === 0).toBe(true);
      expect(cube.planBytes({ rows })).toBeLessThanOrEqual((cap - 3) * MB);
      expect(rows === 50 || cube.planBytes({ rows: rows + align }) > (cap - 3) * MB).toBe(true);
    }
  });

  it('never takes more rows than there are, nor blocks larger than are of use', () => {
    expect(planRows(cubeOf(0, 1), {}, 1024 * MB, 0)).toBe(50);
    expect(planRows(cubeOf(0, 64), {}, 1024 * MB, 0)).toBe(50);
    const rows = planRows(cubeOf(10 * MB, 1), {}, 100_000 * MB, 0);
    expect(rows).toBeGreaterThan(1);
    expect(rows).toBeLessThanOrEqual(12);
  });

  it('counts what the plan holds: variance and a second slab', () => {
    const wide = createCube(memoryCube({ ...noiseCube(100, 80, 50, 0), variance: new Float32Array(100 * 80 * 50) }));
    const cap = MB;
    const native = planRows(wide, {}, cap, 0);
    expect(planRows(wide, { variance: true }, cap, 0)).toBeLessThanOrEqual(Math.ceil(native / 2));
    expect(planRows(wide, { readAhead: false }, cap, 0)).toBeGreaterThanOrEqual(2 * native - 1);
  });

  it.each([
    [5 * MB, 1, 2 * MB],
    [3 * MB, 16, 100 * MB],
    [MB, 64, 77 * MB],
  ])(
    'names a cap that works when the one given is too small (%i a row, multiples of %i, %i besides)',
    (rowBytes, align, fixed) => {
      const cube = cubeOf(rowBytes, align);
      let error: unknown;
      try {
        planRows(cube, {}, fixed + MB, fixed);
      } catch (err) {
        error = err;
      }
      expect(error).toBeInstanceOf(MemoryCapError);
      const { needed, message } = error as MemoryCapError;
      expect(message).toMatch(/^the memory cap is too small for this cube \[memory.fits\]/);
      expect(message).toContain(`--max-memory ${needed / MB}MB`);
      expect(planRows(cube, {}, needed, fixed)).toBeGreaterThanOrEqual(Math.min(align, 50));
      expect(needed - (fixed + cube.planBytes({ rows: Math.min(align, 50) }))).toBeLessThan(32 * MB);
    },
  );

  it('writes bytes for people', () => {
    expect([1, 5.4 * MB, 999 * MB, 1024 * MB, 1.26 * 1024 * MB].map(formatBytes)).toEqual([
      '1 MB',
      '5 MB',
      '999 MB',
      '1.0 GB',
      '1.3 GB',
    ]);
  });
});

describe('withAxis', () => {
  const warnings = ['2 cards are illegal', 'the file names no spectral axis: channels are used'];
  const source = memoryCube({ ...small, more: { warnings, spectralAxis: channelAxis(6) } });
  const axis = linearAxis('energy', 'keV', 1, 0.5, 6);

  it('keeps the samples and all else, under the new axis, without the warning that there was none', async () => {
    const other = withAxis(source, axis);
    expect(other.spectralAxis).toBe(axis);
    expect(other.warnings).toEqual([warnings[0]]);
    for (const key of ['name', 'format', 'shape', 'dtype', 'unit', 'frame', 'rowAlign'] as const)
      expect(other[key]).toBe(source[key]);
    expect(await other.plane(2)).toEqual(await source.plane(2));
    const [a, b] = await Promise.all([other, source].map(s => createCube(s).block(0, 50, {})));
    expect(a).toEqual(b);
    expect(source.spectralAxis.kind).toBe('channel');
    expect(source.warnings).toEqual(warnings);
  });

  it('works for a source that is a class', async () => {
    let closed = false;
    class Source {
      readonly inner = source;
      readonly name = 'class.fits';
      readonly shape = this.inner.shape;
      readonly warnings: readonly string[] = [];
      async close(): Promise<void> {
        closed = this.name === 'class.fits';
      }
    }
    const other = withAxis(new Source() as unknown as SampleSource, axis);
    await other.close();
    expect(closed).toBe(true);
    expect(other.name).toBe('class.fits');
  });

  it('refuses an axis of another length', () => {
    expect(() => withAxis(source, channelAxis(7))).toThrow(/does not fit the cube \[memory.fits\]: 7 values for 6 bands/);
  });
});
