import { levelSizes, type Tile } from './types.js';

/** What a pyramid is written from and as. */
export interface PyramidFacts {
  readonly width: number;
  readonly height: number;
  readonly tileSize: number;
  /** File extension of tiles. */
  readonly format: 'png' | 'jpg';
}

/** Where files of a pyramid stand. Paths are relative to its folder, with forward slashes. */
export interface PyramidLayout {
  readonly kind: 'dzi' | 'iiif';
  /** The file to open in a viewer. */
  readonly manifest: { readonly path: string; readonly text: string };
  wants(level: number): boolean;
  path(tile: Pick<Tile, 'level' | 'column' | 'row' | 'width' | 'height'>): string;
}

/** Deep Zoom: `NAME.dzi` beside `NAME_files/LEVEL/COLUMN_ROW.png`, without overlap; level 0 is one pixel there. */
export function dziLayout({ width, height, tileSize, format }: PyramidFacts, name: string): PyramidLayout {
  const top = levelSizes(width, height).length - 1;
  const image = `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="${format}" Overlap="0" TileSize="${tileSize}">`;
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${image}\n  <Size Width="${width}" Height="${height}"/>\n</Image>\n`;
  return {
    kind: 'dzi',
    manifest: { path: `${name}.dzi`, text },
    wants: () => true,
    path: ({ level, column, row }) => `${name}_files/${top - level}/${column}_${row}.${format}`,
  };
}

/**
 * IIIF Image API 3.0, compliance level 0: `info.json` and static files by canonical request. `id` is the address the folder will have
 * on the web; levels smaller than one tile are left out.
 */
export function iiifLayout({ width, height, tileSize, format }: PyramidFacts, id: string): PyramidLayout {
  const sizes = levelSizes(width, height);
  const deepest = sizes.findIndex(size => size.width <= tileSize && size.height <= tileSize);
  const scaleFactors = Array.from({ length: deepest + 1 }, (_, level) => 2 ** level);
  const info = {
    '@context': 'http://iiif.io/api/image/3/context.json',
    id,
    type: 'ImageService3',
    protocol: 'http://iiif.io/api/image',
    profile: 'level0',
    width,
    height,
    sizes: [sizes[deepest]],
    tiles: [{ width: tileSize, height: tileSize, scaleFactors }],
    ...(format !== 'jpg' && { preferredFormats: [format], extraFormats: [format] }),
  };
  return {
    kind: 'iiif',
    manifest: { path: 'info.json', text: `${JSON.stringify(info, null, 2)}\n` },
    wants: level => level <= deepest,
    path({ level, column, row, width: w, height: h }) {
      const side = tileSize * 2 ** level;
      const [x, y] = [column * side, row * side];
      const [rw, rh] = [Math.min(side, width - x), Math.min(side, height - y)];
      const region = rw === width && rh === height ? 'full' : `${x},${y},${rw},${rh}`;
      return `${region}/${w === width && h === height ? 'max' : `${w},${h}`}/0/default.${format}`;
    },
  };
}
