import { describe, expect, it } from 'vitest';
import { platform } from '../../core/platform/node.js';
import type { ByteSource } from '../../core/platform/types.js';
import { detectFormat, openSampleSource } from '../../formats/detect.js';
import { FORMATS } from '../../formats/registry.js';

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
    [text('hello world'), /of no known format and no header lies beside it, its first bytes are 68 65 6c 6c.*Supported are FITS/],
    [new Uint8Array(0), /the file is empty.*Supported are FITS/],
    [text('PK\x03\x04aaaa'), /looks like a ZIP archive.*Unpack it first: unzip x\./],
    [text('BZh91AY'), /bzip2 data.*bunzip2 -k x\./],
    [text('\xfd7zXZ\0'), /xz data.*unxz -k x\./],
    [text('\x1f\x9d\x90'), /\(\.Z\).*gzip -d x\./],
    [text(`${' '.repeat(257)}ustar`), /a tar archive.*tar xf x\./],
    [text('version https://git-lfs.github.com/spec/v1\noid'), /Git LFS pointer.*git lfs pull/],
    [text("XTENSION= 'IMAGE   '"), /FITS extension without a primary header.*astropy/],
    [text('MATLAB 5.0 MAT-file'), /MATLAB file of version 5.*-v7\.3/],
    [text('\x93NUMPY\x01\0'), /NumPy array.*h5py/],
    [text('AAMVHFSS'), /Bruker.*\.rpl/],
    [text('CDF\x01'), /classic format.*nccopy -k nc4 x cube\.nc/],
    [text('<!DOCTYPE html>'), /an HTML or XML text/],
  ])('%j is refused with what it looks like', async (bytes, says) => {
    await expect(openSampleSource(source(bytes))).rejects.toThrow(says);
  });

  it.each([512, 1024, 4096])('HDF5 behind %i bytes of the user', async at => {
    const bytes = new Uint8Array(at + 200);
    bytes.set(text('MATLAB 7.3 MAT-file'));
    bytes.set(text('\x89HDF\r\n\x1a\n'), at);
    expect(detectFormat(bytes)).toBeUndefined();
    await expect(openSampleSource(source(bytes))).rejects.toThrow(/cannot read the HDF5 file/);
  });

  it('every format is known by its name and says what it reads', () => {
    expect(FORMATS.map(({ name }) => name).sort()).toEqual(['EDF', 'ENVI', 'ESRI', 'FITS', 'HDF5', 'RPL', 'TIFF']);
    for (const { title, extensions, examples, reads } of FORMATS) {
      expect([title, reads, ...examples, ...extensions].every(part => part.trim() !== '' && !part.includes('|'))).toBe(true);
      expect(extensions.every(ending => ending.startsWith('.'))).toBe(true);
    }
  });

  it('opens the samples with the right room', async () => {
    const file = await platform.openFile('samples/data/landsat.tif');
    await expect(openSampleSource(file, { hdu: 'DATA' })).rejects.toThrow(/no HDUs/);
    const cube = await openSampleSource(file);
    expect(cube.format).toBe('TIFF');
    await cube.close();
  });
});
