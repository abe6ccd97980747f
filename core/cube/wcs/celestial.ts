import { InputError } from '../errors.js';
import { type CardValues, cardValues } from './cards.js';
import { degreesPerUnit, linearMatrix } from './linear.js';
import { type Degrees2, globalSinusoid, type Projection, projections, slant } from './projections.js';
import { nativePole, toCelestial, toNative } from './rotation.js';

/** Where pixels are on the sky. Pixel i covers [i, i + 1), its centre is i + 0.5; FITS counts that centre as i + 1. */
export interface CelestialWcs {
  /** Kind of coordinates: `equatorial` (RA, DEC) or the letter of `GLON`, `ELON`, `HLON`, `SLON`. */
  readonly system: 'equatorial' | 'G' | 'E' | 'H' | 'S';
  /** RADESYS, with the default the standard gives (equatorial and ecliptic only, else ''). */
  readonly reference: string;
  /** EQUINOX of the FK4 and the FK5 in years (Besselian, Julian); undefined where it is theirs by default (1950, 2000). */
  readonly equinox?: number;
  /** Three-letter projection code. */
  readonly projection: string;
  /** Longitude (0..360) and latitude in degrees, or undefined where a pixel sees no sky. */
  pixelToSky(x: number, y: number): Degrees2 | undefined;
  /** The way back; undefined for the hemisphere that the projection cannot show. */
  skyToPixel(longitude: number, latitude: number): Degrees2 | undefined;
}

/** Codes of AIPS that wcslib reads. */
const AIPS = ['NCP', 'GLS'];
const AXIS = /^(RA--|DEC-|[GEHS]LON|[GEHS]LAT)-([A-Z]{3})(-[A-Z0-9]{3})?$/;

function failure(where: string, why: string): InputError {
  const remedy = 'The cards are carried to the output as they are; register by control points instead.';
  return new InputError('the celestial coordinates cannot be computed', { where, why, remedy });
}

function axes(cards: CardValues): { lonAxis: 1 | 2; code: string; system: CelestialWcs['system'] } {
  const types = [1, 2].map(axis => cards.string(`CTYPE${axis}`) ?? '');
  const found = types.map(type => AXIS.exec(type.toUpperCase()));
  const where = `CTYPE1 = '${types[0]}', CTYPE2 = '${types[1]}'`;
  const [first, second] = found;
  if (!first || !second) throw failure(where, 'not a longitude and a latitude with a projection');
  const isLongitude = (match: RegExpExecArray) => /^(RA|.LON)/.test(match[1]);
  const family = (match: RegExpExecArray) => (/^(RA|DEC)/.test(match[1]) ? 'equatorial' : match[1][0]);
  if (isLongitude(first) === isLongitude(second) || family(first) !== family(second) || first[2] !== second[2])
    throw failure(where, 'the two axes do not belong together');
  if (first[3] || second[3]) throw failure(where, `the distortion ${(first[3] ?? second[3]).slice(1)} is not supported`);
  if (!Object.hasOwn(projections, first[2]) && !AIPS.includes(first[2]))
    throw failure(where, `projection ${first[2]} is not supported, only ${[...Object.keys(projections), ...AIPS].join(', ')}`);
  return { lonAxis: isLongitude(first) ? 1 : 2, code: first[2], system: family(first) as CelestialWcs['system'] };
}

/** Parameter m of the projection, on the latitude axis: PVi_m, or PROJPm as it was called before. */
const parameter = (cards: CardValues, latAxis: number, m: number): number =>
  cards.number(`PV${latAxis}_${m}`) ?? cards.number(`PROJP${m}`) ?? 0;

/** The projection by its code and parameters; `latitude` of the reference decides what NCP and GLS are (AIPS memo 27; wcslib's celfix). */
function projectionOf(cards: CardValues, code: string, latAxis: number, latitude: number): Projection {
  if (code === 'GLS') return globalSinusoid(latitude);
  if (code === 'NCP') return slant(0, 1 / Math.tan((latitude * Math.PI) / 180));
  const [xi, eta] = code === 'SIN' ? [1, 2].map(m => parameter(cards, latAxis, m)) : [0, 0];
  return xi === 0 && eta === 0 ? projections[code] : slant(xi, eta);
}

/** Refuses what would move pixels and is not computed: SIP, look-up tables, TPV, and projection parameters other than the defaults. */
function refuseDistortion(cards: CardValues, lonAxis: number, theta0: number, code: string): void {
  const distortion = cards.keywords.find(
    keyword =>
      /^(CPDIS|CQDIS|DP|DQ|D2IM)/.test(keyword) ||
      (/^[AB]_(ORDER|\d+_\d+)$/.test(keyword) && cards.number(keyword) !== 0) ||
      /^(WAT\d_\d+|AMDX\d*)$/.test(keyword),
  );
  if (distortion) throw failure(distortion, 'distortion (SIP, TPV, TNX, tables) is not supported');
  for (const keyword of cards.keywords) {
    const [, axis = `${3 - lonAxis}`, m] = /^(?:PV([12])_|PROJP)(\d+)$/.exec(keyword) ?? [];
    if (m === undefined) continue;
    const onLongitude = Number(axis) === lonAxis;
    if (onLongitude && (m === '3' || m === '4')) continue;
    if (!onLongitude && code === 'SIN' && (m === '1' || m === '2')) continue;
    const neutral = onLongitude && m === '2' ? theta0 : 0;
    if (cards.number(keyword) !== neutral)
      throw failure(`${keyword} = ${cards.number(keyword)}`, 'projection parameters are not supported');
  }
}

function referenceOf(cards: CardValues, system: CelestialWcs['system']): string {
  if (system !== 'equatorial' && system !== 'E') return '';
  const named = cards.string('RADESYS')?.trim() || cards.string('RADECSYS')?.trim();
  const equinox = cards.number('EQUINOX');
  return named ? named.toUpperCase() : equinox === undefined ? 'ICRS' : equinox < 1984 ? 'FK4' : 'FK5';
}

/**
 * The celestial coordinates of axes 1 and 2 by their FITS cards (80 characters each, as in SpatialFrame): projections TAN, SIN, ARC,
 * STG, ZEA, CAR and SFL, AIPS' NCP and GLS; PC with CDELT, CD, or CROTA; LONPOLE and LATPOLE with their defaults; CUNIT (Calabretta and
 * Greisen 2002), and the keywords that these replaced: EPOCH, RADECSYS, PC001001, PROJPn.
 * Throws InputError for other projections, for distortions and for contradictory cards.
 */
export function celestialWcs(header: readonly string[]): CelestialWcs {
  const cards = cardValues(header);
  const { lonAxis, code, system } = axes(cards);
  const latAxis = 3 - lonAxis;
  const [a, b, c, d] = linearMatrix(cards, latAxis);
  const det = a * d - b * c;
  const [px, py] = [cards.number('CRPIX1') ?? 0, cards.number('CRPIX2') ?? 0];
  const value = (axis: number) => (cards.number(`CRVAL${axis}`) ?? 0) * degreesPerUnit(cards, axis);
  const fiducial: Degrees2 = [value(lonAxis), value(latAxis)];
  if (Math.abs(fiducial[1]) > 90) throw failure(`CRVAL${latAxis} = ${fiducial[1]}`, 'a latitude lies between -90 and 90');
  const projection = projectionOf(cards, code, latAxis, fiducial[1]);
  const { theta0 } = projection;
  refuseDistortion(cards, lonAxis, theta0, code);
  // The plane of GLS is moved, not turned: its graticule is that of a reference on the equator.
  const origin: Degrees2 = code === 'GLS' ? [fiducial[0], 0] : fiducial;
  const lonpole = cards.number(`PV${lonAxis}_3`) ?? cards.number('LONPOLE') ?? (origin[1] < theta0 ? 180 : 0);
  const latpole = cards.number(`PV${lonAxis}_4`) ?? cards.number('LATPOLE') ?? 90;
  const pole = nativePole(origin, theta0, lonpole, latpole);
  const swapped = lonAxis === 2;
  const reference = referenceOf(cards, system);
  return {
    system,
    reference,
    equinox: reference.startsWith('FK') ? cards.number('EQUINOX') : undefined,
    projection: code,
    pixelToSky(x, y) {
      const [p, q] = [x + 0.5 - px, y + 0.5 - py];
      const [u, v] = [a * p + b * q, c * p + d * q];
      const native = swapped ? projection.deproject(v, u) : projection.deproject(u, v);
      return native && toCelestial(pole, ...native);
    },
    skyToPixel(longitude, latitude) {
      const plane = projection.project(...toNative(pole, longitude, latitude));
      if (!plane) return undefined;
      const [u, v] = swapped ? [plane[1], plane[0]] : plane;
      return [(d * u - b * v) / det + px - 0.5, (a * v - c * u) / det + py - 0.5];
    },
  };
}
