/**
 * Seeded pictures in the manner of Italian illuminators, in the colours of a palette: stand-ins for the paper's images of the Web Gallery of Art.
 * The same seed gives the same picture at any size.
 */
import { createRandom } from '../../dist/core/index.js';
import { palettes, pigments } from '../../dist/core/synth/xrf/pigments.js';

const ROLES = {
  blue: ['azurite', 'ultramarine', 'smalt', 'indigo'],
  red: ['vermilion', 'minium', 'red-ochre'],
  green: ['malachite', 'verdigris', 'copper-resinate'],
  gold: ['gold', 'mosaic-gold', 'lead-tin-yellow', 'orpiment', 'yellow-ochre'],
  dark: ['iron-gall-ink', 'bone-black', 'umber'],
  white: ['lead-white'],
  ground: ['parchment'],
};

/** The palette's pigment of each role as [r, g, b]; a role that it has nothing for is painted with its gold or dark. */
function paints(palette) {
  const of = role => ROLES[role].find(key => palettes[palette].includes(key));
  const rgb = key => [16, 8, 0].map(shift => (pigments[key].color >> shift) & 255);
  return Object.fromEntries(Object.keys(ROLES).map(role => [role, rgb(of(role) ?? of('dark') ?? of('gold'))]));
}

/** A smooth field of mean 0, about -1 .. 1. */
function ripple(random, wavelength) {
  const waves = Array.from({ length: 6 }, () => {
    const turn = 2 * Math.PI * random.uniform();
    const k = (2 * Math.PI * (0.6 + 0.8 * random.uniform())) / wavelength;
    return [k * Math.cos(turn), k * Math.sin(turn), 2 * Math.PI * random.uniform()];
  });
  return (u, v) => waves.reduce((sum, [a, b, phase]) => sum + Math.sin(a * u + b * v + phase), 0) / 4;
}

const mix = (a, b, share) => a.map((value, i) => value + (b[i] - value) * Math.min(1, Math.max(0, share)));

/** A page: text in ink, a painted initial on a coloured panel, a border of tendrils. Returns the colour at (u, v), both 0 .. 1. */
function leaf(random, { blue, red, green, gold, dark, white, ground }) {
  const size = 0.4 + 0.12 * random.uniform();
  const [left, top] = [0.22 + 0.05 * random.uniform(), 0.08 + 0.05 * random.uniform()];
  const fold = ripple(random, 0.25);
  const fields = random.uniform() < 0.5 ? [blue, red] : [red, blue];
  const waves = 2 + random.integer(3);
  const words = Array.from({ length: 400 }, () => random.uniform());
  const bowl = 0.3 + 0.06 * random.uniform();
  return (u, v) => {
    const [x, y] = [(u - left) / size, (v - top) / size];
    const light = fold(u, v);
    if (x > 0 && x < 1 && y > 0 && y < 1) {
      if (Math.min(x, y, 1 - x, 1 - y) < 0.05) return gold;
      const r = Math.hypot(x - 0.5, (y - 0.5) * 0.9);
      const stem = x > 0.2 && x < 0.32 && y > 0.12 && y < 0.88;
      if (Math.abs(r - bowl) < 0.06 || stem) return mix(gold, white, 0.25 * light);
      if (r < bowl) return mix(fields[1], dark, 0.3 * light);
      return mix(fields[0], white, 0.25 + 0.3 * light);
    }
    const side = u < 0.16 && u > 0.04;
    const foot = v > 0.87 && v < 0.98;
    if (side || foot) {
      const [along, across] = side ? [v, (u - 0.1) / 0.06] : [u, (v - 0.925) / 0.055];
      const tendril = Math.sin(2 * Math.PI * waves * 2 * along);
      const cell = along * waves * 4;
      const near = Math.hypot(cell - Math.floor(cell) - 0.5, across + 0.6 * Math.sin(Math.PI * (Math.floor(cell) + 0.5)) * 0.5);
      if (near < 0.34) return mix([red, blue, gold][Math.floor(cell) % 3], white, 0.2 + 0.25 * light);
      if (Math.abs(across - 0.7 * tendril) < 0.22) return mix(green, dark, 0.2 + 0.3 * light);
    }
    const line = (v - 0.1) / 0.042;
    if (u > 0.22 && u < 0.93 && v > 0.1 && v < 0.84 && line - Math.floor(line) < 0.5) {
      const word = Math.floor(line) * 20 + Math.floor(u * 22);
      const inside = x > -0.06 && x < 1.06 && y > -0.06 && y < 1.06;
      if (!inside && words[word % 400] < 0.82 && (u * 22) % 1 < 0.78) return mix(dark, ground, 0.12 * light + 0.1);
    }
    return mix(ground, white, 0.2 * light);
  };
}

/** A view: sky over hills, a house, trees, within a gilt frame. Returns the colour at (u, v), both 0 .. 1. */
function landscape(random, { blue, red, green, gold, dark, white, ground }) {
  const hills = [0.45, 0.6].map(height => [height + 0.06 * random.uniform(), ripple(random, 0.8)]);
  const shade = ripple(random, 0.2);
  const sun = [0.2 + 0.6 * random.uniform(), 0.18 + 0.08 * random.uniform()];
  const house = [0.2 + 0.45 * random.uniform(), 0.55 + 0.08 * random.uniform()];
  const trees = Array.from({ length: 5 }, () => [0.1 + 0.8 * random.uniform(), 0.72 + 0.12 * random.uniform()]);
  return (u, v) => {
    if (Math.min(u, v, 1 - u, 1 - v) < 0.05) return mix(gold, dark, 0.15 * shade(u, v));
    const light = shade(u, v);
    if (trees.some(([x, y]) => Math.hypot(u - x, (v - y) * 0.7) < 0.045)) return mix(dark, green, 0.25 + 0.2 * light);
    const [x, y] = [(u - house[0]) / 0.22, (v - house[1]) / 0.2];
    if (x > 0 && x < 1 && y > 0 && y < 1) return x % 0.34 > 0.22 && y % 0.5 > 0.3 ? dark : mix(white, ground, 0.4 + 0.3 * light);
    if (y > -0.5 && y <= 0 && Math.abs(x - 0.5) < 0.6 * (1 + 2 * y) + 0.1) return mix(red, dark, 0.2 * light);
    if (v > hills[1][0] + 0.06 * hills[1][1](u, 0.5)) return mix(green, gold, 0.2 + 0.3 * light);
    if (v > hills[0][0] + 0.05 * hills[0][1](u, 0.2)) return mix(green, blue, 0.35 + 0.25 * light);
    if (Math.hypot(u - sun[0], v - sun[1]) < 0.07) return gold;
    return mix(blue, white, 1.1 * v + 0.25 * light);
  };
}

/** A picture of `kind` ('leaf' or 'landscape') in the colours of a palette, [side * side * 3] bytes sRGB; each pixel with a little grain. */
export function paint({ kind, seed, palette, side }) {
  const at = { leaf, landscape }[kind](createRandom(seed, 1), paints(palette));
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const random = createRandom(seed, 2 + y);
    for (let x = 0; x < side; x++) {
      const grain = 2 * random.normal();
      const color = at((x + 0.5) / side, (y + 0.5) / side);
      for (let c = 0; c < 3; c++) data[(y * side + x) * 3 + c] = Math.min(255, Math.max(0, Math.round(color[c] + grain)));
    }
  }
  return { width: side, height: side, data };
}
