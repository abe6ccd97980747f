import { InputError } from '../errors.js';
import type { Degrees2 } from './projections.js';

const DEG = Math.PI / 180;
const TOLERANCE = 1e-10;
const sin = (degrees: number): number => Math.sin(degrees * DEG);
const cos = (degrees: number): number => Math.cos(degrees * DEG);

/** Celestial coordinates of the native pole and native longitude of the celestial pole, degrees. */
export interface NativePole {
  readonly longitude: number;
  readonly latitude: number;
  readonly lonpole: number;
}

const wrapHalf = (angle: number): number => (angle > 180 ? angle - 360 : angle < -180 ? angle + 360 : angle);

/**
 * Where the native pole lies (Paper II, section 2.4), from the celestial coordinates of the fiducial point at native (0, theta0),
 * LONPOLE and LATPOLE. Throws InputError when no pole fits them.
 */
export function nativePole([lon0, lat0]: Degrees2, theta0: number, lonpole: number, latpole: number): NativePole {
  if (theta0 === 90) return { longitude: lon0, latitude: lat0, lonpole };
  const [x, y] = [cos(theta0) * cos(lonpole), sin(theta0)];
  const z = Math.hypot(x, y);
  const impossible = () =>
    new InputError('the celestial coordinates contradict themselves', {
      where: `CRVAL, LONPOLE = ${lonpole}, LATPOLE = ${latpole}`,
      why: 'no native pole fits them',
    });
  let latitude = latpole;
  if (z < TOLERANCE) {
    if (Math.abs(sin(lat0)) > TOLERANCE) throw impossible();
  } else {
    const ratio = sin(lat0) / z;
    if (Math.abs(ratio) > 1 + TOLERANCE) throw impossible();
    const [u, v] = [Math.atan2(y, x) / DEG, Math.acos(Math.max(-1, Math.min(1, ratio))) / DEG];
    const candidates = [wrapHalf(u + v), wrapHalf(u - v)].filter(lat => Math.abs(lat) < 90 + TOLERANCE);
    if (candidates.length === 0) throw impossible();
    latitude = candidates.reduce((best, lat) => (Math.abs(lat - latpole) < Math.abs(best - latpole) ? lat : best));
    latitude = Math.max(-90, Math.min(90, latitude));
  }
  return { longitude: poleLongitude(lon0, lat0, theta0, lonpole, latitude), latitude, lonpole };
}

function poleLongitude(lon0: number, lat0: number, theta0: number, lonpole: number, latitude: number): number {
  if (Math.abs(cos(lat0)) < TOLERANCE) return lon0;
  if (Math.abs(cos(latitude)) < TOLERANCE) return latitude > 0 ? lon0 + lonpole - 180 : lon0 - lonpole;
  const x = (sin(theta0) - sin(latitude) * sin(lat0)) / (cos(latitude) * cos(lat0));
  const y = (sin(lonpole) * cos(theta0)) / cos(lat0);
  return lon0 - Math.atan2(y, x) / DEG;
}

/** Turns one spherical system into another whose pole lies at latitude `pole`; exact near the poles, where asin and acos are not. */
function turn(angle: number, latitude: number, pole: number): [longitude: number, latitude: number] {
  const x = sin(latitude) * cos(pole) - cos(latitude) * sin(pole) * cos(angle);
  const y = -cos(latitude) * sin(angle);
  const z = sin(latitude) * sin(pole) + cos(latitude) * cos(pole) * cos(angle);
  return [Math.atan2(y, x) / DEG, Math.atan2(z, Math.hypot(x, y)) / DEG];
}

/** Native (phi, theta) to celestial (longitude 0..360, latitude), degrees (Paper II, equation 2). */
export function toCelestial({ longitude, latitude, lonpole }: NativePole, phi: number, theta: number): Degrees2 {
  const [lon, lat] = turn(phi - lonpole, theta, latitude);
  return [(((longitude + lon) % 360) + 360) % 360, lat];
}

/** Celestial to native (phi -180..180, theta), degrees (Paper II, equation 5). */
export function toNative({ longitude, latitude, lonpole }: NativePole, lon: number, lat: number): Degrees2 {
  const [phi, theta] = turn(lon - longitude, lat, latitude);
  return [wrapHalf((phi + lonpole) % 360), theta];
}
