import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { constants, deflate } from 'node:zlib';
import {
  buildPyramid,
  encodePngTile,
  labelTileEncoder,
  type PyramidLayout,
  type RasterSource,
  type Tile,
} from '../../formats/index.js';
import { guarded, type Output } from '../output/index.js';
import { encodeJpegTile } from './jpeg.js';

const zlib = promisify(deflate);

/** Run lengths suit label maps: smaller than the fastest level of zlib, and faster. */
const deflateLabels = (bytes: Uint8Array) => zlib(bytes, { level: 6, strategy: constants.Z_RLE });
const deflatePhoto = (bytes: Uint8Array) => zlib(bytes, { level: 6 });

/** How tiles are written. */
export interface TileOptions {
  readonly tileSize: number;
  readonly format: 'png' | 'jpg';
  /** JPEG quality. */
  readonly quality: number;
  readonly progress?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** What was written. */
export interface TileReport {
  readonly tiles: number;
  readonly levels: number;
  readonly bytes: number;
}

/**
 * Writes the pyramid of an image into an open output folder, the manifest last. Tiles are not flushed one by one: the folder has its
 * name only when all of them are there. Throws InputError for the image, OutputError for the folder.
 */
export async function writeTiles(
  source: RasterSource,
  layout: PyramidLayout,
  output: Pick<Output, 'place' | 'write'>,
  options: TileOptions,
): Promise<TileReport> {
  const { tileSize, format, quality, progress, signal } = options;
  const labelTile = labelTileEncoder(deflateLabels);
  const encode = (tile: Tile): Promise<Uint8Array> | Uint8Array =>
    source.kind === 'labels'
      ? labelTile(tile)
      : format === 'jpg'
        ? encodeJpegTile(tile, quality)
        : encodePngTile(tile, deflatePhoto);
  const folders = new Map<string, Promise<unknown>>();
  let bytes = 0;
  const put = async (tile: Tile): Promise<void> => {
    const encoded = await encode(tile);
    const path = await output.place(layout.path(tile));
    const folder = dirname(path);
    await guarded(path, async () => {
      const made = folders.get(folder) ?? mkdir(folder, { recursive: true });
      // A IIIF tile has a folder of its own: those are not worth keeping in mind.
      if (layout.kind === 'dzi') folders.set(folder, made);
      await made;
      await writeFile(path, encoded);
    });
    bytes += encoded.length;
  };
  const built = await buildPyramid(source, { tileSize, put, wants: layout.wants, ahead: 16, progress, signal });
  await output.write(layout.manifest.path, layout.manifest.text);
  return { ...built, bytes };
}
