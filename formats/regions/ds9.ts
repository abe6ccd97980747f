import type { CelestialWcs } from '../../core/cube/wcs/celestial.js';
import type { Ring } from '../../core/labels/outlines.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import { regionsOf, type Shapes } from './shapes.js';

/** DS9's word for a celestial system; undefined for one it does not have. */
function systemOf({ system, reference }: CelestialWcs): string | undefined {
  if (system === 'equatorial') return { ICRS: 'icrs', FK5: 'fk5', FK4: 'fk4' }[reference];
  return { G: 'galactic', E: 'ecliptic' }[system as string];
}

/** Corners of a ring in sky or image coordinates; undefined where one of them sees no sky. */
function corners(ring: Ring, scale: number, wcs: CelestialWcs | undefined): string | undefined {
  const numbers: string[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i] * scale, ring[i + 1] * scale];
    if (!wcs) {
      // DS9's image coordinates count the centre of the first pixel as 1.
      numbers.push(`${x + 0.5}`, `${y + 0.5}`);
      continue;
    }
    const sky = wcs.pixelToSky(x, y);
    if (!sky) return undefined;
    numbers.push(sky[0].toFixed(8), sky[1].toFixed(8));
  }
  return numbers.join(',');
}

/**
 * The regions of a map as a DS9 region file: a polygon a ring in the system of `wcs` where DS9 has it, else in image coordinates; holes are
 * polygons that are excluded, and come after what they are in. Names as `text`, in the colour of the cluster, with `tag`s to choose them by.
 */
export function ds9Regions(shapes: Shapes, styles: readonly ClusterStyle[], wcs?: CelestialWcs): string {
  const system = wcs && systemOf(wcs);
  const on = system ? wcs : undefined;
  const lines = ['# Region file format: DS9 version 4.1', 'global width=1', system ?? 'image'];
  for (const { id, name, color } of styles) {
    const title = name.replace(/[{}\n]/g, ' ');
    for (const i of regionsOf(shapes, id)) {
      shapes.outlines[i].forEach((ring, hole) => {
        const at = corners(ring, shapes.scale, on);
        if (at === undefined) return;
        const text = hole === 0 ? ` text={${title}}` : '';
        lines.push(`${hole === 0 ? '' : '-'}polygon(${at}) # color=${color}${text} tag={cluster ${id}}`);
      });
    }
  }
  return `${lines.join('\n')}\n`;
}
