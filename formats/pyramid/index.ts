export { type BuildOptions, buildPyramid } from './build.js';
export { dziLayout, iiifLayout, type PyramidFacts, type PyramidLayout } from './layouts.js';
export { type Deflate, encodePngTile, labelTileEncoder } from './png-tile.js';
export { levelSizes, type RasterSource, type Strip, type Tile } from './types.js';
