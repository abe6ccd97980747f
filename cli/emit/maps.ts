import { dirname } from 'node:path';
import { streamLabelMasks } from '../../formats/fits/index.js';
import { labelCog, maskPng, palettePng } from '../../formats/index.js';
import { makeFolder, withSink } from '../output/index.js';
import type { EmittedResult } from './result.js';
import type { Emitter } from './types.js';
import { zarrFiles } from './zarr.js';

/** A colour as red, green and blue. */
const rgb = (color: string): number[] => [1, 3, 5].map(i => Number.parseInt(color.slice(i, i + 2), 16));

/** '#rrggbb' by id. */
function colormap({ styles }: EmittedResult): string[] {
  const colors = new Map(styles.map(({ id, color }) => [id, color]));
  return Array.from({ length: Math.max(0, ...colors.keys()) + 1 }, (_, id) => colors.get(id) ?? '#000000');
}

/** Labels with one bit a cluster beside them. */
export const fitsEmitter: Emitter = {
  describe: 'label FITS with a bit mask beside it, as Firefly shows it (MSKN, MSKM, MSKD)',
  places: ['labels-mask.fits'],
  async emit({ labels, frame, styles, history }, { sink }) {
    const planes = styles.map(({ id, name, count }) => ({ id, name, description: `${name}: label ${id}, ${count} spaxels` }));
    const path = await sink.place('labels-mask.fits');
    await makeFolder(dirname(path));
    await withSink(path, file => streamLabelMasks(file, labels, frame, planes, { names: styles, history }));
  },
};

/** Tiled TIFF with overviews. */
export const cogEmitter: Emitter = {
  describe: 'cloud-optimised GeoTIFF with colour table and overviews by majority',
  places: ['labels-cog.tif'],
  async emit(result, { sink }) {
    const { labels, frame, history } = result;
    const options = { colormap: colormap(result), description: history.join('\n') };
    await sink.write('labels-cog.tif', labelCog(labels, frame, options));
  },
};

/** Pictures. */
export const pngEmitter: Emitter = {
  describe: 'PNG with palette (0 is transparent), and a black and white one of each cluster',
  places: ['labels-indexed.png', 'masks/'],
  async emit(result, { sink, warn }) {
    const { labels, styles } = result;
    const { width, height, data } = labels;
    // Ids beyond a byte get the places of their styles.
    const wide = styles.some(({ id }) => id > 255);
    if (wide && styles.length > 255) warn('a palette has 256 colours: no PNG with palette of this map');
    else {
      const index = new Map(styles.map(({ id }, i) => [id, wide ? i + 1 : id]));
      const palette = Array.from({ length: Math.max(0, ...index.values()) + 1 }, () => [0, 0, 0, 0]);
      for (const { id, color } of styles) palette[index.get(id) as number] = [...rgb(color), 255];
      const indices = Uint8Array.from(data, id => index.get(id) ?? 0);
      await sink.write('labels-indexed.png', palettePng(width, height, indices, palette));
    }
    for (const { id } of styles) await sink.write(`masks/label-${id}.png`, maskPng(labels, id));
  },
};

/** Zarr. */
export const ngffEmitter: Emitter = {
  describe: 'OME-NGFF 0.4: the latents as an image, the labels with colours and names on it',
  places: ['labels.ome.zarr/'],
  async emit(result, { sink }) {
    for (const { path, contents } of await zarrFiles(result)) await sink.write(`labels.ome.zarr/${path}`, contents);
  },
};
