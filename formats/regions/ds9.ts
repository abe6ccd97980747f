import type { CelestialWcs } from '../../core/cube/wcs/celestial.js';
import { icrsWcs } from '../../core/cube/wcs/icrs.js';
import type { Ring } from '../../core/labels/outlines.js';
import type { ClusterStyle } from '../../core/labels/types.js';
import { regionsOf, type Shapes } from './shapes.js';

/** DS9's word for a celestial system; undefined for one it does not have: its fk5 is of J2000, its fk4 of B1950, its ecliptic of the FK5. */
function systemOf({ system, reference, equinox }: CelestialWcs): string | undefined {
  if (system === 'equatorial') {
    const standard = equinox === undefined || equinox === (reference === 'FK4' ? 1950 : 2000);
    return standard ? { ICRS: 'icrs', FK5: 'fk5', FK4: 'fk4' }[reference] : undefined;
  }
  if (system === 'E') return reference === 'ICRS' || (reference === 'FK5' && (equinox ?? 2000) === 2000) ? 'ecliptic' : undefined;
  return system === 'G' ? 'galactic' : undefined;
}

/** The coordinates to write and DS9's word for their system: the cube's own, else those of the ICRS; undefined where there are none. */
function writable(wcs: CelestialWcs | undefined): { word: string; wcs: CelestialWcs } | undefined {
  if (!wcs) return undefined;
  const own = systemOf(wcs);
  const converted = own ? wcs : icrsWcs(wcs);
  return converted && { word: own ?? 'icrs', wcs: converted };
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
 * The regions of a map as a DS9 region file: a polygon a ring in the system of `wcs` where DS9 has it, else in the ICRS where it converts to that, else in image coordinates; holes are
 * polygons that are excluded, and come after what they are in. Names as `text`, in the colour of the cluster, with `tag`s to choose them by.
 */
export function ds9Regions(shapes: Shapes, styles: readonly ClusterStyle[], wcs?: CelestialWcs): string {
  const on = writable(wcs);
  const lines = ['# Region file format: DS9 version 4.1', 'global width=1', on?.word ?? 'image'];
  for (const { id, name, color } of styles) {
    const title = name.replace(/[{}\n]/g, ' ');
    for (const i of regionsOf(shapes, id)) {
      shapes.outlines[i].forEach((ring, hole) => {
        const at = corners(ring, shapes.scale, on?.wcs);
        if (at === undefined) return;
        const text = hole === 0 ? ` text={${title}}` : '';
        lines.push(`${hole === 0 ? '' : '-'}polygon(${at}) # color=${color}${text} tag={cluster ${id}}`);
      });
    }
  }
  return `${lines.join('\n')}\n`;
}
