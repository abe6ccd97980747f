import { apply, IDENTITY } from '../../core/labels/affine.js';
import { parseColor } from '../../core/labels/color.js';
import type { Outline, Ring } from '../../core/labels/outlines.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import type { MapPlace } from './crs.js';
import { regionsOf, type Shapes } from './shapes.js';

type Position = readonly [number, number];

/** A ring as GeoJSON has it: positions, the first one again at the end; reversed where `flip` says. */
function positions(ring: Ring, scale: number, place: MapPlace | undefined, flip: boolean): Position[] {
  const points: Position[] = [];
  for (let i = 0; i < ring.length; i += 2) points.push(apply(place?.matrix ?? IDENTITY, ring[i] * scale, ring[i + 1] * scale));
  if (flip) points.reverse();
  return [...points, points[0]];
}

/**
 * The clusters of a map as a GeoJSON FeatureCollection (RFC 7946): one MultiPolygon a cluster along the edges of its spaxels, in pixels (x to the
 * right, y down the rows), or in the coordinates of `place`, whose EPSG number then stands as `crs`, as GDAL reads and writes it. Exterior rings
 * run counterclockwise on a page with y up. `classification` is what QuPath takes a class from. A coarser map says so in `scale`.
 */
export function geoJson(shapes: Shapes, styles: readonly ClusterStyle[], name: string, place?: MapPlace): string {
  // Our outer rings run clockwise with y down, which is counterclockwise where y goes up: kept as it is unless the map turns it over.
  const [a, b, c, d] = place?.matrix ?? IDENTITY;
  const flip = a * d - b * c < 0;
  const polygon = (outline: Outline) => outline.map(ring => positions(ring, shapes.scale, place, flip));
  const features = styles.flatMap(({ id, name: title, color }) => {
    const places = regionsOf(shapes, id);
    const members = places.map(i => shapes.outlines[i]);
    if (members.length === 0) return [];
    const rgb = parseColor(color);
    const area = places.reduce((sum, i) => sum + shapes.regions[i].area, 0) * shapes.scale ** 2;
    return {
      type: 'Feature',
      id: `cluster-${id}`,
      geometry: { type: 'MultiPolygon', coordinates: members.map(polygon) },
      properties: {
        ...{
          label: id,
          name: title,
          color,
          pixels: area,
          regions: members.length,
          scale: shapes.scale,
          objectType: 'annotation',
        },
        classification: { name: title, color: [rgb >> 16, (rgb >> 8) & 255, rgb & 255] },
      },
    };
  });
  const crs = place?.epsg && { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${place.epsg}` } };
  const head = JSON.stringify({ type: 'FeatureCollection', name, ...(crs && { crs }), features: [] });
  // A line a feature: such a file can be looked at, and grepped.
  return `${head.slice(0, -2)}\n${features.map(feature => JSON.stringify(feature)).join(',\n')}\n]}\n`;
}
