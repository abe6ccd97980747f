import type { Lab } from '../labels/color.js';

const RADIAN = Math.PI / 180;
const POWER = 25 ** 7;

/**
 * CIEDE2000 colour difference with unit weights (Sharma, Wu and Dalal, Color Research and Application 30 (2005) 21): about 1 is just
 * noticeable, black to white is 100.
 */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const mean7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(mean7 / (mean7 + POWER));
  const [c1, c2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const [h1, h2] = [hue(stretch * a1, b1), hue(stretch * a2, b2)];
  const grey = c1 * c2 === 0;

  let turn = grey ? 0 : h2 - h1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  let h = h1 + h2;
  if (!grey) {
    if (Math.abs(h1 - h2) > 180) h += h < 360 ? 360 : -360;
    h /= 2;
  }
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const cosine = (degrees: number) => Math.cos(degrees * RADIAN);
  const t = 1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63);
  const rotation = -2 * Math.sqrt(c ** 7 / (c ** 7 + POWER)) * Math.sin(60 * RADIAN * Math.exp(-(((h - 275) / 25) ** 2)));
  const dl = (l2 - l1) / (1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2));
  const dc = (c2 - c1) / (1 + 0.045 * c);
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * RADIAN)) / (1 + 0.015 * c * t);
  return Math.sqrt(Math.max(0, dl * dl + dc * dc + dh * dh + rotation * dc * dh));
}

/** Degrees of 0 .. 360; 0 for grey. */
function hue(a: number, b: number): number {
  const degrees = Math.atan2(b, a) / RADIAN;
  return degrees < 0 ? degrees + 360 : degrees;
}
