/** CIELAB coordinates (D65). */
export type Lab = readonly [L: number, a: number, b: number];

/** Linear-light RGB, 0..1. */
type Linear = readonly [r: number, g: number, b: number];

/** How a colour looks to someone without long-wave (protanopia) or middle-wave (deuteranopia) cones. */
export type Vision = 'normal' | 'protanopia' | 'deuteranopia';

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const SIMULATION: Record<Vision, readonly number[]> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

/** The sRGB colour 0xrrggbb as it is seen, in CIELAB. */
export function seenLab(rgb: number, vision: Vision): Lab {
  const linear: Linear = [toLinear(rgb >> 16), toLinear((rgb >> 8) & 255), toLinear(rgb & 255)];
  const m = SIMULATION[vision];
  const seen = [0, 3, 6].map(r => m[r] * linear[0] + m[r + 1] * linear[1] + m[r + 2] * linear[2]);
  return toLab(seen.map(v => Math.min(1, Math.max(0, v))) as unknown as Linear);
}

/** CIE 1976 difference; about 2.3 is just noticeable. */
export function colorDifference(p: Lab, q: Lab): number {
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** Red, green and blue bytes of '#rrggbb' (any case). NaN for anything else. */
export function parseColor(color: string): number {
  return /^#[0-9a-f]{6}$/i.test(color) ? Number.parseInt(color.slice(1), 16) : Number.NaN;
}

function toLinear(byte: number): number {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function toLab([r, g, b]: Linear): Lab {
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function f(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}
