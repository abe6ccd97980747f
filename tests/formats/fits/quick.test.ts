import { expect, test } from 'vitest';
import { platform } from '#platform';
import { openFits } from '../../../formats/fits/index.js';

test('muse', async () => {
  const c = await openFits(await platform.openFile('samples/data/muse.fits'));
  console.log(
    c.name,
    c.shape,
    c.dtype,
    c.unit,
    c.spectralAxis.kind,
    c.spectralAxis.unit,
    c.spectralAxis.values[499],
    c.warnings,
    (c.frame as any).cards,
    c.stagingBytes(30),
  );
  let s = 0,
    n = 0;
  for await (const p of c.samples(0, 30)) {
    console.log(p.y0, p.rows, p.band, p.bands, p.order, p.data.length);
    for (const v of p.data)
      if (v === v) {
        s += v;
        n++;
      }
  }
  let v2 = 0;
  for await (const p of c.variance!(3, 5)) for (const v of p.data) if (v === v) v2 += v;
  console.log(s, n, v2, (await c.spectrum(7, 11)).slice(100, 104), (await c.plane(250))[35]);
  await c.close();
  const d = await openFits(await platform.openFile('/work/shared/data/spectralcube_example_cube.fits'));
  console.log(d.name, d.shape, d.spectralAxis, d.warnings, d.frame);
  expect(1).toBe(1);
});
