import type { Random } from '../../cluster/random.js';
import { drawModel, type NebularModel } from './classes.js';

/** A nebula on the sky. */
export interface Nebula {
  /** Index in `nebularClasses`. */
  readonly kind: number;
  /** H-alpha flux of a spaxel, in units of the flux at which a nebula stands out from the background. */
  readonly brightness: (x: number, y: number) => number;
  /** Two models; a spaxel's lines are a combination of both. */
  readonly models: readonly [NebularModel, NebularModel];
  /** Share of the second model, 0 .. 1. */
  readonly share: (x: number, y: number) => number;
  /** km/s at a spaxel, relative to the scene. */
  readonly velocity: (x: number, y: number) => number;
  /** Dispersion of the gas, km/s. */
  readonly sigma: number;
  /** Equivalent width of H-alpha in Angstrom: how much continuum comes with the lines. */
  readonly equivalentWidth: number;
  /** Exponent of that continuum in wavelength. */
  readonly slope: number;
}

/** A field of nebulae before a galaxy's stars. */
export interface Scene {
  readonly nebulae: readonly Nebula[];
  /** Stellar continuum at 6563 Angstrom, 1e-20 erg/s/cm2/Angstrom. */
  readonly stars: (x: number, y: number) => number;
  /** Rotation of the galaxy, km/s. */
  readonly rotation: (x: number, y: number) => number;
}

type Field = (x: number, y: number) => number;

/** How many nebulae of each class: fewest and most; sizes as parts of the field's mean side. */
const KINDS = [
  { count: [3, 5], size: [0.09, 0.16], sigma: [12, 25], width: [200, 800], slope: -1.5 },
  { count: [5, 8], size: [0.04, 0.065], sigma: [15, 30], width: [500, 1200], slope: -0.8 },
  { count: [3, 5], size: [0.12, 0.22], sigma: [60, 160], width: [100, 300], slope: -0.5 },
] as const;

/** Draws a scene: soft ragged clouds (H II regions), small shells (planetary nebulae), arcs (shocks). The same seed, the same sky. */
export function drawScene(width: number, height: number, random: Random): Scene {
  const side = Math.sqrt(width * height);
  const between = ([low, high]: readonly [number, number]) => low + (high - low) * random.uniform();
  const nebulae: Nebula[] = [];
  KINDS.forEach(({ count, size, sigma, width: equivalent, slope }, kind) => {
    for (let left = count[0] + random.integer(count[1] - count[0] + 1); left > 0; left--) {
      const radius = Math.max(1.5, between(size) * side);
      const [cx, cy] = [random.uniform() * width, random.uniform() * height];
      const shape = [cloud, shell, arc][kind](cx, cy, radius, random);
      const peak = 12 * 10 ** (0.8 * random.uniform());
      const own = 25 * random.normal();
      const [gx, gy] = [random.normal(), random.normal()];
      nebulae.push({
        kind,
        brightness: (x, y) => peak * shape(x, y),
        models: [drawModel(random, kind), drawModel(random, kind)],
        share: (x, y) => 1 / (1 + Math.exp((-2 * (gx * (x - cx) + gy * (y - cy))) / radius)),
        velocity: (x, y) => own + (8 * (gy * (x - cx) - gx * (y - cy))) / radius,
        sigma: between(sigma),
        equivalentWidth: between(equivalent),
        slope,
      });
    }
  });
  const angle = 2 * Math.PI * random.uniform();
  const tilt: Field = (x, y) => (Math.cos(angle) * (x - width / 2) + Math.sin(angle) * (y - height / 2)) / side;
  const texture = ripple(random, side / 3);
  return {
    nebulae,
    stars: (x, y) => 4 * Math.exp(0.8 * tilt(x, y) + 0.15 * texture(x, y)),
    rotation: (x, y) => 60 * Math.tanh(2 * tilt(x, y)),
  };
}

/** 1 in the middle, a soft edge at a radius that varies with direction and place. */
function cloud(cx: number, cy: number, radius: number, random: Random): Field {
  const texture = ripple(random, radius);
  const [squeeze, turn] = [0.6 + 0.4 * random.uniform(), Math.PI * random.uniform()];
  return (x, y) => {
    const [dx, dy] = [x - cx, y - cy];
    const along = Math.cos(turn) * dx + Math.sin(turn) * dy;
    const across = (Math.cos(turn) * dy - Math.sin(turn) * dx) / squeeze;
    return Math.exp(-((Math.hypot(along, across) / radius) ** 3) + 0.35 * texture(x, y));
  };
}

/** A disc brighter at its rim. */
function shell(cx: number, cy: number, radius: number): Field {
  return (x, y) => {
    const r = Math.hypot(x - cx, y - cy) / radius;
    return (0.7 + 0.6 * r * r) * Math.exp(-((r / 1.1) ** 6));
  };
}

/** A part of a ring, with filaments. */
function arc(cx: number, cy: number, radius: number, random: Random): Field {
  const texture = ripple(random, radius / 2);
  const thickness = Math.max(1.1, (0.12 + 0.1 * random.uniform()) * radius);
  const middle = 2 * Math.PI * random.uniform();
  const half = 1.2 + 1.4 * random.uniform();
  return (x, y) => {
    const turn = Math.abs(
      Math.atan2(Math.sin(Math.atan2(y - cy, x - cx) - middle), Math.cos(Math.atan2(y - cy, x - cx) - middle)),
    );
    const off = (Math.hypot(x - cx, y - cy) - radius) / thickness;
    return Math.exp(-(Math.abs(off) ** 3) - (turn / half) ** 6 + 0.4 * texture(x, y));
  };
}

/** A smooth random field of mean 0 and about unit variance: waves of random directions, around one wavelength. */
function ripple(random: Random, wavelength: number): Field {
  const waves = Array.from({ length: 8 }, () => {
    const angle = 2 * Math.PI * random.uniform();
    const k = (2 * Math.PI * (0.6 + 0.9 * random.uniform())) / wavelength;
    return [k * Math.cos(angle), k * Math.sin(angle), 2 * Math.PI * random.uniform()];
  });
  return (x, y) => 0.5 * waves.reduce((sum, [kx, ky, phase]) => sum + Math.sin(kx * x + ky * y + phase), 0);
}
