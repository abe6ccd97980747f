import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../formats/bytes/index.js';
import { formatCard, openFits, writeFits } from '../../../formats/fits/index.js';

/** 5 x 4 x 6 samples that count up; as numpy has it, axes 0, 1, 2 are 6, 4 and 5 long. */
const cube = (...types: readonly string[]) =>
  memorySource(
    writeFits([
      {
        header: types.map((type, i) => formatCard(`CTYPE${i + 1}`, type)),
        data: Float32Array.from({ length: 120 }, (_, i) => i),
        shape: [5, 4, 6],
      },
    ]),
    'cube.fits',
  );

describe('--spectral-axis of a FITS cube', () => {
  it.each([
    ['0', [5, 4, 6], [0, 20, 40, 60, 80, 100]],
    ['1', [5, 6, 4], [0, 5, 10, 15]],
    ['2', [4, 6, 5], [0, 1, 2, 3, 4]],
    ['other', [5, 6, 4], [0, 5, 10, 15]],
    ['OTHER-X', [5, 6, 4], [0, 5, 10, 15]],
  ] as const)('%s', async (spectralAxis, [width, height, bands], first) => {
    const opened = await openFits(cube('', 'OTHER-X', ''), { spectralAxis });
    expect(opened.shape).toEqual({ width, height, bands });
    expect([...(await opened.spectrum(0, 0))]).toEqual(first);
    // Which axis it is was said; what its bands are, nobody says.
    expect(opened.warnings).toEqual([expect.stringMatching(/taken as channels; --axis TYPE,UNIT,START,STEP says/)]);
    await opened.close();
  });

  it('against a CTYPE', async () => {
    const opened = await openFits(cube('FREQ', 'Y', 'X'), { spectralAxis: '0' });
    expect(opened.shape).toEqual({ width: 5, height: 4, bands: 6 });
    await opened.close();
  });

  it.each(['3', 'FREQ', ''])('there is none: %j', spectralAxis =>
    expect(openFits(cube('X', 'Y', ''), { spectralAxis })).rejects.toThrow(
      /there is no axis .*axis 0 \(6 long\), axis 1 \(Y, 4 long\), axis 2 \(X, 5 long\)\. Write --spectral-axis/,
    ),
  );
});
