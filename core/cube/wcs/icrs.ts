import type { CelestialWcs } from './celestial.js';
import type { Degrees2 } from './projections.js';

type Vector = readonly [number, number, number];
/** Three rows. */
type Matrix = readonly [Vector, Vector, Vector];

const DEG = Math.PI / 180;
const ARCSEC = DEG / 3600;

const apply = (m: Matrix, v: Vector): Vector => m.map(row => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as never as Vector;
const transposed = (m: Matrix): Matrix => [0, 1, 2].map(j => m.map(row => row[j])) as never as Matrix;
const times = (a: Matrix, b: Matrix): Matrix => a.map(row => apply(transposed(b), row)) as never as Matrix;

/** Rotation of the axes by an angle in radians about axis `axis`. */
function rotation(angle: number, axis: 0 | 1 | 2): Matrix {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [i, j] = [(axis + 1) % 3, (axis + 2) % 3];
  const m = [0, 1, 2].map(row => [0, 1, 2].map((column): number => (row === column ? 1 : 0)));
  m[i][i] = c;
  m[j][j] = c;
  m[i][j] = s;
  m[j][i] = -s;
  return m as never as Matrix;
}

const polynomial = (t: number, ...coefficients: readonly number[]): number =>
  coefficients.reduceRight((sum, c) => sum * t + c, 0);
const euler = (zeta: number, theta: number, z: number): Matrix =>
  times(rotation(-z * ARCSEC, 2), times(rotation(theta * ARCSEC, 1), rotation(-zeta * ARCSEC, 2)));

/** Frame of the FK5 at J2000 against the ICRS (Feissel and Mignard 1998). */
const icrsToFk5: Matrix = times(
  rotation(19.9e-3 * ARCSEC, 0),
  times(rotation(9.1e-3 * ARCSEC, 1), rotation(-22.9e-3 * ARCSEC, 2)),
);

/** Precession from J2000 to a Julian epoch, IAU 2006 (Capitaine, Wallace and Chapront 2003, equation 40). */
function precessionFk5(epoch: number): Matrix {
  const t = (epoch - 2000) / 100;
  return euler(
    polynomial(t, 2.650545, 2306.083227, 0.2988499, 0.01801828, -5.971e-6, -3.173e-7),
    polynomial(t, 0, 2004.191903, -0.4294934, -0.04182264, -7.089e-6, -1.274e-7),
    polynomial(t, -2.650545, 2306.077181, 1.0927348, 0.01826837, -2.8596e-5, -2.904e-7),
  );
}

/** Precession from a Besselian epoch to B1950 (Newcomb). */
function precessionFk4(epoch: number): Matrix {
  const t = (epoch - 1850) / 1000;
  const dt = (1950 - epoch) / 1000;
  const first = 23035.545 + 139.72 * t + 0.06 * t * t;
  return euler(
    polynomial(dt, 0, first, 30.24 - 0.27 * t, 17.995),
    polynomial(dt, 0, 20051.12 - 85.29 * t - 0.37 * t * t, -42.65 - 0.37 * t, -41.8),
    polynomial(dt, 0, first, 109.48 + 0.39 * t, 18.325),
  );
}

/** FK4 without the E-terms at B1950 to the FK5 at J2000 (Murray 1989, equations 28 and 29), for an observation at the equinox itself. */
function fk4ToFk5(julianYear: number): Matrix {
  const t = (julianYear - 1950) / 1e8;
  const base: Matrix = [
    [0.9999256794956877, -0.0111814832204662, -0.0048590038153592],
    [0.0111814832391717, 0.9999374848933135, -0.0000271625947142],
    [0.0048590037723143, -0.000027170293744, 0.9999881946023742],
  ];
  const change: Matrix = [
    [-0.0026455262, -1.1539918689, 2.111134619],
    [1.1540628161, -0.0129042997, 0.0236021478],
    [-2.1112979048, -0.0056024448, 0.0102587734],
  ];
  return base.map((row, i) => row.map((value, j) => value + change[i][j] * t)) as never as Matrix;
}

const besselianDay = (epoch: number): number => 2415020.31352 + (epoch - 1900) * 365.242198781;

/** E-terms of aberration, which FK4 positions contain (Explanatory Supplement 1992). */
function eTerms(epoch: number): Vector {
  const day = besselianDay(epoch);
  const t = (day - 2433282.4235) / 36525;
  const size = polynomial(t, 0.01673011, -0.00004193, -1.26e-7) * 0.0056932 * DEG;
  const perigee = polynomial(t, 1015489.951, 6190.67, 1.65, 0.012) * ARCSEC;
  const obliquity = polynomial((day - 2451545) / 36525, 84381.448, -46.815, -0.00059, 0.001813) * ARCSEC;
  const [s, c] = [Math.sin(perigee), Math.cos(perigee)];
  return [size * s, -size * c * Math.cos(obliquity), -size * c * Math.sin(obliquity)];
}

const unit = (v: Vector): Vector => {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
};
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const withoutETerms = (v: Vector, e: Vector): Vector => unit(v.map((x, i) => x - e[i] + dot(e, v) * x) as never as Vector);

function withETerms(v: Vector, e: Vector): Vector {
  let found = v;
  for (let i = 0; i < 10; i++) found = unit(v.map((x, k) => x + e[k] - dot(e, found) * found[k]) as never as Vector);
  return found;
}

/** Direction cosines in a system to those in the ICRS, and back. */
interface Turn {
  forward(v: Vector): Vector;
  back(v: Vector): Vector;
}

const byMatrix = (m: Matrix): Turn => ({ forward: v => apply(m, v), back: v => apply(transposed(m), v) });

function turnOf({ system, reference, equinox }: CelestialWcs): Turn | undefined {
  const fromFk5 = transposed(icrsToFk5);
  if (system === 'G') {
    const toGalactic = times(
      rotation((180 - 122.9319185680026) * DEG, 2),
      times(rotation((90 - 27.12825118085622) * DEG, 1), rotation(192.8594812065348 * DEG, 2)),
    );
    return byMatrix(times(fromFk5, transposed(toGalactic)));
  }
  if (system !== 'equatorial') return undefined;
  if (reference === 'ICRS') return { forward: v => v, back: v => v };
  if (reference === 'FK5') return byMatrix(times(fromFk5, transposed(precessionFk5(equinox ?? 2000))));
  if (reference !== 'FK4' && reference !== 'FK4-NO-E') return undefined;
  const epoch = equinox ?? 1950;
  const julian = 2000 + (besselianDay(epoch) - 2451545) / 365.25;
  const turn = byMatrix(times(fromFk5, times(fk4ToFk5(julian), precessionFk4(epoch))));
  if (reference === 'FK4-NO-E') return turn;
  const e = eTerms(epoch);
  return { forward: v => turn.forward(withoutETerms(v, e)), back: v => withETerms(turn.back(v), e) };
}

const toVector = ([longitude, latitude]: Degrees2): Vector => {
  const [l, b] = [longitude * DEG, latitude * DEG];
  return [Math.cos(b) * Math.cos(l), Math.cos(b) * Math.sin(l), Math.sin(b)];
};

function toDegrees([x, y, z]: Vector): Degrees2 {
  const longitude = Math.atan2(y, x) / DEG;
  return [longitude < 0 ? longitude + 360 : longitude, Math.atan2(z, Math.hypot(x, y)) / DEG];
}

/**
 * The same pixels in right ascension and declination of the ICRS: from the FK5 and the FK4 of any equinox (with or without E-terms) and from
 * galactic coordinates, as astropy converts them, within a milliarcsecond; undefined for any other system (ecliptic, GAPPT ...).
 */
export function icrsWcs(wcs: CelestialWcs): CelestialWcs | undefined {
  const turn = turnOf(wcs);
  if (!turn) return undefined;
  return {
    ...wcs,
    system: 'equatorial',
    reference: 'ICRS',
    equinox: undefined,
    pixelToSky(x, y) {
      const sky = wcs.pixelToSky(x, y);
      return sky && toDegrees(turn.forward(toVector(sky)));
    },
    skyToPixel: (longitude, latitude) => wcs.skyToPixel(...toDegrees(turn.back(toVector([longitude, latitude])))),
  };
}
