/** A pair of angles or of projection-plane coordinates, in degrees. */
export type Degrees2 = readonly [number, number];

/**
 * A spherical projection (Calabretta and Greisen 2002, "Paper II", section 5): native longitude and latitude (phi, theta) to plane
 * coordinates (x, y) and back, all in degrees; undefined where there is no such point.
 */
export interface Projection {
  /** Native latitude of the fiducial point: 90 for zenithal projections, else 0. */
  readonly theta0: number;
  project(phi: number, theta: number): Degrees2 | undefined;
  deproject(x: number, y: number): Degrees2 | undefined;
}

const DEG = Math.PI / 180;
/** How far beyond its edge rounding may carry a point of the plane that lies on it. */
const EDGE = 1e-12;

const asin = (v: number): number | undefined => (Math.abs(v) > 1 + EDGE ? undefined : Math.asin(Math.max(-1, Math.min(1, v))));

/** Zenithal projection by its radius (degrees) as a function of theta (degrees), and back. */
function zenithal(radius: (theta: number) => number | undefined, latitude: (r: number) => number | undefined): Projection {
  return {
    theta0: 90,
    project(phi, theta) {
      const r = radius(theta);
      return r === undefined ? undefined : [r * Math.sin(phi * DEG), -r * Math.cos(phi * DEG)];
    },
    deproject(x, y) {
      const theta = latitude(Math.hypot(x, y));
      return theta === undefined ? undefined : [Math.atan2(x, -y) / DEG, theta];
    },
  };
}

/** Colatitude in degrees of a sine that runs from 0 at the pole. */
const fromSine = (v: number): number | undefined => {
  const angle = asin(v);
  return angle === undefined ? undefined : angle / DEG;
};

/**
 * The slant orthographic projection: SIN with PV2_1 = xi and PV2_2 = eta (Paper II, equations 66 to 68). An interferometer on an east-west line
 * has xi = 0 and eta = cot of the declination, which AIPS calls NCP.
 */
export function slant(xi: number, eta: number): Projection {
  return {
    theta0: 90,
    project(phi, theta) {
      const [sin, cos] = [Math.sin(theta * DEG), Math.cos(theta * DEG)];
      const [s, c] = [Math.sin(phi * DEG), Math.cos(phi * DEG)];
      // The far side: theta below that of the limb.
      if (theta < -Math.atan(xi * s - eta * c) / DEG) return undefined;
      return [(cos * s + xi * (1 - sin)) / DEG, -(cos * c - eta * (1 - sin)) / DEG];
    },
    deproject(x, y) {
      const [u, v] = [x * DEG, y * DEG];
      const a = xi * xi + eta * eta + 1;
      const b = xi * (u - xi) + eta * (v - eta);
      const c = (u - xi) ** 2 + (v - eta) ** 2 - 1;
      const root = b * b - a * c;
      if (root < -EDGE) return undefined;
      const sine = [1, -1]
        .map(sign => (-b + sign * Math.sqrt(Math.max(0, root))) / a)
        .filter(value => Math.abs(value) <= 1 + EDGE);
      if (sine.length === 0) return undefined;
      const sin = Math.min(1, Math.max(...sine));
      // Near the pole the arcsine loses half of its digits; the distance from it keeps them.
      const [p, q] = [u - xi * (1 - sin), v - eta * (1 - sin)];
      return [Math.atan2(p, -q) / DEG, Math.atan2(sin, Math.hypot(p, q)) / DEG];
    },
  };
}

/**
 * AIPS' GLS, which wcslib reads as SFL with an offset: the latitude of the reference moves the plane, and makes no oblique graticule. Native
 * coordinates are the celestial ones but for the origin of longitudes; `latitude` is that of the reference.
 */
export function globalSinusoid(latitude: number): Projection {
  const { project, deproject } = projections.SFL;
  return {
    theta0: 0,
    project(phi, theta) {
      const plane = project(phi, theta);
      return plane && [plane[0], plane[1] - latitude];
    },
    deproject: (x, y) => deproject(x, y + latitude),
  };
}

/** The projections that are computed, by their FITS code. */
export const projections: Readonly<Record<string, Projection>> = {
  TAN: zenithal(
    theta => (theta > 0 ? 1 / (DEG * Math.tan(theta * DEG)) : undefined),
    r => Math.atan2(1, r * DEG) / DEG,
  ),
  SIN: zenithal(
    theta => (theta >= 0 ? Math.cos(theta * DEG) / DEG : undefined),
    // acos loses half of its digits near the pole; atan2 keeps them.
    r => (r * DEG > 1 + EDGE ? undefined : Math.atan2(Math.sqrt(Math.max(0, (1 - r * DEG) * (1 + r * DEG))), r * DEG) / DEG),
  ),
  ARC: zenithal(
    theta => 90 - theta,
    r => (r > 180 ? undefined : 90 - r),
  ),
  STG: zenithal(
    theta => (theta > -90 ? (2 / DEG) * Math.tan(((90 - theta) * DEG) / 2) : undefined),
    r => 90 - (2 * Math.atan((r * DEG) / 2)) / DEG,
  ),
  ZEA: zenithal(
    theta => (2 / DEG) * Math.sin(((90 - theta) * DEG) / 2),
    r => {
      const half = fromSine((r * DEG) / 2);
      return half === undefined ? undefined : 90 - 2 * half;
    },
  ),
  CAR: {
    theta0: 0,
    project: (phi, theta) => [phi, theta],
    deproject: (x, y) => (Math.abs(y) > 90 + EDGE ? undefined : [x, y]),
  },
  SFL: {
    theta0: 0,
    project: (phi, theta) => [phi * Math.cos(theta * DEG), theta],
    deproject(x, y) {
      const cos = Math.cos(y * DEG);
      if (Math.abs(y) > 90 || Math.abs(x) > 180 * cos * (1 + EDGE)) return undefined;
      return [cos === 0 ? 0 : x / cos, y];
    },
  },
};
