import { InputError } from '../../core/cube/errors.js';
import { basenameOf } from '../../core/cube/name.js';
import type { Format } from '../format.js';

const MAGIC = ['II*\0', 'II+\0', 'MM\0*', 'MM\0+'];

/** TIFF and BigTIFF. */
export const tiffFormat: Format = {
  name: 'TIFF',
  title: 'TIFF',
  extensions: ['.tif', '.tiff', '.ome.tif', '.btf'],
  signature: '`II*`, `MM*`, BigTIFF',
  examples: ['image.tif'],
  alone: false,
  options: ['plane', 'spectralAxis'],
  reads:
    'planar and chunky, strips and tiles, pages as bands, BigTIFF, u8 to f64, up to 65,535 samples a pixel or 16,384 pages; none, PackBits, LZW, Deflate, ZSTD, LERC, predictors; GeoTIFF tags, GDAL nodata; a series of one-band files, one a filter (`page_400nm.tif` ...); OME-TIFF and ImageJ hyperstacks (channels, Z or T as bands, `--plane`); alpha bands and internal masks (no data where they are 0); the axis from tags, names and labels of the bands, metadata of EnMAP and DESIS, or `--axis`',
  lacks: 'JPEG and WebP compression, complex samples, pages of several samples',
  detect: ({ text }) => MAGIC.some(magic => text.startsWith(magic)),
  open: async (source, options) => {
    const limits = options.maxSpillBytes === undefined ? undefined : { maxSpillBytes: options.maxSpillBytes };
    const { openTiff } = await import('./open.js');
    const opened = await openTiff(source, { ...options, limits });
    const { siblings, beside, plane, axis } = options;
    if (opened.shape.bands !== 1 || !siblings || !beside || plane || axis) return opened;
    const { openSeries, seriesOf } = await import('./series.js');
    const names = seriesOf(basenameOf(source.name), await siblings());
    if (names.length < 2) return opened;
    return openSeries(opened, names, async name => {
      const file = await beside(name);
      if (!file) throw new InputError('a file of the series is gone', { where: name });
      return openTiff(file, { limits, signal: options.signal });
    });
  },
};
