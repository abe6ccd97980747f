import { annotationPage, ds9Regions, geoJson, mapPlace, type Shapes, shapesOf } from '../../formats/index.js';
import type { EmittedResult } from './result.js';
import type { EmitContext, Emitter } from './types.js';

const traced = new WeakMap<EmittedResult, Shapes>();

/** The outlines of a result, traced once; says so where they had to be made coarser. */
function shapes(result: EmittedResult, { warn }: EmitContext): Shapes {
  const known = traced.get(result);
  if (known) return known;
  const found = shapesOf(result.labels);
  if (found.scale > 1)
    warn(`outlines along pixels would be too many: they are those of the map at 1/${found.scale}, by majority`);
  traced.set(result, found);
  return found;
}

/** Polygons for GIS and QuPath. */
export const geojsonEmitter: Emitter = {
  describe: 'GeoJSON: a multipolygon a cluster along the edges of pixels, in map coordinates where the cube has some',
  places: ['regions.geojson'],
  async emit(result, context) {
    const { styles, name, frame } = result;
    await context.sink.write('regions.geojson', geoJson(shapes(result, context), styles, name, mapPlace(frame)));
  },
};

/** Annotations for Mirador and Annotorious. */
export const w3cEmitter: Emitter = {
  describe: 'W3C Web Annotations with SVG selectors, a page a cluster',
  places: ['annotations/'],
  async emit(result, context) {
    for (const style of result.styles) {
      const page = annotationPage(shapes(result, context), style, context.source ?? result.name);
      await context.sink.write(`annotations/label-${style.id}.json`, page);
    }
  },
};

/** Regions for DS9 and CARTA. */
export const regEmitter: Emitter = {
  describe: 'DS9 regions on the sky, or in image coordinates',
  places: ['regions.reg'],
  async emit(result, context) {
    await context.sink.write('regions.reg', ds9Regions(shapes(result, context), result.styles, result.wcs));
  },
};
