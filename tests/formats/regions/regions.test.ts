import { expect, test } from 'vitest';
import { celestialWcs } from '../../../core/cube/wcs/celestial.js';
import { annotationPage, ds9Regions, geoJson, shapesOf } from '../../../formats/index.js';
import { celestial } from '../../cli/products/fake.js';

const [width, height] = [8, 6];
const data = Uint8Array.from('111222221002233310022333111222221112222200044444', Number);
const map = { width, height, data };
const styles = [1, 2, 3, 4].map(id => ({ id, name: `kind ${id}`, color: `#0${id}20ff` }));
const shapes = shapesOf(map);

type Point = readonly [number, number];

/** Labels by filling: how often each pixel's centre is inside an odd number of rings. */
const filled = (
  polygons: readonly { label: number; rings: readonly (readonly Point[])[] }[],
  at: (x: number, y: number) => Point,
) =>
  Array.from(data, (_, i) => {
    const [x, y] = at((i % width) + 0.5, Math.floor(i / width) + 0.5);
    const inside = polygons.filter(({ rings }) => {
      let odd = false;
      for (const ring of rings)
        ring.forEach(([ax, ay], k) => {
          const [bx, by] = ring[(k + 1) % ring.length];
          if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
        });
      return odd;
    });
    return inside.reduce((sum, { label }) => sum + label, 0);
  });

const area = (ring: readonly Point[]) =>
  ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0) / 2;

interface Feature {
  readonly properties: { readonly label: number; readonly pixels: number; readonly classification: unknown };
  readonly geometry: { readonly type: string; readonly coordinates: Point[][][] };
}
const polygonsOf = (features: readonly Feature[]) =>
  features.flatMap(({ geometry, properties: { label } }) => geometry.coordinates.map(rings => ({ label, rings })));

test('GeoJSON: filled, it is the map; closed rings, exteriors counterclockwise; QuPath finds its classes', () => {
  const { features, type, crs } = JSON.parse(geoJson(shapes, styles, 'cube')) as {
    features: Feature[];
    type: string;
    crs: unknown;
  };
  expect([type, crs]).toEqual(['FeatureCollection', undefined]);
  expect(filled(polygonsOf(features), (x, y) => [x, y])).toEqual([...data]);
  for (const { rings } of polygonsOf(features)) {
    for (const ring of rings) expect(ring[0]).toEqual(ring.at(-1));
    expect(rings.map(ring => Math.sign(area(ring)))).toEqual(rings.map((_, i) => (i === 0 ? 1 : -1)));
  }
  expect(features.map(({ properties }) => properties.pixels)).toEqual([1, 2, 3, 4].map(id => data.filter(v => v === id).length));
  expect(features[1].properties.classification).toEqual({ name: 'kind 2', color: [2, 0x20, 255] });
});

test('GeoJSON in map coordinates: same map, exteriors still counterclockwise, with the system of the map', () => {
  const place = { matrix: [30, 0, 0, -20, 1000, 5000], epsg: 32633 } as const;
  const { features, crs } = JSON.parse(geoJson(shapes, styles, 'cube', place)) as { features: Feature[]; crs: unknown };
  expect(crs).toEqual({ type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32633' } });
  expect(filled(polygonsOf(features), (x, y) => [1000 + 30 * x, 5000 - 20 * y])).toEqual([...data]);
  for (const { rings } of polygonsOf(features)) expect(area(rings[0])).toBeGreaterThan(0);
});

test('W3C: a page a cluster, an annotation a region; its SVG paths filled are the cluster', () => {
  for (const style of styles) {
    const page = JSON.parse(annotationPage(shapes, style, 'https://example.org/cube'));
    expect([page.type, page['@context']]).toEqual(['AnnotationPage', 'http://www.w3.org/ns/anno.jsonld']);
    const polygons = page.items.map((item: { target: { source: string; selector: { type: string; value: string } } }) => {
      expect([item.target.source, item.target.selector.type]).toEqual(['https://example.org/cube', 'SvgSelector']);
      const [, path] = /<path fill-rule="evenodd" d="([^"]*)"\/>/.exec(item.target.selector.value) as RegExpExecArray;
      const rings = path.split('Z').filter(part => part.trim() !== '');
      return {
        label: style.id,
        rings: rings.map(ring => [...ring.matchAll(/([\d.]+),([\d.]+)/g)].map(m => [Number(m[1]), Number(m[2])])),
      };
    });
    expect(filled(polygons, (x, y) => [x, y])).toEqual(Array.from(data, id => (id === style.id ? id : 0)));
    expect(new Set(page.items.map(({ id }: { id: string }) => id)).size).toBe(page.items.length);
  }
});

/** Polygons of a region file by region: an excluded one belongs to the last included one. */
function ds9(text: string) {
  const polygons: { label: number; rings: Point[][] }[] = [];
  for (const [, minus, numbers, label] of text.matchAll(/^(-?)polygon\(([^)]*)\) # .*tag=\{cluster (\d+)\}$/gm)) {
    const values = numbers.split(',').map(Number);
    const ring = Array.from({ length: values.length / 2 }, (_, i): Point => [values[2 * i], values[2 * i + 1]]);
    if (minus) polygons.at(-1)?.rings.push(ring);
    else polygons.push({ label: Number(label), rings: [ring] });
  }
  return polygons;
}

test('DS9: image coordinates count the first centre as 1; on the sky in its own system', () => {
  const image = ds9Regions(shapes, styles);
  expect(image.split('\n').slice(0, 3)).toEqual(['# Region file format: DS9 version 4.1', 'global width=1', 'image']);
  expect(filled(ds9(image), (x, y) => [x + 0.5, y + 0.5])).toEqual([...data]);
  const wcs = celestialWcs(celestial.kind === 'celestial' ? celestial.cards : []);
  const sky = ds9Regions(shapes, [{ id: 3, name: 'a {b}', color: '#112233' }], wcs);
  expect(sky.split('\n')[2]).toBe('icrs');
  expect(sky).toContain('# color=#112233 text={a  b } tag={cluster 3}');
  const back = ds9(sky).map(({ label, rings }) => ({
    label,
    rings: rings.map(ring => ring.map(([ra, dec]) => wcs.skyToPixel(ra, dec) as Point)),
  }));
  expect(filled(back, (x, y) => [x, y])).toEqual(Array.from(data, id => (id === 3 ? 3 : 0)));
});

// By astropy: 150.1 2.2 of each frame in the ICRS.
test.each([
  ['FK5', 2015.5, 'icrs', 149.89971974, 2.27473361],
  ['FK4', 1975, 'icrs', 150.42303855, 2.07914859],
  ['FK4', 1950, 'fk4', 150.1, 2.2],
  ['FK5', 2000, 'fk5', 150.1, 2.2],
])('DS9: %s of %f is written as %s', (reference, equinox, word, ra, dec) => {
  const given = {
    RADESYS: `'${reference}'`,
    EQUINOX: `${equinox}`,
    CRPIX1: '0.5',
    CRPIX2: '0.5',
    CRVAL1: '150.1',
    CRVAL2: '2.2',
  };
  const tan = { CTYPE1: "'RA---TAN'", CTYPE2: "'DEC--TAN'", CDELT1: '-1E-3', CDELT2: '1E-3' };
  const cards = Object.entries({ ...given, ...tan }).map(([key, value]) => `${key.padEnd(8)}= ${value}`.padEnd(80));
  const one = { width: 1, height: 1, data: Uint8Array.of(1) };
  const text = ds9Regions(shapesOf(one), [{ id: 1, name: 'one', color: '#112233' }], celestialWcs(cards));
  expect(text.split('\n')[2]).toBe(word);
  const corners = ds9(text)[0].rings[0].map(([a, d]) => Math.hypot(a - ra, d - dec));
  expect(Math.min(...corners)).toBeLessThan(1e-7);
});

test('too many corners: the map is halved by majority until they fit, and says so', () => {
  const chess = { width: 16, height: 16, data: Uint8Array.from({ length: 256 }, (_, i) => 1 + ((i + Math.floor(i / 16)) % 2)) };
  expect([shapesOf(chess).scale, shapesOf(chess).corners]).toEqual([1, 1024]);
  const coarse = shapesOf(chess, 100);
  expect([coarse.scale, coarse.corners]).toEqual([2, 4]);
  const { features } = JSON.parse(geoJson(coarse, styles, 'chess'));
  expect(features[0].geometry.coordinates).toEqual([
    [
      [
        [16, 0],
        [16, 16],
        [0, 16],
        [0, 0],
        [16, 0],
      ],
    ],
  ]);
  expect(features[0].properties).toMatchObject({ label: 1, scale: 2, pixels: 256 });
});
