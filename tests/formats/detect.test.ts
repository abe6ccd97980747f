import { describe, expect, it } from 'vitest';
import { platform } from '../../core/platform/node.js';
import type { ByteSource } from '../../core/platform/types.js';
import { detectFormat, openSampleSource } from '../../formats/detect.js';

const text = (s: string) => Uint8Array.from(s, c => c.charCodeAt(0));

function source(bytes: Uint8Array): ByteSource {
  return {
    name: 'x',
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    readInto: async (offset, target) => target.set(bytes.subarray(offset, offset + target.length)),
    close: async () => {},
  };
}

describe('formats by their first bytes', () => {
  it('FITS, gzip, TIFF and BigTIFF of both byte orders', () => {
    expect(detectFormat(text('SIMPLE  =                    T'))).toBe('FITS');
    expect(detectFormat(Uint8Array.of(0x1f, 0x8b, 8))).toBe('FITS');
    for (const magic of ['II*\0', 'II+\0', 'MM\0*', 'MM\0+']) expect(detectFormat(text(magic))).toBe('TIFF');
    expect(detectFormat(text('IIII'))).toBeUndefined();
  });

  it.each([
    [text('\x89PNG\r\n\x1a\n'), /looks like a PNG image, its first bytes are 89 50 4e 47/],
    [text('PK\x03\x04aaaa'), /looks like a ZIP archive/],
    [text('hello world'), /of no known format and no header lies beside it, its first bytes are 68 65 6c 6c/],
    [new Uint8Array(0), /the file is empty/],
  ])('%j is refused with what it looks like', async (bytes, says) => {
    await expect(openSampleSource(source(bytes))).rejects.toThrow(says);
    await expect(openSampleSource(source(bytes))).rejects.toThrow(/Supported are FITS/);
  });

  it('opens the samples with the right room', async () => {
    const file = await platform.openFile('samples/data/landsat.tif');
    await expect(openSampleSource(file, { hdu: 'DATA' })).rejects.toThrow(/no HDUs/);
    const cube = await openSampleSource(file);
    expect(cube.format).toBe('TIFF');
    await cube.close();
  });
});
