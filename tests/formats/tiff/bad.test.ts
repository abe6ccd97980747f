import { describe, expect, it } from 'vitest';
import type { InputError } from '../../../core/cube/errors.js';
import { open, readCube } from './helpers.js';

async function failure(name: string): Promise<InputError> {
  try {
    const source = await open(name);
    try {
      await readCube(source, source.shape.height);
    } finally {
      await source.close();
    }
  } catch (err) {
    return err as InputError;
  }
  throw new Error(`${name} was read`);
}

/** File, and what its one line has to say. */
const CASES: readonly (readonly [string, RegExp])[] = [
  ['cyclic', /cyclic directory chain.*IFD 1.*byte 8/],
  ['ifd_past_end', /directory past the end.*IFD 1.*byte 999999/],
  ['truncated', /past the end of the file.*IFD 0.*273 StripOffsets.*strip 0: bytes \d+ to \d+, the file has \d+/],
  ['short_strip', /too short.*279 StripByteCounts.*expected 16 bytes, found 7/],
  ['empty_strip', /empty image data.*strip 0 has 0 bytes/],
  ['offset_past_end', /past the end of the file.*byte 70000/],
  ['compression', /unsupported TIFF compression.*259 Compression.*id 1234, supported: .*LZW/],
  ['jpeg', /unsupported TIFF compression.*id 7/],
  ['complex', /complex samples/],
  ['format', /unknown sample format.*9/],
  ['bits', /unsupported sample size.*24 bits/],
  ['mixed_bits', /mixed sample types.*258 BitsPerSample.*8 and 16/],
  ['bits_count', /does not fit the samples.*2 values for 4 samples/],
  ['width_zero', /bad image geometry.*256 ImageWidth.*0/],
  ['rows_zero', /bad image geometry.*278 RowsPerStrip/],
  ['strip_count', /block count does not fit the image.*expected 2, found 1/],
  ['no_offsets', /no image data.*273/],
  ['tile_zero', /bad image geometry.*322 TileWidth.*0/],
  ['tile_huge', /tile too large.*1099511627776 bytes/],
  ['petabyte', /too large|more data than the file can hold/],
  ['bomb_deflate', /too large|too long|checksum differs/],
  ['deflate_short', /cannot decode.*strip 0.*9 bytes decoded, 16 expected/],
  ['deflate_damaged', /cannot decode.*strip 0, byte \d+/],
  ['lzw_garbage', /cannot decode.*strip 0.*(LZW|decoded)/],
  ['predictor3_big', /unsupported predictor.*317 Predictor.*big-endian/],
  ['predictor', /unsupported predictor.*7/],
  ['planar', /unknown planar configuration.*3/],
  ['header_only', /without an image/],
  ['stub', /not a TIFF.*only 4 bytes/],
  ['unequal_pages', /pages of unequal size.*IFD 1.*expected 4 x 4 x 1, found 5 x 3 x 1/],
];

describe('damaged files', () => {
  it.each(CASES)('%s', async (name, says) => {
    const err = await failure(`bad_${name}.tif`);
    expect(err.message).toMatch(says);
    expect(err.tag).toBe('InputError');
    expect(err.message).toContain(`bad_${name}.tif`);
    expect(err.message).not.toMatch(/\n/);
  });

  it('refuses more directories than allowed', async () => {
    await expect(open('pages.tif', { limits: { maxIfds: 3 } })).rejects.toThrow(/too many directories.*more than 3/);
  });

  it('refuses windows outside the image instead of filling them', async () => {
    const source = await open('chunky_strips.tif');
    await expect(source.samples(8, 2)[Symbol.asyncIterator]().next()).rejects.toThrow(/outside the image/);
    await expect(source.spectrum(12, 0)).rejects.toThrow(/outside the image/);
    await expect(source.plane(7)).rejects.toThrow(/outside the image/);
    await source.close();
  });

  it('stops when told to', async () => {
    const source = await open('pages.tif');
    await expect(source.plane(0, AbortSignal.abort())).rejects.toThrow(/interrupted/);
    await source.close();
  });
});
