import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, open, path, readCube } from './helpers.js';

interface Real {
  readonly shape: readonly [number, number, number];
  readonly sums: Readonly<Record<string, number>>;
  readonly total: number;
  readonly pixel: readonly [number, number];
  readonly spectrum: readonly number[];
  readonly every: number;
}

const real = JSON.parse(readFileSync(fixture('real.json'), 'utf8')) as Record<string, Real>;
const sum = (values: Float32Array) => values.reduce((s, v) => s + v, 0);

describe('real files have the numbers GDAL reads', () => {
  for (const [name, want] of Object.entries(real)) {
    const file = path(name);
    const skip = existsSync(file) ? false : `${name} is not here (it may not ship)`;
    it.skipIf(skip)(skip || name, async () => {
      const source = await open(file);
      const [bands, height, width] = want.shape;
      expect(source.shape).toEqual({ width, height, bands });
      for (const [band, total] of Object.entries(want.sums)) expect(sum(await source.plane(Number(band)))).toBeCloseTo(total, 6);
      const [x, y] = want.pixel;
      const spectrum = await source.spectrum(x, y);
      expect([...spectrum].filter((_, i) => i % want.every === 0)).toEqual(want.spectrum);
      const whole = await readCube(source, source.rowAlign * 7);
      expect(sum(whole)).toBeCloseTo(want.total, 5);
      await source.close();
    });
  }

  it('the Landsat scene carries its georeference and no axis', async () => {
    const source = await open(path('samples/data/landsat.tif'));
    expect(source.dtype).toBe('u8');
    expect(source.frame.kind).toBe('geotiff');
    expect(source.frame.kind === 'geotiff' && source.frame.tags.map(t => t.id)).toEqual([33550, 33922, 34735, 34737]);
    expect(source.spectralAxis.kind).toBe('channel');
    expect([...source.spectralAxis.values]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(source.warnings).toEqual([]);
    await source.close();
  });
});
