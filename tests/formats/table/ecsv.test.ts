import { expect, test } from 'vitest';
import { writeEcsv } from '../../../formats/index.js';

test('ECSV: a YAML header with types and units, then CSV', () => {
  const text = writeEcsv(
    [
      { name: 'energy', unit: 'keV', values: Float64Array.of(1, 2.5) },
      { name: 'n', values: [3, 4], description: 'good "samples"' },
      { name: 'mean', unit: 'count', values: Float32Array.of(0.1, Number.NaN) },
      { name: 'band', values: ['a', 'b,c'] },
    ],
    { cube: 'x.tif', k: 3 },
  );
  // astropy 5.2.1 reads this with its units, the empty cell masked (tests/checks/readers.py does so with whole products).
  expect(text).toBe(
    [
      '# %ECSV 1.0',
      '# ---',
      "# delimiter: ','",
      '# datatype:',
      '# - {name: "energy", unit: "keV", datatype: float64}',
      '# - {name: "n", datatype: int64, description: "good \\"samples\\""}',
      '# - {name: "mean", unit: "count", datatype: float32}',
      '# - {name: "band", datatype: string}',
      '# meta:',
      '#   cube: "x.tif"',
      '#   k: 3',
      '# schema: astropy-2.0',
      'energy,n,mean,band',
      '1,3,0.1,a',
      '2.5,4,,"b,c"',
      '',
    ].join('\n'),
  );
});
